package io.hauberk.okhttp;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.discovery.Endpoint;
import io.hauberk.identity.Identity;
import io.hauberk.identity.Tls;
import io.hauberk.service.Balancer;
import io.hauberk.service.CallOptions;
import io.hauberk.service.Hedge;
import io.hauberk.service.OutlierDetection;
import io.hauberk.service.Retry;
import io.hauberk.testkit.RawServer;
import io.hauberk.testkit.ThrowawayAuthority;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Hedged calls over mutual TLS, with one stream a connection and with many. */
class HedgedTlsTest {
    private static final ThrowawayAuthority AUTHORITY = ThrowawayAuthority.create();
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private Identity identity;

    @BeforeEach
    void identify() throws IOException {
        AUTHORITY.issue("spiffe://shop/ns/prod/sa/edge").writeTo(folder);
        identity = Identity.pem(folder);
    }

    @AfterEach
    void close() throws Exception {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
        identity.close();
    }

    @ParameterizedTest
    @CsvSource({"HTTP_1_1,false", "HTTP_1_1,true", "HTTP_2,false", "HTTP_2,true"})
    void theFasterEndpointAnswersAndALoserOnAConnectionOfManyStreamsLeavesItToOthers(Protocol protocol, boolean handler)
            throws Exception {
        MockWebServer slow = server(protocol);
        MockWebServer fast = server(protocol);
        slow.setDispatcher(dispatching(50));
        fast.setDispatcher(dispatching(0));
        Mesh mesh = Mesh.builder()
                .identity(identity)
                .metrics(meters)
                .service(
                        "orders",
                        orders -> orders.endpoints(url(slow), url(fast))
                                .balance(Balancer.roundRobin())
                                .connectTimeout(LONG)
                                .timeout(LONG)
                                .tls(Tls.mutual())
                                .outlierDetection(OutlierDetection.consecutiveFailures(1))
                                .retry(Retry.undelivered().budget(1, 1000))
                                .hedge(Hedge.after(Duration.ofMillis(400))))
                .build();
        opened.add(mesh);
        for (int i = 0; i < 4; i++) {
            call(mesh, handler, "/quick");
        }
        double before = counted("hauberk.mesh.hedges", "outcome", "won");
        int warm = slow.getRequestCount();
        long began = System.nanoTime();
        for (int i = 0; i < 4; i++) {
            assertThat(call(mesh, handler, "/42")).isEqualTo("hi");
        }
        assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began)).isLessThan(45);
        for (int i = 0; i < 3_000 && slow.getRequestCount() == warm; i++) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        int hedged = slow.getRequestCount() - warm;
        // On a busy machine one more may be hedged, and be given up before it arrives.
        assertThat(hedged).isPositive();
        assertThat(counted("hauberk.mesh.hedges", "outcome", "won") - before).isGreaterThanOrEqualTo(hedged);
        for (int i = 0; i < 4; i++) {
            call(mesh, handler, "/quick");
        }
        awaitIdle();
        assertThat(counted("hauberk.mesh.attempts", "outcome", "hedge-lost")).isGreaterThanOrEqualTo(hedged);
        assertThat(counted("hauberk.mesh.ejections")).isZero();

        int connections = 0;
        for (int i = slow.getRequestCount(); i > 0; i--) {
            RecordedRequest seen = slow.takeRequest();
            assertThat(seen.getHandshake().peerCertificates())
                    .containsExactly(identity.generation().chain().get(0));
            connections = Math.max(connections, seen.getConnectionIndex() + 1);
        }
        if (protocol == Protocol.HTTP_2) {
            assertThat(connections)
                    .as("a stream was reset, and the connection lives")
                    .isEqualTo(1);
        } else {
            assertThat(connections).as("each loser's connection was closed").isGreaterThanOrEqualTo(hedged);
        }
    }

    @Test
    void whoWaitsForAnothersHandshakeAndLosesDoesNotGoOnWaiting() throws Exception {
        RawServer mute = RawServer.start(scene -> scene.connection().awaitEnd());
        opened.add(mute);
        MockWebServer good = server(Protocol.HTTP_2);
        good.setDispatcher(dispatching(0));
        Mesh mesh = Mesh.builder()
                .identity(identity)
                .metrics(meters)
                .service(
                        "orders",
                        orders -> orders.endpoints(List.of(
                                        Endpoint.parse("https://127.0.0.1:" + mute.port())
                                                .weighing(1_000_000),
                                        Endpoint.parse(url(good))))
                                .balance(Balancer.random())
                                .connectTimeout(LONG)
                                .timeout(LONG)
                                .tls(Tls.mutual())
                                .retry(Retry.undelivered().budget(1, 1000))
                                .hedge(Hedge.after(Duration.ofMillis(100))))
                .build();
        opened.add(mesh);
        ExecutorService threads = Attempts.callers();
        opened.add(threads::shutdownNow);
        io.hauberk.Request alone = io.hauberk.Request.get("/");
        alone.exchange().put(CallOptions.KEY, CallOptions.none().hedge(Hedge.never()));
        Future<?> shaking = threads.submit(() -> mesh.service("orders").handle(alone));
        while (mute.connections() == 0) {
            Thread.onSpinWait();
        }
        // The first attempt waits for that handshake, on the thread of the caller; the hedge is answered elsewhere.
        long began = System.nanoTime();
        assertThat(call(mesh, true, "/quick")).isEqualTo("hi");
        assertThat(call(mesh, false, "/quick")).isEqualTo("hi");
        assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began)).isLessThan(LONG.toSeconds() - 5);
        assertThat(shaking).isNotDone();
        assertThat(mute.connections()).as("nobody else shook hands").isEqualTo(1);
        assertThat(counted("hauberk.mesh.hedges", "outcome", "won")).isEqualTo(2);
        assertThat(counted("hauberk.mesh.attempts", "outcome", "hedge-lost")).isEqualTo(2);
        assertThat(meters.get("hauberk.mesh.active").gauge().value()).isEqualTo(1);
    }

    private static String call(Mesh mesh, boolean handler, String path) throws IOException {
        if (handler) {
            return Attempts.text(mesh.service("orders").handle(io.hauberk.Request.get(path)));
        }
        OkHttpClient http = mesh.okHttp();
        return MeshTest.get(http, "http://orders" + path);
    }

    private void awaitIdle() throws InterruptedException {
        for (int i = 0; i < 6_000 && meters.get("hauberk.mesh.active").gauge().value() > 0; i++) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        assertThat(meters.get("hauberk.mesh.active").gauge().value()).isZero();
    }

    private double counted(String meter, String... tags) {
        return meters.find(meter).tags(tags).counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    /** Answers at once what is asked for quickly, else after some seconds. */
    private static Dispatcher dispatching(int seconds) {
        return new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                MockResponse.Builder answer = new MockResponse.Builder().body("hi");
                return request.getTarget().equals("/quick")
                        ? answer.build()
                        : answer.headersDelay(seconds, TimeUnit.SECONDS).build();
            }
        };
    }

    private static String url(MockWebServer server) {
        return "https://127.0.0.1:" + server.getPort();
    }

    private MockWebServer server(Protocol protocol) throws IOException {
        MockWebServer server = new MockWebServer();
        opened.add(server);
        server.useHttps(AUTHORITY.issue("orders").sslContext().getSocketFactory());
        server.requestClientAuth();
        server.setProtocols(protocol == Protocol.HTTP_2 ? List.of(protocol, Protocol.HTTP_1_1) : List.of(protocol));
        server.start();
        return server;
    }
}
