package io.hauberk.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.Deadline;
import io.hauberk.Exchange;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.Ticker;
import io.hauberk.testkit.RawServer;
import io.hauberk.testkit.Script;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FetchTest {
    private static final Exchange EXCHANGE = Exchange.begin(Ticker.system());
    private static final Fetch PATIENT = Fetch.direct().timeout(PatientFetch.PATIENCE);
    private static final Fetch SHORT = Fetch.direct().timeout(Duration.ofMillis(300));

    /** The second is said where a busy machine let the time pass before the question was sent. */
    private static final String[] TOO_LATE = {"did not answer in time", "No time is left"};

    private static Request get(RawServer server, String target) {
        return Fetch.get("http://127.0.0.1:" + server.port() + target, EXCHANGE);
    }

    private static String text(Response response) throws IOException {
        try (response;
                var in = response.body().open()) {
            return new String(in.readAllBytes());
        }
    }

    @Test
    void aDocumentIsFetchedWhole() throws IOException {
        try (RawServer server = RawServer.start(Script.answering(
                "HTTP/1.1 203 Yes\r\nCache-Control: max-age=60\r\nX-A: 1\r\nX-A: 2\r\nContent-Length: 2\r\n\r\nok"))) {
            Response response = PATIENT.handle(get(server, "/a%20b?c=%2F").with("Accept", "text/*"));

            assertThat(response.status()).isEqualTo(203);
            assertThat(response.headers().all("x-a")).containsExactly("1", "2");
            assertThat(text(response)).isEqualTo("ok");
            assertThat(server.requests().get(0).toString()).contains("/a%20b?c=%2F");
        }
    }

    @Test
    void onlyEncryptedOrOnThisMachine() {
        for (String url : new String[] {
            "http://id.example.com/keys",
            "http://127.0.0.1.evil.test/keys",
            "http://localhost.evil.test/keys",
            "http://2130706433/keys",
            "http://0/keys",
            "http://169.254.169.254/latest",
            "ftp://id.example.com/keys",
            "file:///etc/passwd",
            "https:keys",
            "keys.json",
            "",
            "https://user:secret@id.example.com/keys",
            "https://id.example.com/a b"
        }) {
            assertThatIllegalArgumentException()
                    .as(url)
                    .isThrownBy(() -> Fetch.requireUrl(url))
                    .withMessageNotContaining("secret");
        }
        for (String url : new String[] {
            "https://id.example.com/keys",
            "HTTPS://id.example.com",
            "http://localhost:1/",
            "http://[::1]:1/",
            "http://127.1.2.3/"
        }) {
            assertThat(Fetch.get(url, EXCHANGE).path()).startsWith("/");
        }
    }

    @Test
    void redirectsStayWhereTheyAre() throws IOException {
        try (RawServer server = RawServer.start(Script.answeringOnce(redirect("/there")), Script.ok("found"))) {
            assertThat(text(PATIENT.handle(get(server, "/here")))).isEqualTo("found");
        }
        for (String elsewhere : new String[] {
            "http://localhost:1/", "https://127.0.0.1/", "//evil.test/", "file:///etc/passwd", "http://127.0.0.1:1/"
        }) {
            try (RawServer server = RawServer.start(Script.answering(redirect(elsewhere)))) {
                assertThatThrownBy(() -> PATIENT.handle(get(server, "/")))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("another place");
            }
        }
        try (RawServer server = RawServer.start(Script.answeringOnce(redirect("/again")))) {
            assertThatThrownBy(() -> PATIENT.handle(get(server, "/")))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("redirects again");
        }
    }

    private static String redirect(String to) {
        return "HTTP/1.1 302 Found\r\nLocation: " + to + "\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
    }

    @Test
    void anAnswerThatIsTooLongIsBrokenOff() throws IOException {
        String endless =
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + "10\r\n0123456789abcdef\r\n".repeat(100);
        for (String answer : new String[] {endless, Script.response("x".repeat(1001))}) {
            try (RawServer server = RawServer.start(Script.answering(answer))) {
                assertThatThrownBy(() -> PATIENT.maxBytes(1000).handle(get(server, "/")))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("more than 1000 bytes");
            }
        }
        try (RawServer server = RawServer.start(Script.ok("x".repeat(1000)))) {
            assertThat(text(PATIENT.maxBytes(1000).handle(get(server, "/")))).hasSize(1000);
        }
    }

    @Test
    void nobodyIsWaitedForBeyondTheTimeout() throws IOException {
        for (Script script : new Script[] {
            Script.silent(), Script.fallingSilentInBody(), Script.dripping(Script.response("ok"), Duration.ofMillis(50))
        }) {
            try (RawServer server = RawServer.start(script)) {
                assertThatThrownBy(() -> SHORT.handle(get(server, "/")))
                        .isInstanceOf(IOException.class)
                        .message()
                        .containsAnyOf(TOO_LATE);
            }
        }
    }

    @Test
    void theDeadlineOfTheExchangeCounts() throws IOException {
        Exchange exchange = Exchange.begin(Ticker.system());
        try (RawServer server = RawServer.start(Script.silent())) {
            exchange.shrink(Deadline.after(Duration.ofMillis(50), Ticker.system()));
            assertThatThrownBy(() -> PATIENT.handle(get(server, "/").in(exchange)))
                    .isInstanceOf(IOException.class)
                    .message()
                    .containsAnyOf(TOO_LATE);
        }
    }

    @Test
    void failuresSayWhereAndWhy() throws IOException {
        assertThatThrownBy(
                        () -> PATIENT.handle(Fetch.get("http://127.0.0.1:" + RawServer.closedPort() + "/k", EXCHANGE)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("127.0.0.1");
        for (Script script :
                new Script[] {Script.resettingAtAccept(), Script.resettingAfterRequest(), Script.resettingInBody()}) {
            try (RawServer server = RawServer.start(script)) {
                assertThatThrownBy(() -> PATIENT.handle(get(server, "/")))
                        .isInstanceOf(IOException.class)
                        .hasMessageStartingWith("Fetching http://127.0.0.1:");
            }
        }
        assertThatThrownBy(() -> PATIENT.handle(Request.of("PUT", "/"))).hasMessageContaining("GET and POST only");
    }

    @Test
    void anInterruptedThreadStopsWaiting() throws IOException {
        try (RawServer server = RawServer.start(Script.silent())) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> PATIENT.handle(get(server, "/"))).isInstanceOf(InterruptedIOException.class);
            assertThat(Thread.interrupted()).isTrue();
        }
    }
}
