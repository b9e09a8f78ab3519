package io.hauberk.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.Handler;
import io.hauberk.Sleeper;
import io.hauberk.discovery.Endpoint;
import io.hauberk.identity.Tls;
import io.hauberk.service.Balancer;
import io.hauberk.service.Retry;
import io.hauberk.service.Service;
import io.hauberk.service.WarmUp;
import io.hauberk.testkit.RawServer;
import io.hauberk.testkit.RealTime;
import io.hauberk.testkit.Script;
import io.hauberk.testkit.ThrowawayAuthority;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is done before the first call, and after the last one. */
class WarmUpTest {
    /** Until what has to come has come on any machine, and less than an attempt may take. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

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

    private Mesh mesh(UnaryOperator<Service> settings) {
        Mesh mesh = Mesh.builder()
                .metrics(meters)
                .service(
                        "orders",
                        orders -> settings.apply(orders.balance(Balancer.roundRobin())
                                .connectTimeout(Attempts.MUCH)
                                .warmUp(WarmUp.standard().timeout(PATIENCE))))
                .build();
        opened.add(0, mesh);
        return mesh;
    }

    private RawServer server(Script script) throws IOException {
        RawServer server = RawServer.start(script);
        opened.add(server);
        return server;
    }

    private static String url(RawServer server) {
        return "http://127.0.0.1:" + server.port();
    }

    private static String get(OkHttpClient http, String url) throws IOException {
        try (Response response =
                http.newCall(new Request.Builder().url(url).build()).execute()) {
            return response.body().string();
        }
    }

    @Test
    void theFirstCallsFindTheirConnections() throws IOException {
        RawServer one = server(Script.ok("hi"));
        RawServer two = server(Script.ok("hi"));
        Mesh mesh = mesh(orders -> orders.endpoints(url(one), url(two)));
        OkHttpClient http = mesh.okHttp();
        assertThat(mesh.warmUp()).isEmpty();
        for (RawServer server : List.of(one, two)) {
            assertThat(server.requests()).singleElement().satisfies(request -> {
                assertThat(request.startLine()).isEqualTo("GET / HTTP/1.1");
                assertThat(request.header("Host")).isEqualTo("orders");
            });
        }
        assertThat(meters.find("hauberk.mesh.attempts").counters())
                .as("counted nowhere")
                .isEmpty();
        for (int i = 0; i < 4; i++) {
            assertThat(get(http, "http://orders/")).isEqualTo("hi");
        }
        assertThat(one.connections() + two.connections()).isEqualTo(2);
    }

    @Test
    void handlersAreWarmedOverTls() throws IOException {
        ThrowawayAuthority authority = ThrowawayAuthority.create();
        Path trust = folder.resolve("ca.crt");
        Files.writeString(trust, authority.pem());
        MockWebServer server = new MockWebServer();
        server.useHttps(authority.issue("orders").sslContext().getSocketFactory());
        server.enqueue(new MockResponse.Builder().code(404).build());
        server.enqueue(new MockResponse.Builder().body("hi").build());
        server.start(InetAddress.getLoopbackAddress(), 0);
        opened.add(server);
        Mesh mesh = mesh(orders -> orders.endpoints("https://127.0.0.1:" + server.getPort())
                .tls(Tls.server().trust(trust)));
        Handler orders = mesh.service("orders");
        assertThat(mesh.warmUp()).as("any answer will do").isEmpty();
        assertThat(orders.handle(io.hauberk.Request.get("/")).status()).isEqualTo(200);
        assertThat(server.getRequestCount()).isEqualTo(2);
    }

    @Test
    void whoIsNotToBeWarmedIsLeftAlone() throws IOException {
        RawServer server = server(Script.ok("hi"));
        Mesh mesh = mesh(orders -> orders.endpoints(url(server)).warmUp(WarmUp.never()));
        mesh.okHttp();
        assertThat(mesh.warmUp()).isEmpty();
        assertThat(server.connections()).isZero();
    }

    @Test
    void whatIsNotThereIsSaidInTime() throws Exception {
        // Within four seconds, since five are the usual time.
        RealTime.holds(scale -> whatIsNotThereIsSaidWithinFourSeconds());
    }

    private void whatIsNotThereIsSaidWithinFourSeconds() throws IOException {
        RawServer silent = server(Script.silent());
        Mesh mesh = mesh(orders -> orders.endpoints(url(silent), "http://127.0.0.1:" + RawServer.closedPort())
                .warmUp(WarmUp.standard().timeout(Duration.ofMillis(300))));
        long began = System.nanoTime();
        assertThat(mesh.warmUp()).singleElement().asString().contains("orders");
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(4));
    }

    @Test
    void theFirstAnswerOfTheRegistryIsAwaited() throws Exception {
        RawServer one = server(Script.ok("hi"));
        Mesh mesh = mesh(orders -> orders.discover(watcher -> {
                    watcher.later(
                            Duration.ofMillis(200),
                            () -> watcher.found(List.of(Endpoint.of("http", "127.0.0.1", one.port()))));
                    return () -> {};
                })
                .warmUp(WarmUp.standard().timeout(PATIENCE).path("/health")));
        assertThat(mesh.warmUp()).isEmpty();
        assertThat(one.requests().get(0).startLine()).isEqualTo("GET /health HTTP/1.1");
    }

    @Test
    void closingWaitsForCallsAndTheirBodiesAndTakesNoNewOnes() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch more = new CountDownLatch(1);
        RawServer slow = server(scene -> {
            scene.readRequest();
            scene.connection().send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nha");
            arrived.countDown();
            try {
                assertThat(more.await(60, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            scene.connection().send("lf");
        });
        Mesh mesh = mesh(orders -> orders.endpoints(url(slow)).retry(Retry.never()));
        OkHttpClient http = mesh.okHttp();
        Handler handler = mesh.service("orders");
        CompletableFuture<String> call = CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return get(http, "http://orders/");
                    } catch (IOException e) {
                        return e.toString();
                    }
                },
                WarmUpTest::start);
        assertThat(arrived.await(60, TimeUnit.SECONDS)).isTrue();
        CompletableFuture<Boolean> closed =
                CompletableFuture.supplyAsync(() -> mesh.close(Attempts.MUCH), WarmUpTest::start);
        while (status(handler) != 503) {
            Sleeper.system().sleep(Duration.ofMillis(5));
        }
        assertThatThrownBy(() -> get(http, "http://orders/")).hasMessageContaining("closed");
        assertThat(closed).isNotDone();
        more.countDown();
        assertThat(closed.get(60, TimeUnit.SECONDS)).isTrue();
        assertThat(call.get(60, TimeUnit.SECONDS)).isEqualTo("half");
    }

    /** Both tasks wait, and the common pool may have one thread. */
    private static void start(Runnable task) {
        new Thread(task).start();
    }

    private static int status(Handler handler) throws IOException {
        io.hauberk.Response response = handler.handle(io.hauberk.Request.get("/"));
        response.close();
        return response.status();
    }

    @Test
    void closingDoesNotWaitForEver() throws Exception {
        RawServer silent = server(Script.fallingSilentInBody());
        Mesh mesh = mesh(orders -> orders.endpoints(url(silent)));
        io.hauberk.Response response = mesh.service("orders").handle(io.hauberk.Request.get("/"));
        assertThat(mesh.close(Duration.ofMillis(100))).isFalse();
        response.close();
    }
}
