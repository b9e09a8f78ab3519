package io.hauberk.okhttp.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Sleeper;
import io.hauberk.identity.Tls;
import io.hauberk.okhttp.Mesh;
import io.hauberk.service.Balancer;
import io.hauberk.service.HealthCheck;
import io.hauberk.service.Retry;
import io.hauberk.testkit.RawMessage;
import io.hauberk.testkit.RawServer;
import io.hauberk.testkit.Script;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Headers;
import okhttp3.Protocol;
import okio.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Health checks of servers that are slow, half-open, lying or flapping, over real sockets. */
class HealthCheckFaultsTest {
    private static final HealthCheck SOON = HealthCheck.http("/health")
            .every(Duration.ofMillis(100))
            .timeout(Duration.ofSeconds(1))
            .unhealthy(2)
            .healthy(2);

    @TempDir
    Path folder;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable closeable : opened) {
            closeable.close();
        }
    }

    private Mesh mesh(HealthCheck check, String... urls) {
        Mesh mesh = Mesh.builder()
                .metrics(meters)
                .service(
                        "orders",
                        orders -> orders.endpoints(urls)
                                .balance(Balancer.roundRobin())
                                .connectTimeout(Duration.ofSeconds(60))
                                .retry(Retry.never())
                                .healthCheck(check))
                .build();
        opened.add(0, mesh);
        return mesh;
    }

    private String server(Script script) throws IOException {
        RawServer server = RawServer.start(script);
        opened.add(server);
        return "http://127.0.0.1:" + server.port();
    }

    private String good() throws IOException {
        return server(Script.ok("good"));
    }

    private double state(String state) {
        return meters.get("hauberk.mesh.endpoints").tag("state", state).gauge().value();
    }

    private double checks(String outcome) {
        return meters.find("hauberk.mesh.health.checks").tag("outcome", outcome).counters().stream()
                .mapToDouble(c -> c.count())
                .sum();
    }

    private static void await(String what, BooleanSupplier condition) throws IOException {
        for (int i = 0; !condition.getAsBoolean(); i++) {
            assertThat(i).as(what).isLessThan(12_000);
            Sleeper.system().sleep(Duration.ofMillis(5));
        }
    }

    @Test
    void slowHalfOpenAndDeadOnesAreLeftOutAndNoCallHasSeenThem() throws Exception {
        String slow = server(scene -> {
            scene.readRequest();
            Sleeper.system().sleep(Duration.ofMinutes(1));
            scene.connection().send(Script.response("late"));
        });
        String dripping = server(Script.dripping(Script.response("x".repeat(1_000)), Duration.ofMillis(50)));
        String halfOpen = server(Script.silent());
        String dead = "http://127.0.0.1:" + RawServer.closedPort();
        Mesh mesh = mesh(SOON, good(), slow, good(), halfOpen, good(), dead, good(), dripping);

        // On a busy machine a good one may be out for a moment, too.
        await("all four are out", () -> state("unhealthy") == 4 && state("healthy") == 4);
        assertThat(checks("connect-failure")).isPositive();
        assertThat(checks("timeout")).isPositive();
        for (int i = 0; i < 20; i++) {
            assertThat(Way.HANDLER.call(mesh, Verb.GET, new boolean[1]).text()).isEqualTo("good");
        }
        assertThat(meters.find("hauberk.mesh.attempts").counters())
                .singleElement()
                .satisfies(attempts -> {
                    assertThat(attempts.getId().getTag("outcome")).isEqualTo("success");
                    assertThat(attempts.count()).isEqualTo(20);
                });
    }

    @Test
    void oneThatLiesAboutItsHealthIsEjectedByItsCalls() throws Exception {
        String lying = server(scene -> {
            while (true) {
                RawMessage request = scene.readRequest();
                scene.connection()
                        .send(
                                request.target().equals("/health")
                                        ? Script.response("well")
                                        : "HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n");
            }
        });
        Mesh mesh = mesh(SOON, good(), lying, good());
        await("checks pass", () -> checks("passed") > 10);
        double before = checks("passed");
        int bad = 0;
        for (int i = 0; i < 300; i++) {
            bad += Way.HANDLER.call(mesh, Verb.GET, new boolean[1]).status() == 500 ? 1 : 0;
        }
        assertThat(bad)
                .as("five in a row, and one after each pass")
                .isBetween(5, 6 + (int) (checks("passed") - before));
        assertThat(meters.get("hauberk.mesh.ejections").counter().count()).isPositive();
    }

    @Test
    void oneThatFlapsIsOutUntilItIsWellTwiceInARow() throws Exception {
        AtomicBoolean broken = new AtomicBoolean(true);
        AtomicInteger asked = new AtomicInteger();
        String flapping = server(scene -> {
            while (true) {
                scene.readRequest();
                boolean well = asked.incrementAndGet() % 2 == 0 || !broken.get();
                scene.connection()
                        .send(well ? Script.response("well") : "HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n");
            }
        });
        // Alone, so that it is never another that is out.
        mesh(SOON, flapping);
        await("it is out by its first check", () -> state("unhealthy") == 1);
        await("it was asked often", () -> {
            assertThat(state("unhealthy")).isEqualTo(1);
            return asked.get() > 12;
        });
        broken.set(false);
        await("it is back", () -> state("unhealthy") == 0);
    }

    @Test
    void aServerThatRestartsOnItsPortComesBack() throws Exception {
        int port = RawServer.closedPort();
        mesh(SOON, good(), "http://127.0.0.1:" + port, good());
        await("it is out", () -> state("unhealthy") == 1 && state("healthy") == 2);
        try (ServerSocket listener = new ServerSocket(port, 50, InetAddress.getLoopbackAddress())) {
            Thread server = new Thread(() -> answer(listener));
            server.setDaemon(true);
            server.start();
            await("it is back", () -> state("unhealthy") == 0);
        }
    }

    private static void answer(ServerSocket listener) {
        while (true) {
            try (Socket socket = listener.accept()) {
                socket.getInputStream().read(new byte[4096]);
                socket.getOutputStream()
                        .write("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n".getBytes());
            } catch (IOException e) {
                // It was closed.
                return;
            }
        }
    }

    @Test
    void aConnectionIsEnoughForTcp() throws Exception {
        RawServer mute = RawServer.start(scene -> scene.connection().awaitEnd());
        opened.add(mute);
        mesh(
                HealthCheck.tcp().every(Duration.ofMillis(100)),
                "http://127.0.0.1:" + mute.port(),
                "http://127.0.0.1:" + RawServer.closedPort());
        await("one is out", () -> state("unhealthy") == 1 && state("healthy") == 1);
        await("the other is asked again and again", () -> mute.connections() > 3);
        await("and is well", () -> state("healthy") == 1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void grpcIsAskedOverHttp2(boolean secure) throws Exception {
        List<RecordedRequest> seen = new CopyOnWriteArrayList<>();
        String serving = grpc(secure, seen, "0", new byte[] {0, 0, 0, 0, 2, 8, 1});
        String draining = grpc(secure, seen, "0", new byte[] {0, 0, 0, 0, 2, 8, 2});
        String unknown = grpc(secure, seen, "5", new byte[0]);
        String silent = secure ? "https://127.0.0.1:" + RawServer.closedPort() : server(Script.ok("HTTP/1.1"));
        Path trust = folder.resolve("ca.crt");
        Files.writeString(trust, Fault.AUTHORITY.pem());
        HealthCheck check =
                HealthCheck.grpc("shop.Orders").every(Duration.ofMillis(200)).timeout(Duration.ofSeconds(10));
        Mesh mesh = Mesh.builder()
                .metrics(meters)
                .service(
                        "orders",
                        orders -> orders.endpoints(serving, draining, unknown, silent)
                                .connectTimeout(Duration.ofSeconds(60))
                                .tls(secure ? Tls.server().trust(trust) : Tls.off())
                                .healthCheck(check))
                .build();
        opened.add(0, mesh);
        await("three are out", () -> state("unhealthy") == 3 && state("healthy") == 1);
        await("one passes", () -> checks("passed") > 0);
        await("it stays", () -> state("healthy") == 1);
        assertThat(checks("not-serving")).isPositive();
        assertThat(checks("grpc-5")).isPositive();
        RecordedRequest request = seen.get(0);
        assertThat(request.getTarget()).isEqualTo("/grpc.health.v1.Health/Check");
        assertThat(request.getHeaders().get("content-type")).isEqualTo("application/grpc");
        assertThat(request.getHeaders().get("te")).isEqualTo("trailers");
        assertThat(request.getBody().toByteArray())
                .startsWith(0, 0, 0, 0, 13, 10, 11)
                .endsWith("shop.Orders".getBytes());
    }

    private String grpc(boolean secure, List<RecordedRequest> seen, String status, byte[] message) throws IOException {
        MockWebServer server = new MockWebServer();
        if (secure) {
            server.useHttps(Fault.AUTHORITY.issue("orders").sslContext().getSocketFactory());
        } else {
            server.setProtocols(List.of(Protocol.H2_PRIOR_KNOWLEDGE));
        }
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                seen.add(request);
                MockResponse.Builder response =
                        new MockResponse.Builder().addHeader("content-type", "application/grpc");
                return message.length == 0
                        ? response.addHeader("grpc-status", status).build()
                        : response.body(new Buffer().write(message))
                                .trailers(Headers.of("grpc-status", status))
                                .build();
            }
        });
        server.start(InetAddress.getLoopbackAddress(), 0);
        opened.add(server);
        return (secure ? "https" : "http") + "://127.0.0.1:" + server.getPort();
    }

    @Test
    void aThousandEndpointsThatDoNotAnswerNeedFewThreads() throws Exception {
        // Nobody listens at any of them.
        String[] urls = IntStream.range(0, 1000)
                .mapToObj(i -> "http://127.0." + (1 + i / 250) + "." + (1 + i % 250) + ":" + RawServer.closedPort())
                .toArray(String[]::new);
        int before = Thread.activeCount();
        mesh(SOON.every(Duration.ofSeconds(2)), urls);
        await("all have been asked", () -> state("unhealthy") == 1000);
        long checking = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("hauberk-check-"))
                .count();
        assertThat(checking).isLessThanOrEqualTo(65);
        assertThat(Thread.activeCount() - before).isLessThan(100);
    }
}
