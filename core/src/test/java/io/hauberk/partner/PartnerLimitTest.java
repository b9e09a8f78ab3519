package io.hauberk.partner;

import static java.time.Duration.ofDays;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.Body;
import io.hauberk.Caller;
import io.hauberk.Deadline;
import io.hauberk.Decision;
import io.hauberk.Exchange;
import io.hauberk.Filter;
import io.hauberk.Headers;
import io.hauberk.Outcome;
import io.hauberk.Rejection;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.key.By;
import io.hauberk.testkit.FilterTest;
import io.hauberk.testkit.Handled;
import io.hauberk.testkit.VirtualTime;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PartnerLimitTest {
    private static final Headers NOTHING = Headers.empty();

    private final VirtualTime time = VirtualTime.moving();
    private final PartnerLimit limit = PartnerLimit.standard().timing(time, time);

    private Handled call(Filter filter, String principal, int status, Headers answer, Duration deadline)
            throws IOException {
        Exchange exchange = Exchange.begin(time);
        exchange.attach(Caller.unknown().withPrincipal(principal, "test"));
        exchange.shrink(Deadline.after(deadline, time));
        Request request = Request.of(exchange, "GET", "http", "partner", "/", null, Headers.empty(), Body.empty());
        return FilterTest.of(filter)
                .before(r -> Response.of(status, answer, Body.empty()))
                .handle(request);
    }

    private Handled call(Filter filter, int status, String... answer) throws IOException {
        return call(filter, "ada", status, Headers.of(answer), ofHours(1));
    }

    private Handled call(Filter filter) throws IOException {
        return call(filter, 200);
    }

    /** How many of so many calls are made. */
    private int made(Filter filter, int calls, String... answer) throws IOException {
        int made = 0;
        for (int i = 0; i < calls; i++) {
            made += call(filter, 200, answer).passed().size();
        }
        return made;
    }

    @Test
    void callsThatAnAnswerLeavesAreMadeAndThenHeldUntilThereAreMore() throws IOException {
        assertThat(call(limit, 200, "RateLimit", "\"minute\";r=3;t=30").status())
                .isEqualTo(200);
        assertThat(made(limit, 10)).isEqualTo(3);
        Handled refused = call(limit);
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.rejection().reason()).isEqualTo("partner-paused");
        assertThat(refused.header("Retry-After")).isEqualTo("31");
        time.advance(ofSeconds(29));
        assertThat(made(limit, 10)).isZero();
        time.advance(ofSeconds(1));
        assertThat(made(limit, 10)).isEqualTo(10);
    }

    @Test
    void aPolicySaysWhatComesAfterThat() throws IOException {
        call(limit, 200, "RateLimit", "\"a\";r=1;t=10", "RateLimit-Policy", "\"a\";q=4;w=20");
        assertThat(made(limit, 5)).isOne();
        time.advance(ofSeconds(10));
        assertThat(made(limit, 9)).isEqualTo(4);
        time.advance(ofSeconds(19));
        assertThat(made(limit, 9)).isZero();
        time.advance(ofSeconds(1));
        assertThat(made(limit, 9)).isEqualTo(4);
    }

    @Test
    void aPolicyThatNoAnswerTellsOfAnyMoreIsForgotten() throws IOException {
        call(limit, 200, "RateLimit", "\"a\";r=1;t=10", "RateLimit-Policy", "\"a\";q=4;w=20");
        assertThat(made(limit, 5)).isOne();
        time.advance(ofSeconds(10));
        for (int i = 0; i < 3; i++) {
            assertThat(made(limit, 9)).isEqualTo(4);
            time.advance(ofSeconds(20));
        }
        assertThat(made(limit, 9)).isEqualTo(9);
    }

    @Test
    void aPolicyThatIsToldOfNowAndThenIsKept() throws IOException {
        call(limit, 200, "RateLimit", "\"a\";r=1;t=10", "RateLimit-Policy", "\"a\";q=4;w=20");
        assertThat(made(limit, 5)).isOne();
        time.advance(ofSeconds(10));
        for (int i = 0; i < 9; i++) {
            assertThat(made(limit, 1, "RateLimit", "\"a\";r=2;t=20")).isOne();
            assertThat(made(limit, 9)).isEqualTo(2);
            time.advance(ofSeconds(20));
        }
    }

    @Test
    void ofSeveralLimitsAllAreKept() throws IOException {
        call(limit, 200, "RateLimit", "\"burst\";r=1;t=1, \"day\";r=3;t=50");
        assertThat(made(limit, 5)).isOne();
        time.advance(ofSeconds(1));
        assertThat(made(limit, 5)).isEqualTo(2);
        time.advance(ofSeconds(49));
        assertThat(made(limit, 5)).isEqualTo(5);
    }

    @Test
    void answersThatComeOutOfOrderDoNotGiveCallsBack() throws IOException {
        call(limit, 200, "RateLimit", "\"a\";r=2;t=30");
        call(limit, 200, "RateLimit", "\"a\";r=5;t=30");
        assertThat(made(limit, 5)).isOne();
    }

    @Test
    void moreThanWasThoughtToBeLeftLaterIsBelieved() throws IOException {
        call(limit, 200, "RateLimit", "\"a\";r=0;t=10");
        time.advance(ofSeconds(10));
        call(limit, 200, "RateLimit", "\"a\";r=7;t=60");
        assertThat(made(limit, 9)).isEqualTo(7);
    }

    @ParameterizedTest
    @CsvSource({
        "RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, 20",
        "X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, 20",
        // Noon on 1 January 2026, and twenty seconds.
        "x-ratelimit-limit, x-ratelimit-remaining, x-ratelimit-reset, 1767268820"
    })
    void theOlderFieldsAreUnderstood(String all, String remaining, String reset, String when) throws IOException {
        call(limit, 200, all, "100, 100;w=60", remaining, "2", reset, when);
        assertThat(made(limit, 9)).isEqualTo(2);
        time.advance(ofSeconds(19));
        assertThat(made(limit, 9)).isZero();
        time.advance(ofSeconds(1));
        assertThat(made(limit, 9)).isEqualTo(9);
    }

    @ParameterizedTest
    @CsvSource({"429, 30", "503, 30", "429, 'Thu, 01 Jan 2026 12:00:30 GMT'"})
    void retryAfterPausesAllCalls(int status, String when) throws IOException {
        assertThat(call(limit, status, "Retry-After", when).status()).isEqualTo(status);
        assertThat(made(limit, 3)).isZero();
        time.advance(ofSeconds(29));
        assertThat(made(limit, 3)).isZero();
        time.advance(ofSeconds(1));
        assertThat(made(limit, 3)).isEqualTo(3);
    }

    @Test
    void retryAfterOfOtherAnswersMeansSomethingElse() throws IOException {
        call(limit, 301, "Retry-After", "30");
        call(limit, 202, "Retry-After", "30");
        assertThat(made(limit, 3)).isEqualTo(3);
    }

    @Test
    void aShorterPauseDoesNotEndALongerOne() throws IOException {
        call(limit, 429, "Retry-After", "40");
        Standing standing = new Standing(ofMinutes(1).toNanos());
        standing.pause(0, ofSeconds(40).toNanos());
        standing.pause(0, ofSeconds(5).toNanos());
        assertThat(standing.trySend(ofSeconds(6).toNanos()))
                .isEqualTo(ofSeconds(34).toNanos());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Retry-After|31536000",
                "Retry-After|Fri, 01 Jan 2100 00:00:00 GMT",
                "RateLimit|\"a\";r=0;t=999999999999999",
                "RateLimit-Remaining|0|RateLimit-Reset|999999999",
                "RateLimit-Remaining|0|RateLimit-Reset|99999999999999",
                "RateLimit|\"a\";r=0;t=31536000|RateLimit-Policy|\"a\";q=0;w=31536000"
            })
    void aHostilePartnerPausesUsNoLongerThanItIsBelievedAndIsAskedAgain(String answer) throws IOException {
        PartnerLimit bounded = limit.maxPause(ofSeconds(20));
        call(bounded, 429, answer.split("\\|"));
        for (int round = 0; round < 3; round++) {
            assertThat(made(bounded, 3)).isZero();
            time.advance(ofSeconds(20));
            assertThat(call(bounded, 429, answer.split("\\|")).passed()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Retry-After|soon",
                "Retry-After|-5",
                "RateLimit|\"a\";r=0;t=-5",
                "RateLimit|\"a\";r=0",
                "RateLimit|broken\";r=0;t=9",
                "RateLimit-Remaining|none|RateLimit-Reset|9",
                "RateLimit-Remaining|0",
                "RateLimit-Policy|\"a\";q=0;w=60"
            })
    void whatCannotBeReadPausesNothing(String answer) throws IOException {
        call(limit, 429, answer.split("\\|"));
        assertThat(made(limit, 3)).isEqualTo(3);
    }

    @Test
    void keysOfThePartnerAreKeptApart() throws IOException {
        PartnerLimit each = limit.by(By.principal());
        call(each, "ada", 429, Headers.of("Retry-After", "30"), ofHours(1));
        assertThat(call(each, "ada", 200, NOTHING, ofHours(1)).status()).isEqualTo(503);
        assertThat(call(each, "bob", 200, NOTHING, ofHours(1)).status()).isEqualTo(200);
    }

    @Test
    void keysStayWithinTheirBound() throws IOException {
        PartnerLimit each = limit.by(By.principal()).maxKeys(10);
        for (int i = 0; i < 50; i++) {
            call(each, "caller " + i, 429, Headers.of("Retry-After", "30"), ofHours(1));
        }
        assertThat(call(each, "caller 3", 200, NOTHING, ofHours(1)).status()).isEqualTo(503);
        assertThat(call(each, "newcomer", 200, NOTHING, ofHours(1)).status())
                .as("one of those that share")
                .isEqualTo(503);
        time.advance(ofSeconds(31));
        assertThat(call(each, "newcomer", 200, NOTHING, ofHours(1)).status()).isEqualTo(200);
    }

    @Test
    void aCallWaitsWhereItMayAndIsInTime() throws IOException {
        PartnerLimit waiting = limit.waiting(5, ofSeconds(25));
        call(waiting, 429, "Retry-After", "20");
        assertThat(call(waiting, "ada", 200, NOTHING, ofSeconds(19)).rejection().retryAfter())
                .isEqualTo(ofMillis(20_001));
        Handled waited = call(waiting, "ada", 200, NOTHING, ofSeconds(21));
        assertThat(waited.status()).isEqualTo(200);
        assertThat(time.sleeps()).containsExactly(ofSeconds(20));
        assertThat(waited.exchange().decisions())
                .containsExactly(
                        new Decision("partnerLimit", Outcome.APPLIED, "partnerLimit", "waited 20000 ms"),
                        new Decision("partnerLimit", Outcome.ALLOWED, "partnerLimit", null));
        call(waiting, 429, "Retry-After", "26");
        assertThat(call(waiting).status()).as("longer than any call may wait").isEqualTo(503);
    }

    @Test
    void aRefusalFromInsideIsNoAnswerOfThePartner() throws IOException {
        Exchange exchange = Exchange.begin(time);
        Request request = Request.of(exchange, "GET", "http", "partner", "/", null, Headers.empty(), Body.empty());
        assertThat(FilterTest.of(limit)
                        .before(r -> Response.refused(
                                Rejection.of("mesh", 503, "no-endpoint").retryAfter(ofSeconds(30))))
                        .handle(request)
                        .status())
                .isEqualTo(503);
        assertThat(made(limit, 3)).isEqualTo(3);
    }

    @Test
    void aShadowHoldsNothingAndSaysWhatItWouldHold() throws IOException {
        Filter shadow = limit.waiting(5, ofSeconds(25)).shadowed();
        call(shadow, 429, "Retry-After", "20");
        Handled passed = call(shadow);
        assertThat(passed.status()).isEqualTo(200);
        assertThat(time.sleeps()).isEmpty();
        assertThat(passed.exchange().decisions())
                .containsExactly(new Decision("partnerLimit", Outcome.WOULD_REFUSE, "partnerLimit", "partner-paused"));
    }

    @Test
    void pausesAndWaitsAreMeasured() throws IOException {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        PartnerLimit waiting = limit.named("acme").waiting(5, ofMinutes(1));
        waiting.bindTo(registry);
        Handled told = call(waiting, 429, "Retry-After", "20");
        assertThat(told.exchange().decisions())
                .last()
                .hasToString("partnerLimit applied by acme: it asked for a pause of 20 s, believed for 20000 ms");
        call(waiting);
        assertThat(registry.get("hauberk.partner.pauses")
                        .tag("policy", "acme")
                        .counter()
                        .count())
                .isOne();
        assertThat(registry.get("hauberk.partner.wait")
                        .tag("policy", "acme")
                        .timer()
                        .totalTime(TimeUnit.SECONDS))
                .isEqualTo(20);
        assertThat(registry.get("hauberk.partner.waiting")
                        .tag("policy", "acme")
                        .gauge()
                        .value())
                .isZero();
    }

    @Test
    void whatMakesNoSenseIsRefusedInASentence() {
        assertThatThrownBy(() -> limit.maxPause(ofDays(2))).hasMessageContaining("up to a day");
        assertThatThrownBy(() -> limit.maxPause(Duration.ZERO)).hasMessageContaining("maxPause is PT0S");
        assertThatThrownBy(() -> limit.waiting(0, ofSeconds(1))).hasMessageContaining("1 to 10000");
        assertThatThrownBy(() -> limit.maxKeys(0)).hasMessageContaining("maxKeys is 0");
        assertThatThrownBy(() -> limit.named("")).hasMessageContaining("printable ASCII");
    }
}
