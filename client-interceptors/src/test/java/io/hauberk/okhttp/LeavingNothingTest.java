package io.hauberk.okhttp;

import static io.hauberk.okhttp.MeshTest.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.testkit.RawServer;
import io.hauberk.testkit.Script;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;

/** What is left of a mesh: no thread of ours, no socket. */
class LeavingNothingTest {
    @Test
    void threadsAndSocketsEndWithTheMesh() throws Exception {
        try (RawServer server = RawServer.start(Script.ok("hi"))) {
            // Whatever tests before this one have left behind, if they have.
            List<Thread> before = ours();
            Mesh mesh = Mesh.builder()
                    .service(
                            "orders",
                            orders -> orders.endpoints("http://127.0.0.1:" + server.port())
                                    .connectTimeout(Attempts.MUCH))
                    .build();
            OkHttpClient http = mesh.okHttp();
            for (int i = 0; i < 10; i++) {
                get(http, "http://orders/");
                Attempts.text(mesh.service("orders").handle(Request.get("/")));
            }
            Response leaked = mesh.service("orders").handle(Request.get("/"));
            assertThat(ours()).isNotEmpty();
            mesh.close();
            assertThat(http.connectionPool().connectionCount()).isZero();
            for (Thread thread : since(before)) {
                thread.join(30_000);
            }
            assertThat(since(before)).isEmpty();
            assertThat(Attempts.text(leaked)).isEqualTo("hi");
        }
    }

    @Test
    void connectionsThatAreNotNeededAreClosedAfterAWhile() throws Exception {
        try (RawServer server = RawServer.start(Script.ok("hi"));
                Pool pool = new Pool()) {
            OkHttpClient http = new OkHttpClient.Builder()
                    .connectionPool(pool.connections())
                    .build();
            okhttp3.Request request = MeshTest.request("http://127.0.0.1:" + server.port() + "/");
            okhttp3.Response first = http.newCall(request).execute();
            okhttp3.Response second = http.newCall(request).execute();
            first.close();
            second.close();
            assertThat(pool.connections().idleConnectionCount()).isEqualTo(2);
            for (int i = 0; i < Pool.SAMPLES; i++) {
                assertThat(pool.connections().connectionCount()).isEqualTo(2);
                pool.sample();
            }
            PoolTest.awaitNoneIdle(pool);
        }
    }

    @Test
    void connectionsThatAreNeededNowAndThenLive() throws Exception {
        try (RawServer server = RawServer.start(Script.ok("hi"));
                Pool pool = new Pool()) {
            OkHttpClient http = new OkHttpClient.Builder()
                    .connectionPool(pool.connections())
                    .build();
            okhttp3.Request request = MeshTest.request("http://127.0.0.1:" + server.port() + "/");
            for (int i = 0; i < 3 * Pool.SAMPLES; i++) {
                try (okhttp3.Response response = http.newCall(request).execute()) {
                    if (i % Pool.SAMPLES == 2) {
                        pool.sample(); // in use at this moment
                    }
                    response.body().string();
                }
                if (i % Pool.SAMPLES != 2) {
                    pool.sample();
                }
            }
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void manyThreadsAtOnceAreAllWatched() throws Exception {
        try (RawServer silent = RawServer.start(Script.silent());
                EngineTransport transport = new EngineTransport("orders", null)) {
            ExecutorService callers = Attempts.callers();
            List<Future<?>> calls = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                calls.add(callers.submit(() -> transport.send(
                        Request.get("/"),
                        Attempts.to(
                                io.hauberk.discovery.Endpoint.of("http", "127.0.0.1", silent.port()),
                                java.time.Duration.ofMillis(700)))));
            }
            for (Future<?> call : calls) {
                assertThat(call).failsWithin(60, TimeUnit.SECONDS);
            }
            callers.shutdown();
        }
    }

    private static List<Thread> since(List<Thread> before) {
        return ours().stream().filter(thread -> !before.contains(thread)).toList();
    }

    private static List<Thread> ours() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("hauberk-"))
                .toList();
    }
}
