package io.hauberk.okhttp;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.discovery.Discovery;
import io.hauberk.discovery.Endpoint;
import io.hauberk.discovery.Watcher;
import io.hauberk.service.OutlierDetection;
import io.hauberk.service.Retry;
import io.hauberk.service.SlowStart;
import io.hauberk.testkit.RawServer;
import io.hauberk.testkit.Script;
import io.hauberk.testkit.VirtualTime;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;

/** How much a real server gets that has just come, or has just come back. */
class SlowStartOverSocketsTest {
    private static final int CALLS = 400;

    private final VirtualTime time = VirtualTime.moving();
    private final AtomicReference<Watcher> registry = new AtomicReference<>();
    private final Discovery discovery = watcher -> {
        registry.set(watcher);
        return () -> {};
    };

    @Test
    void anEndpointThatIsNewOrComesBackGetsItsShareLittleByLittle() throws Exception {
        AtomicBoolean ill = new AtomicBoolean();
        try (RawServer one = RawServer.start(Script.ok("hi"));
                RawServer two = RawServer.start(Script.ok("hi"));
                RawServer late = RawServer.start(scene -> {
                    while (true) {
                        scene.readRequest();
                        scene.connection()
                                .send(
                                        ill.get()
                                                ? "HTTP/1.1 500 Ill\r\nContent-Length: 0\r\n\r\n"
                                                : Script.response("hi"));
                    }
                });
                Mesh mesh = Mesh.builder()
                        .ticker(time)
                        .service(
                                "orders",
                                orders -> orders.discover(discovery)
                                        .connectTimeout(Attempts.MUCH)
                                        .slowStart(SlowStart.of(Duration.ofSeconds(60)))
                                        .retry(Retry.never())
                                        .outlierDetection(OutlierDetection.consecutiveFailures(1)
                                                .baseEjection(Duration.ofSeconds(10))
                                                .maxEjection(Duration.ofSeconds(10))))
                        .build()) {
            OkHttpClient http = mesh.okHttp();
            registry.get().found(endpoints(one, two));
            calls(http, 10);
            registry.get().found(endpoints(one, two, late));
            growsToItsShare(http, late);

            ill.set(true);
            int before = late.requests().size();
            while (late.requests().size() == before) {
                calls(http, 1);
            }
            calls(http, 100);
            assertThat(late.requests()).as("it is out").hasSize(before + 1);
            ill.set(false);
            time.advance(Duration.ofSeconds(12));
            while (late.requests().size() == before + 1) {
                calls(http, 1);
            }
            growsToItsShare(http, late);
        }
    }

    /** A twentieth at a tenth of the window, a fifth at half of it, a third in the end. */
    private void growsToItsShare(OkHttpClient http, RawServer late) throws IOException {
        time.advance(Duration.ofSeconds(6));
        assertThat(share(http, late)).as("after 6 s").isBetween(1, 60);
        time.advance(Duration.ofSeconds(24));
        assertThat(share(http, late)).as("after 30 s").isBetween(45, 120);
        time.advance(Duration.ofSeconds(31));
        assertThat(share(http, late)).as("after 61 s").isBetween(85, 185);
    }

    private static int share(OkHttpClient http, RawServer of) throws IOException {
        int before = of.requests().size();
        calls(http, CALLS);
        return of.requests().size() - before;
    }

    private static void calls(OkHttpClient http, int calls) throws IOException {
        for (int i = 0; i < calls; i++) {
            MeshTest.get(http, "http://orders/");
        }
    }

    private static List<Endpoint> endpoints(RawServer... servers) {
        return Stream.of(servers)
                .map(server -> Endpoint.of("http", "127.0.0.1", server.port()))
                .toList();
    }
}
