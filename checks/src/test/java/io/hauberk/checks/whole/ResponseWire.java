package io.hauberk.checks.whole;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.testkit.RawHttp;
import io.hauberk.testkit.RawMessage;
import io.hauberk.testkit.Script;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What answers of a service become on their way through the gateway and a container. */
abstract class ResponseWire {
    private final Container kind;

    ResponseWire(Container kind) {
        this.kind = kind;
    }

    private Wire to(Script script) throws Exception {
        return Wire.to(kind, Duration.ofSeconds(60), script);
    }

    private static String head(String status, String... fields) {
        return "HTTP/1.1 " + status + "\r\n" + (fields.length == 0 ? "" : String.join("\r\n", fields) + "\r\n")
                + "\r\n";
    }

    @Test
    void interimAnswersAreSwallowed() throws Exception {
        try (Wire wire = to(Script.interim("hello"));
                RawHttp http = RawHttp.connect(wire.port())) {
            RawMessage answer = http.get("/");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).isEqualTo("hello");
            assertThat(answer.header("Link")).isNull();
            assertThat(http.get("/").text()).isEqualTo("hello");
        }
    }

    @Test
    void anAnswerToHeadHasItsLengthAndNoContent() throws Exception {
        try (Wire wire = to(Script.answering(head("200 OK", "Content-Length: 5", "ETag: \"a\"")));
                RawHttp http = RawHttp.connect(wire.port())) {
            for (int i = 0; i < 2; i++) {
                http.send(RawHttp.head("HEAD / HTTP/1.1"));
                RawMessage answer = http.readResponse("HEAD");
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.headers().all("Content-Length")).containsExactly("5");
                assertThat(answer.header("ETag")).isEqualTo("\"a\"");
            }
            assertThat(wire.connections()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"204 No Content", "304 Not Modified", "205 Reset Content"})
    void answersWithoutContentHaveNoneAndTheConnectionsLive(String status) throws Exception {
        String length = status.startsWith("205") ? "Content-Length: 0" : "ETag: \"a\"";
        try (Wire wire = to(Script.answering(head(status, length)));
                RawHttp http = RawHttp.connect(wire.port())) {
            for (int i = 0; i < 2; i++) {
                RawMessage answer = http.get("/");
                assertThat(answer.startLine()).contains(" " + status.substring(0, 3));
                assertThat(answer.body()).isEmpty();
                assertThat(answer.header("Transfer-Encoding")).isNull();
            }
            assertThat(wire.connections()).isEqualTo(1);
        }
    }

    @Test
    void anUnmodifiedAnswerMayTellTheLengthOfWhatItDoesNotSend() throws Exception {
        try (Wire wire = to(Script.answering(head("304 Not Modified", "Content-Length: 5", "ETag: \"a\"")));
                RawHttp http = RawHttp.connect(wire.port())) {
            for (int i = 0; i < 2; i++) {
                assertThat(http.get("/").status()).isEqualTo(304);
            }
        }
    }

    @Test
    void emptyAndEndlessContentIsFramedAsItMustBe() throws Exception {
        try (Wire wire = to(Script.answering(head("200 OK", "Content-Length: 0")))) {
            RawMessage answer = wire.request("GET / HTTP/1.1");
            assertThat(answer.headers().all("Content-Length")).containsExactly("0");
            assertThat(answer.header("Transfer-Encoding")).isNull();
        }
        try (Wire wire = to(Script.answeringOnce(head("200 OK") + "until the end"));
                RawHttp http = RawHttp.connect(wire.port())) {
            RawMessage answer = http.get("/");
            assertThat(answer.text()).isEqualTo("until the end");
            assertThat(answer.header("Content-Length")).isNull();
            assertThat(http.get("/").text()).isEqualTo("until the end");
        }
    }

    @Test
    void fieldsOfTheConnectionStayBehind() throws Exception {
        try (Wire wire = to(Script.answering(head(
                        "200 OK",
                        "Connection: keep-alive, X-Mine",
                        "X-Mine: 1",
                        "Keep-Alive: timeout=5",
                        "Proxy-Connection: keep-alive",
                        "Proxy-Authenticate: Basic",
                        "Upgrade: h2c",
                        "Trailer: X-Sum",
                        "Transfer-Encoding: chunked",
                        "X-Kept: 1")
                + "5\r\nhello\r\n0\r\nX-Sum: 1\r\n\r\n"))) {
            RawMessage answer = wire.request("GET / HTTP/1.1");

            assertThat(answer.text()).isEqualTo("hello");
            for (String gone : List.of("X-Mine", "Proxy-Connection", "Proxy-Authenticate", "Upgrade")) {
                assertThat(answer.headers().all(gone)).as(gone).isEmpty();
            }
            assertThat(answer.headers().all("Keep-Alive")).doesNotContain("timeout=5");
            assertThat(answer.headers().all("X-Kept")).containsExactly("1");
            assertThat(answer.headers().all("Via")).singleElement().asString().startsWith("1.1 hauberk-");
            assertThat(answer.headers().all("Transfer-Encoding")).containsExactly("chunked");
            assertThat(answer.trailers().all("X-Sum")).containsExactly("1");
        }
    }

    @Test
    void allValuesComeInOrderAndNoFieldTwice() throws Exception {
        try (Wire wire = to(Script.answering(head(
                "200 OK",
                "Set-Cookie: a=b; Expires=Wed, 21 Oct 2026 07:28:00 GMT",
                "Set-Cookie: c=d",
                "X-Many: 1",
                "X-Many: 2, 3",
                "WWW-Authenticate: Basic",
                "WWW-Authenticate: Bearer",
                "Date: Wed, 21 Oct 2026 07:28:00 GMT",
                "Server: backend",
                "Content-Type: text/plain;charset=utf-8",
                "Content-Length: 0")))) {
            RawMessage answer = wire.request("GET / HTTP/1.1");

            assertThat(answer.headers().all("Set-Cookie"))
                    .containsExactly("a=b; Expires=Wed, 21 Oct 2026 07:28:00 GMT", "c=d");
            assertThat(answer.headers().all("X-Many")).containsExactly("1", "2, 3");
            assertThat(answer.headers().all("WWW-Authenticate")).containsExactly("Basic", "Bearer");
            assertThat(answer.headers().all("Date")).containsExactly("Wed, 21 Oct 2026 07:28:00 GMT");
            assertThat(answer.headers().all("Server")).hasSizeLessThanOrEqualTo(1);
            assertThat(answer.headers().all("Content-Type")).containsExactly("text/plain;charset=utf-8");
        }
    }

    @Test
    void zippedContentAndRedirectsAndErrorsComeAsTheyAre() throws Exception {
        String zipped = "\u001f\u008b\u0008\u0000 not even zipped";
        try (Wire wire = to(Script.answering(
                        head("200 OK", "Content-Encoding: gzip", "Content-Length: " + zipped.length()) + zipped));
                RawHttp http = RawHttp.connect(wire.port())) {
            RawMessage answer = http.get("/", "Accept-Encoding: gzip");
            assertThat(answer.header("Content-Encoding")).isEqualTo("gzip");
            assertThat(answer.body()).hasSize(zipped.length());
        }
        for (String status : List.of("302 Found", "401 Unauthorized", "421 Misdirected", "503 Unavailable")) {
            try (Wire wire = to(Script.answering(
                    head(status, "Location: /elsewhere", "Retry-After: 0", "Content-Length: 5") + "hello"))) {
                RawMessage answer = wire.request("GET / HTTP/1.1");
                assertThat(answer.startLine()).contains(" " + status.substring(0, 3));
                assertThat(answer.header("Location")).isEqualTo("/elsewhere");
                assertThat(answer.header("Retry-After")).isEqualTo("0");
                assertThat(answer.text()).isEqualTo("hello");
                assertThat(wire.arrived()).hasSize(1);
            }
        }
    }

    @Test
    void anEarlyAnswerToAnUploadArrives() throws Exception {
        Script refusing = scene -> {
            scene.connection().readHead();
            scene.connection().send(head("413 Too Large", "Connection: close", "Content-Length: 5") + "hello");
            scene.connection().awaitEnd();
        };
        try (Wire wire = to(refusing)) {
            RawMessage answer = wire.send(RawHttp.head("POST / HTTP/1.1", "Content-Length: 5") + "hello");
            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.text()).isEqualTo("hello");
        }
    }
}
