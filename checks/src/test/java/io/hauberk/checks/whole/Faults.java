package io.hauberk.checks.whole;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.End;
import io.hauberk.Outcome;
import io.hauberk.service.Retry;
import io.hauberk.testkit.RawHttp;
import io.hauberk.testkit.RawMessage;
import io.hauberk.testkit.RawServer;
import io.hauberk.testkit.RealTime;
import io.hauberk.testkit.Script;
import java.time.Duration;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What services do wrong, and what becomes of it: a status that says so, a record, a count, and nothing left behind. */
abstract class Faults {
    /** What those take who are to exceed it. */
    private static final Duration TIMEOUT = Duration.ofMillis(700);
    /** What nobody takes who is not. */
    private static final Duration NEVER = Duration.ofSeconds(60);

    private final Container kind;

    Faults(Container kind) {
        this.kind = kind;
    }

    static Stream<Arguments> beforeTheHead() {
        return Stream.of(
                Arguments.of(
                        "resets at once",
                        Script.resettingAtAccept(),
                        502,
                        "reset connect-failure reset-before-request"),
                Arguments.of("resets after the request", Script.resettingAfterRequest(), 502, "reset"),
                Arguments.of("resets in the head", Script.resettingInHead(), 502, "reset"),
                Arguments.of("ends instead of an answer", Script.halfOpen(), 502, "reset"),
                Arguments.of("says nothing", Script.silent(), 504, "timeout"),
                Arguments.of(
                        "does not even read",
                        (Script) scene -> scene.connection().awaitEnd(),
                        504,
                        "timeout"),
                Arguments.of(
                        "drips its head",
                        Script.dripping(
                                "HTTP/1.1 200 OK\r\nx-a: " + "a".repeat(2_000) + "\r\n\r\n", Duration.ofMillis(50)),
                        504,
                        "timeout"),
                Arguments.of("speaks no HTTP", Script.answeringOnce("SSH-2.0-OpenSSH_9.6\r\n\r\n"), 502, "reset"),
                Arguments.of("sends garbage", Script.answeringOnce("\u0000\u0001\u0002garbage"), 502, "reset"),
                Arguments.of("sends no status", Script.answeringOnce("HTTP/1.1 OK\r\n\r\n"), 502, "reset"),
                Arguments.of(
                        "says 1xx for ever",
                        (Script) scene -> {
                            scene.readRequest();
                            while (true) {
                                scene.connection().send("HTTP/1.1 100 Continue\r\n\r\n");
                            }
                        },
                        502,
                        "reset"),
                Arguments.of(
                        "sends an endless head",
                        (Script) scene -> {
                            scene.readRequest();
                            scene.connection().send("HTTP/1.1 200 OK\r\n");
                            while (true) {
                                scene.connection().send("X-A: " + "a".repeat(1000) + "\r\n");
                            }
                        },
                        502,
                        "reset"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("beforeTheHead")
    void aServiceThatFailsBeforeItsHead(String what, Script script, int status, String outcome) throws Exception {
        if (status == 504) {
            RealTime.holds(scale -> fails(TIMEOUT.multipliedBy(scale), script, status, outcome));
        } else {
            fails(NEVER, script, status, outcome);
        }
    }

    private void fails(Duration timeout, Script script, int status, String outcome) throws Exception {
        try (Wire wire = Wire.to(kind, timeout, script)) {
            RawMessage answer = wire.request("GET / HTTP/1.1");

            assertRefused(answer, status);
            assertNoticed(wire, outcome);
        }
    }

    @Test
    void nobodyIsThere() throws Exception {
        UnaryOperator<io.hauberk.service.Service> dead = backend ->
                backend.endpoints("http://127.0.0.1:" + RawServer.closedPort()).retry(Retry.never());
        try (Wire wire = Wire.to(kind, dead)) {
            assertRefused(wire.request("GET / HTTP/1.1"), 502);
            assertNoticed(wire, "connect-failure");
            assertRefused(wire.send(RawHttp.head("POST / HTTP/1.1", "Content-Length: 5") + "hello"), 502);
            assertNoticed(wire, "connect-failure");
        }
    }

    @Test
    void aServiceOverTlsWhoseAuthorityNobodyKnowsOrThatSpeaksNoTls() throws Exception {
        try (RawServer clear = RawServer.start(scene -> scene.connection().send(Script.response("in the clear")))) {
            UnaryOperator<io.hauberk.service.Service> secure =
                    backend -> backend.endpoints("https://127.0.0.1:" + clear.port())
                            .retry(Retry.never())
                            .connectTimeout(NEVER)
                            .timeout(NEVER);
            try (Wire wire = Wire.to(kind, secure)) {
                assertRefused(wire.request("GET / HTTP/1.1"), 502);
                assertNoticed(wire, "connect-failure");
            }
        }
    }

    static Stream<Arguments> withinTheContent() {
        String head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        return Stream.of(
                Arguments.of("resets in the content", Script.resettingInBody()),
                Arguments.of("falls silent in the content", Script.fallingSilentInBody()),
                Arguments.of(
                        "ends before the length it told",
                        Script.answeringOnce("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly a part")),
                Arguments.of("ends before the last chunk", Script.answeringOnce(head + "5\r\nhello\r\n")),
                Arguments.of("ends within a chunk", Script.answeringOnce(head + "5\r\nhel")),
                Arguments.of("sends a chunk that is none", Script.answeringOnce(head + "5\r\nhello\r\nzz\r\n\r\n")),
                Arguments.of("breaks off after much", (Script) scene -> {
                    scene.readRequest();
                    scene.connection().send("HTTP/1.1 200 OK\r\nContent-Length: 300000\r\n\r\n" + "x".repeat(200_000));
                }));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("withinTheContent")
    void aServiceThatFailsWithinItsContent(String what, Script script) throws Exception {
        Duration idle = what.contains("silent") ? TIMEOUT : NEVER;
        try (Wire wire = Wire.to(kind, NEVER, idle, script);
                RawHttp http = RawHttp.connect(wire.port())) {
            http.send(RawHttp.head("GET / HTTP/1.1"));
            RawMessage head = http.readHead();
            if (head.status() == 200) {
                // The client sees that it is not whole: no last chunk, or fewer bytes than told.
                assertThat(http.readRest()).hasSizeLessThan(300_000).doesNotContain("\r\n0\r\n\r\n");
            } else {
                // Nothing had left yet.
                assertThat(head.status()).isIn(502, 504);
                assertThat(head.header("Content-Type")).isEqualTo("application/problem+json");
            }
            Wire.Seen seen = wire.seen();
            assertThat(seen.end()).isEqualTo(End.FAILED);
            wire.awaitNothingInFlight();
            assertThat(wire.attempts("broken-body")).isEqualTo(1);
            assertThat(wire.errors("none")).isZero();
        }
    }

    @Test
    void aServiceThatSendsMoreThanItTold() throws Exception {
        try (Wire wire = Wire.to(kind, NEVER, Script.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhello"));
                RawHttp http = RawHttp.connect(wire.port())) {
            assertThat(http.get("/").text()).isEqualTo("he");
            // What it sent too much is no head, so the connection is of no use any more, and the next request may fail.
            RawMessage next = http.get("/");
            assertThat(next.status()).isIn(200, 502);
            assertThat(next.text()).doesNotContain("llo");
        }
    }

    @Test
    void aServiceThatSendsMoreThanItsChunkTold() throws Exception {
        String content = "5\r\nhello, world\r\n0\r\n\r\n";
        try (Wire wire = Wire.to(
                kind, NEVER, Script.answering("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + content))) {
            // OkHttp passes over the rest of the line; nothing of it becomes another answer.
            assertThat(wire.request("GET / HTTP/1.1").text()).isEqualTo("hello");
            assertThat(wire.request("GET / HTTP/1.1").text()).isEqualTo("hello");
        }
    }

    @Test
    void aServiceThatTellsTwoLengths() throws Exception {
        try (Wire wire = Wire.to(
                kind,
                NEVER,
                Script.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 5\r\n\r\nhello"))) {
            RawMessage answer = wire.request("GET / HTTP/1.1");

            assertThat(answer.headers().all("Content-Length")).hasSizeLessThanOrEqualTo(1);
            assertThat(answer.status()).isIn(200, 502);
        }
    }

    @Test
    void aServiceThatResetsAnUpload() throws Exception {
        Script resetting = scene -> {
            scene.connection().readHead();
            scene.connection().readBytes(1000);
            scene.connection().reset();
        };
        try (Wire wire = Wire.to(kind, NEVER, resetting)) {
            RawMessage answer =
                    wire.send(RawHttp.head("POST / HTTP/1.1", "Content-Length: 100000") + "x".repeat(100_000));

            assertRefused(answer, 502);
            assertNoticed(wire, "reset");
        }
    }

    @Test
    void aClientThatBreaksOffItsUploadIsNobodysFault() throws Exception {
        try (Wire wire = Wire.to(kind, NEVER, Script.ok("hello"))) {
            try (RawHttp http = RawHttp.connect(wire.port())) {
                http.send(RawHttp.head("POST / HTTP/1.1", "Content-Length: 100000") + "only a part");
                http.reset();
            }

            assertThat(wire.seen().end()).isEqualTo(End.CANCELLED);
            wire.awaitNothingInFlight();
            assertThat(wire.attempts("cancelled")).isEqualTo(1);
            assertThat(wire.arrived()).isEmpty();
        }
    }

    private static void assertRefused(RawMessage answer, int status) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.text()).doesNotContain("127.0.0.1", "Exception", "backend");
    }

    private static void assertNoticed(Wire wire, String outcome) throws Exception {
        Wire.Seen seen = wire.seen();
        assertThat(seen.end()).isEqualTo(End.COMPLETED);
        assertThat(seen.decisions())
                .anyMatch(decision -> decision.outcome() == Outcome.ERROR || decision.outcome() == Outcome.REFUSED);
        wire.awaitNothingInFlight();
        // Where a reset meets a request on its way is chance, so there may be several words for it.
        assertThat(Stream.of(outcome.split(" ")).mapToDouble(wire::attempts).sum())
                .isPositive();
    }
}
