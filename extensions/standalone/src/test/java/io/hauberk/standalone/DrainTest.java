package io.hauberk.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import io.hauberk.testkit.RawHttp;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import okhttp3.Response;
import okio.BufferedSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM while requests are under way. */
class DrainTest {
    @TempDir
    Path folder;

    private final CountDownLatch first = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final Upstream upstream = Upstream.answering("one", this::stream);

    @AfterEach
    void stop() {
        goOn.countDown();
        upstream.close();
    }

    /** An event at once, and the last one when the test says so. */
    private void stream(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("content-type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write("data: begin\n\n".getBytes(StandardCharsets.UTF_8));
            out.flush();
            first.countDown();
            goOn.await(Running.HANG_SECONDS, TimeUnit.SECONDS);
            out.write("data: end\n\n".getBytes(StandardCharsets.UTF_8));
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private Running serve(String drain) throws IOException {
        Path file = Files.writeString(folder.resolve("hauberk.yaml"), """
                hauberk: 1
                server: { port: 0, address: 127.0.0.1, drain: %s, admin: { port: 0 } }
                routes:
                  - { name: stream, match: [ { path: /stream } ], to: one }
                  - { name: hello, match: [ { path: /hello } ], respond: { status: 200, body: hello } }
                services: { one: { endpoints: [ "%s" ], connectTimeout: 20s } }
                """.formatted(drain, upstream.url()));
        return Running.serve(file);
    }

    @Test
    void itIsNotReadyAnyMoreServesOnAndEndsWithZeroOnceTheLastStreamHasEnded() throws Exception {
        try (Running gateway = serve("10m");
                Response stream = Running.http()
                        .newCall(Running.request(gateway.url() + "/stream").build())
                        .execute()) {
            BufferedSource events = stream.body().source();
            assertThat(events.readUtf8LineStrict()).isEqualTo("data: begin");

            gateway.terminate();
            gateway.awaitLog("Draining");
            assertThat(gateway.admin("/health/ready").status()).isEqualTo(503);
            assertThat(gateway.admin("/health/live").status()).isEqualTo(200);
            Running.Answer late = gateway.get("/hello");
            assertThat(late.body()).isEqualTo("hello");
            assertThat(late.head().header("Connection")).isEqualTo("close");
            assertThat(gateway.isAlive()).isTrue();

            goOn.countDown();
            assertThat(events.readUtf8()).contains("data: end");
            assertThat(gateway.awaitExit()).isZero();
        }
    }

    @Test
    void whatTakesLongerThanTheDrainIsCutAndItStillEndsWithZero() throws Exception {
        try (Running gateway = serve("300ms");
                RawHttp client = RawHttp.connect(gateway.port())) {
            client.send("GET /stream HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.readLine()).startsWith("HTTP/1.1 200");
            assertThat(first.await(Running.HANG_SECONDS, TimeUnit.SECONDS)).isTrue();

            gateway.terminate();
            assertThat(gateway.awaitExit()).isZero();
            client.awaitEnd();
        }
    }

    @Test
    void withoutRequestsItEndsAtOnceThoughIdleConnectionsAreOpen() throws Exception {
        try (Running gateway = serve("10m");
                RawHttp idle = RawHttp.connect(gateway.port())) {
            assertThat(gateway.get("/hello").status()).isEqualTo(200);
            assertThat(idle.get("/hello").startLine()).startsWith("HTTP/1.1 200");
            gateway.terminate();
            assertThat(gateway.awaitExit()).isZero();
        }
    }
}
