package io.hauberk.checks.whole;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Sleeper;
import io.hauberk.testkit.RawHttp;
import io.hauberk.testkit.RawMessage;
import io.hauberk.testkit.RawServer;
import io.hauberk.testkit.RealTime;
import io.hauberk.testkit.Script;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a gateway answers when the endpoint that is picked first takes longer than an attempt may. */
class SlowEndpointTest {
    @TempDir
    Path folder;

    /** How it is slow. */
    enum Slow {
        HALF_OPEN(Script.silent()),
        FIRST_BYTE(scene -> {
            scene.readRequest();
            Sleeper.system().sleep(Duration.ofMinutes(1));
            scene.connection().send(Script.response("late"));
        }),
        DRIPPED_HEAD(
                Script.dripping("HTTP/1.1 200 OK\r\nx-a: " + "a".repeat(3_000) + "\r\n\r\n", Duration.ofMillis(40)));

        private final Script script;

        Slow(Script script) {
            this.script = script;
        }
    }

    @ParameterizedTest
    @CsvSource({
        "JETTY,HALF_OPEN", "JETTY,FIRST_BYTE", "JETTY,DRIPPED_HEAD",
        "TOMCAT,HALF_OPEN", "TOMCAT,FIRST_BYTE", "TOMCAT,DRIPPED_HEAD"
    })
    void aPostIsSentOnceAndAnswered504AndWhatDoesNoHarmIsAnsweredByAnother(Container container, Slow slow)
            throws Exception {
        RealTime.holds(scale -> sentOnceOrAnsweredByAnother(container, slow, scale));
    }

    private void sentOnceOrAnsweredByAnother(Container container, Slow slow, int scale) throws Exception {
        try (RawServer faulty = RawServer.start(slow.script);
                RawServer good = RawServer.start(Script.ok("good"));
                RawServer better = RawServer.start(Script.ok("good"));
                FileGateway gateway = new FileGateway(container, folder, """
                        backend:
                          endpoints: [ { url: "%s", weight: 1000000 }, "%s", "%s" ]
                          balance: random
                          retry: { retries: 2, on: [connect-failure, refused-stream, reset, gateway-error], replay: 16 }
                          attemptTimeout: %dms
                          timeout: %ds
                          connectTimeout: 60s
                          outlierDetection: { consecutiveFailures: 100 }
                        """.formatted(
                                url(faulty), url(good), url(better), 300 * scale, 2 * scale))) {
            RawMessage post = post(gateway, "hello");
            assertThat(post.status()).isEqualTo(504);
            assertThat(post.header("Content-Type")).isEqualTo("application/problem+json");
            assertThat(faulty.requests()).hasSize(1);
            assertThat(good.requests().size() + better.requests().size()).isZero();
            assertThat(gateway.counted("hauberk.mesh.attempts", "outcome", "timeout"))
                    .isEqualTo(1);

            assertThat(gateway.request("GET / HTTP/1.1").text()).isEqualTo("good");
            // Without content there is nothing that could not be sent again.
            assertThat(post(gateway, "", "Idempotency-Key: k-1").text()).isEqualTo("good");
            // What passes through a gateway is a stream, and is gone once it was sent, but for what is kept of it.
            assertThat(post(gateway, "hello", "Idempotency-Key: k-2").text()).isEqualTo("good");
            assertThat(Stream.of(good, better).flatMap(server -> server.requests().stream()))
                    .extracting(RawMessage::text)
                    .containsOnly("", "hello");
            assertThat(post(gateway, "0123456789abcdefg", "Idempotency-Key: k-3")
                            .status())
                    .isEqualTo(504);
            assertThat(faulty.requests()).hasSize(5);
        }
    }

    private static RawMessage post(FileGateway gateway, String content, String... fields) throws IOException {
        String[] all = java.util.Arrays.copyOf(fields, fields.length + 1);
        all[fields.length] = "Content-Length: " + content.length();
        try (RawHttp http = RawHttp.connect(gateway.port())) {
            http.send(RawHttp.head("POST / HTTP/1.1", all) + content);
            return http.readResponse("POST");
        }
    }

    private static String url(RawServer server) {
        return "http://127.0.0.1:" + server.port();
    }
}
