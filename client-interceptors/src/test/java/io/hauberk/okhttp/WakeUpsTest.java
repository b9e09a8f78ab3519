package io.hauberk.okhttp;

import static io.hauberk.okhttp.Attempts.request;
import static io.hauberk.okhttp.Attempts.text;
import static io.hauberk.okhttp.Attempts.to;
import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Body;
import io.hauberk.Headers;
import io.hauberk.Request;
import io.hauberk.service.Attempt;
import io.hauberk.testkit.RawServer;
import io.hauberk.testkit.Script;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** How often background threads are woken for a request: exact on any machine, where times are not. */
@EnabledOnOs(OS.LINUX)
class WakeUpsTest {
    private static final int CALLS = 2_000;

    @Test
    void aCallWakesNoThreadOfOkHttp() throws IOException {
        try (RawServer server = RawServer.start(Script.ok("hi"));
                EngineTransport transport = new EngineTransport("orders", null)) {
            Attempt attempt = to(server.port());
            Calls calls = i -> {
                Body body = i % 2 == 0 ? Body.empty() : Body.of("content");
                Request request = request(i % 2 == 0 ? "GET" : "POST", "/a/" + i % 7, Headers.of("x-a", "1"), body);
                assertThat(text(transport.send(request, attempt))).isEqualTo("hi");
            };
            calls.make(200);
            long taskRunner = wakeUps("OkHttp");
            long watchdog = wakeUps("Okio");
            calls.make(CALLS);
            assertThat(wakeUps("OkHttp") - taskRunner).as("OkHttp TaskRunner").isLessThanOrEqualTo(CALLS / 100);
            assertThat(wakeUps("Okio") - watchdog).as("Okio Watchdog").isLessThanOrEqualTo(CALLS / 20);
        }
    }

    @Test
    void aCallOfTheMeshClientWakesNoneEither() throws IOException {
        try (RawServer server = RawServer.start(Script.ok("hi"));
                Mesh mesh = Mesh.builder()
                        .service(
                                "orders",
                                orders -> orders.endpoints("http://127.0.0.1:" + server.port())
                                        .connectTimeout(Attempts.MUCH))
                        .build()) {
            OkHttpClient http = mesh.okHttp();
            Calls calls = i ->
                    assertThat(MeshTest.get(http, "http://orders/" + i % 7)).isEqualTo("hi");
            calls.make(200);
            long taskRunner = wakeUps("OkHttp");
            long watchdog = wakeUps("Okio");
            calls.make(CALLS);
            assertThat(wakeUps("OkHttp") - taskRunner).as("OkHttp TaskRunner").isLessThanOrEqualTo(CALLS / 100);
            assertThat(wakeUps("Okio") - watchdog).as("Okio Watchdog").isLessThanOrEqualTo(CALLS / 20);
        }
    }

    /** What the pool and the times of {@link Engine} are for: if this fails, OkHttp has changed and they may go. */
    @Test
    void okHttpByItselfWakesThem() throws IOException {
        OkHttpClient client =
                new OkHttpClient.Builder().connectionPool(new ConnectionPool()).build();
        try (RawServer server = RawServer.start(Script.ok("hi"))) {
            okhttp3.Request request = new okhttp3.Request.Builder()
                    .url("http://127.0.0.1:" + server.port() + "/")
                    .build();
            Calls calls = i -> client.newCall(request).execute().close();
            calls.make(200);
            long before = wakeUps("OkHttp") + wakeUps("Okio");
            calls.make(CALLS);
            assertThat(wakeUps("OkHttp") + wakeUps("Okio") - before).isGreaterThan(CALLS / 5);
        } finally {
            client.connectionPool().evictAll();
        }
    }

    /** Voluntary context switches of all threads whose name begins so. */
    private static long wakeUps(String name) throws IOException {
        try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
            return tasks.mapToLong(task -> switches(task, name)).sum();
        }
    }

    private static long switches(Path task, String name) {
        try {
            if (!Files.readString(task.resolve("comm")).startsWith(name)) {
                return 0;
            }
            List<String> status = Files.readAllLines(task.resolve("status"));
            for (String line : status) {
                if (line.startsWith("voluntary_ctxt_switches:")) {
                    return Long.parseLong(line.substring(line.indexOf(':') + 1).trim());
                }
            }
            return 0;
        } catch (NoSuchFileException e) {
            return 0; // the thread has just ended
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @FunctionalInterface
    private interface Calls {
        void call(int number) throws IOException;

        default void make(int number) throws IOException {
            for (int i = 0; i < number; i++) {
                call(i);
            }
        }
    }
}
