package io.hauberk.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.testkit.RawHttp;
import io.hauberk.testkit.RawMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What never reaches a filter is answered shortly, and tells nothing of what runs here. */
class RefusedByJettyTest {
    @TempDir
    static Path folder;

    private static Running gateway;

    @BeforeAll
    static void start() throws IOException {
        gateway = Running.serve(Files.writeString(folder.resolve("hauberk.yaml"), """
                hauberk: 1
                server: { port: 0, address: 127.0.0.1 }
                routes: [ { name: all, match: [ { path: "/**" } ], respond: { status: 200 } } ]
                """));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @ParameterizedTest
    @CsvSource({
        "GARBAGE, 400",
        "GET / HTTP/1.1, 400",
        "GET / HTTP/1.1|Host: a b, 400",
        "GET / HTTP/1.1|Host: a|Content-Length: 1|Content-Length: 2, 400",
        "GET / HTTP/1.1|Host: a|Content-Length: 1|Transfer-Encoding: chunked, 400",
        "GET / HTTP/1.1|Host: a|X : y, 400",
        "GET / HTTP/1.1|Host: a| folded: y, 400",
        "GET / HTTP/4.0|Host: a, 505",
        "GET /%zz HTTP/1.1|Host: a, 400",
    })
    void isAProblemDocumentAndEndsTheConnection(String lines, int status) throws IOException {
        try (RawHttp client = RawHttp.connect(gateway.port())) {
            RawMessage answer =
                    client.send(lines.replace("|", "\r\n") + "\r\n\r\n").readResponse();
            check(answer, status);
            client.awaitEnd();
        }
    }

    @Test
    void isAHeadThatIsTooLarge() throws IOException {
        try (RawHttp client = RawHttp.connect(gateway.port())) {
            check(client.get("/", "X-Large: " + "x".repeat(90_000)), 431);
        }
        try (RawHttp client = RawHttp.connect(gateway.port())) {
            check(client.get("/" + "x".repeat(90_000)), 414);
        }
    }

    @Test
    void isAUserNameInATarget() throws IOException {
        try (RawHttp client = RawHttp.connect(gateway.port())) {
            check(client.get("http://user:secret@a/"), 400);
        }
    }

    private static void check(RawMessage answer, int status) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.header("Server")).isNull();
        assertThat(answer.header("X-Powered-By")).isNull();
        assertThat(answer.text())
                .startsWith("{\"type\":\"about:blank\",\"title\":\"")
                .contains("\"status\":" + status)
                .doesNotContainIgnoringCase("jetty")
                .doesNotContain("secret")
                .hasSizeLessThan(400);
    }

    @Test
    void leavesNothingInTheLog() {
        assertThat(gateway.log()).doesNotContain("WARN", "ERROR", "Exception");
    }
}
