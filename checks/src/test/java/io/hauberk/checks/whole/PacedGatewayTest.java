package io.hauberk.checks.whole;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.testkit.RawHttp;
import io.hauberk.testkit.RawMessage;
import io.hauberk.testkit.RawServer;
import io.hauberk.testkit.RealTime;
import io.hauberk.testkit.Script;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Throttles, and limits that a partner tells, in gateways from a file. */
class PacedGatewayTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @TempDir
    Path folder;

    private static List<RawHttp> ask(Guarded guarded, int requests, String path) throws Exception {
        List<RawHttp> sent = new ArrayList<>();
        for (int i = 0; i < requests; i++) {
            RawHttp http = guarded.connect();
            sent.add(http);
            http.send(RawHttp.head("GET " + path + " HTTP/1.1"));
        }
        return sent;
    }

    private static List<RawMessage> answers(List<RawHttp> sent) throws Exception {
        List<RawMessage> answers = new ArrayList<>();
        for (RawHttp http : sent) {
            answers.add(http.readResponse());
            http.close();
        }
        return answers;
    }

    private static long count(List<RawMessage> answers, int status) {
        return answers.stream().filter(answer -> answer.status() == status).count();
    }

    /** A gateway whose calls to a partner pass a filter. */
    private Guarded before(RawServer partner, Container kind, String timeout, String filter) throws Exception {
        return Guarded.alone(kind, folder, """
                hauberk: 1
                routes: [ { match: [ "/**" ], to: partner } ]
                services:
                  partner:
                    endpoints: [ "http://127.0.0.1:%d" ]
                    connectTimeout: 60s
                    timeout: %s
                    filters: [ { %s } ]
                """.formatted(partner.port(), timeout, filter));
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void whatComesTooFastIsSlowedDownAndWhatCannotBeInTimeIsRefused(Container kind) throws Exception {
        try (Guarded guarded = Guarded.alone(kind, folder, """
                hauberk: 1
                filters:
                  - throttle: { limit: 20, per: 1s, by: everyone, queue: { max: 4, wait: 2s } }
                routes:
                  - { match: [ /health ], respond: { body: up } }
                  - { match: [ /a ], respond: { body: hello } }
                """)) {
            long began = System.nanoTime();
            List<RawHttp> sent = ask(guarded, 9, "/a");
            assertThat(guarded.get("/health").status()).isEqualTo(200);
            List<RawMessage> answers = answers(sent);
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
            long passed = count(answers, 200);
            assertThat(passed)
                    .as("one at once and four that waited, and those for which there was room again")
                    .isBetween(5L, 9L);
            assertThat(passed + count(answers, 429)).isEqualTo(9);
            assertThat(millis).isGreaterThanOrEqualTo((passed - 2) * 50);
            for (RawMessage answer : answers) {
                if (answer.status() == 429) {
                    assertThat(answer.header("Retry-After")).isEqualTo("1");
                    assertThat(answer.text())
                            .contains("quota-exceeded", "20-per-1s")
                            .doesNotContain("throttle");
                }
            }
            assertThat(guarded.get("/a", "x-envoy-expected-rq-timeout-ms: 1").status())
                    .as("a deadline that comes before its turn, or has passed")
                    .isIn(200, 429, 504);
            assertThat(guarded.meters().get("hauberk.throttle.wait").timer().count())
                    .isGreaterThanOrEqualTo(4);
            assertThat(guarded.meters().get("hauberk.throttle.waiting").gauge().value())
                    .isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void aPartnerIsCalledNoFasterThanWasAgreed(Container kind) throws Exception {
        RealTime.holds(scale -> aPartnerIsCalledNoFasterThanWasAgreed(kind, scale));
    }

    private void aPartnerIsCalledNoFasterThanWasAgreed(Container kind, int scale) throws Exception {
        try (RawServer partner = RawServer.start(Script.answering(OK));
                Guarded guarded = before(
                        partner,
                        kind,
                        500 * scale + "ms",
                        "throttle: { limit: 5, per: " + scale + "s, by: everyone, queue: { max: 5, wait: 60s } }")) {
            long began = System.nanoTime();
            assertThat(guarded.get("/1").status()).isEqualTo(200);
            assertThat(guarded.get("/2").status()).isEqualTo(200);
            assertThat(System.nanoTime() - began).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(200L * scale));
            long refused = count(answers(ask(guarded, 4, "/3")), 429);
            assertThat(refused)
                    .as("of four, at most two or three have their turn within half a second")
                    .isBetween(1L, 3L);
            assertThat(partner.requests()).hasSizeLessThanOrEqualTo((int) (2 + 4 - refused));
            assertThat(guarded.meters().get("hauberk.throttle.wait").timer().count())
                    .isPositive();
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void aPartnerThatWantsAPauseGetsOneAndIsNotBelievedForEver(Container kind) throws Exception {
        RealTime.holds(scale -> aPartnerThatWantsAPauseGetsOneAndIsNotBelievedForEver(kind, scale));
    }

    private void aPartnerThatWantsAPauseGetsOneAndIsNotBelievedForEver(Container kind, int scale) throws Exception {
        try (RawServer partner = RawServer.start(Script.answering(
                        "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 31536000\r\nContent-Length: 0\r\n\r\n"));
                Guarded guarded = before(partner, kind, "60s", "partnerLimit: { maxPause: " + scale + "s }")) {
            assertThat(guarded.get("/1").status()).as("what the partner says").isEqualTo(429);
            RawMessage refused = guarded.get("/2");
            assertThat(refused.status()).isEqualTo(503);
            assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, scale);
            assertThat(refused.text()).contains("partner-paused").doesNotContain("127.0.0.1");
            assertThat(partner.requests()).hasSize(1);
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (guarded.get("/3").status() != 429) {
                assertThat(end - System.nanoTime()).isPositive();
            }
            assertThat(partner.requests()).hasSize(2);
            assertThat(guarded.meters().get("hauberk.partner.pauses").counter().count())
                    .isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void whatAPartnerSaysIsLeftIsKeptAndTheNextCallWaitsForMore(Container kind) throws Exception {
        RealTime.holds(scale -> whatAPartnerSaysIsLeftIsKeptAndTheNextCallWaitsForMore(kind, scale));
    }

    private void whatAPartnerSaysIsLeftIsKeptAndTheNextCallWaitsForMore(Container kind, int scale) throws Exception {
        String answer = "HTTP/1.1 200 OK\r\nRateLimit: \"second\";r=0;t=" + scale + "\r\nContent-Length: 2\r\n\r\nok";
        try (RawServer partner = RawServer.start(Script.answering(answer));
                Guarded guarded = before(partner, kind, "60s", "partnerLimit: { onPause: wait, wait: 60s }")) {
            assertThat(guarded.get("/1").status()).isEqualTo(200);
            long began = System.nanoTime();
            assertThat(guarded.get("/2").status()).isEqualTo(200);
            assertThat(System.nanoTime() - began).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(800L * scale));
            RawMessage hurried = guarded.get("/3", "x-envoy-expected-rq-timeout-ms: 100");
            assertThat(hurried.status()).isEqualTo(503);
            assertThat(partner.requests()).hasSize(2);
            assertThat(guarded.meters().get("hauberk.partner.wait").timer().count())
                    .isOne();
        }
    }
}
