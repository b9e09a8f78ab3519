package io.hauberk.ratelimit;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofNanos;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.Caller;
import io.hauberk.Decision;
import io.hauberk.Head;
import io.hauberk.Headers;
import io.hauberk.Outcome;
import io.hauberk.Rejection;
import io.hauberk.Response;
import io.hauberk.key.By;
import io.hauberk.testkit.FilterTest;
import io.hauberk.testkit.Handled;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateLimitTest {
    private final Calls calls = new Calls();

    @Test
    void anAllowanceMayBeUsedAtOnceAndComesBackEvenly() throws IOException {
        RateLimit limit = RateLimit.of(100, ofMinutes(1)).by(Caller::principal);
        assertThat(calls.passing(limit, "ada", 150)).isEqualTo(100);
        calls.time.advance(ofMillis(599));
        assertThat(calls.passing(limit, "ada", 5)).isZero();
        calls.time.advance(ofMillis(1));
        assertThat(calls.passing(limit, "ada", 5)).isOne();
        calls.time.advance(ofSeconds(6));
        assertThat(calls.passing(limit, "ada", 50)).isEqualTo(10);
        calls.time.advance(ofHours(5));
        assertThat(calls.passing(limit, "ada", 150)).isEqualTo(100);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "3, 1000000000", "7, 1000000000", "31, 1000000000", "997, 60000000000", "9999991, 1000000000"})
    void aWholePeriodBringsBackTheWholeAllowanceAndNotOneMore(int permits, long periodNanos) throws IOException {
        Duration period = ofNanos(Math.max(periodNanos, 10L * permits));
        RateLimit limit = RateLimit.of(permits, period).by(By.principal());
        int tried = Math.min(permits, 1000);
        calls.passing(limit, "ada", tried);
        for (int round = 0; round < 3; round++) {
            assertThat(calls.passing(limit.burst(tried), "bob", tried + 5)).isEqualTo(tried);
            calls.time.advance(period);
        }
    }

    @Test
    void oneNanosecondEarlyIsTooEarly() throws IOException {
        RateLimit limit = RateLimit.of(3, ofSeconds(1)).by(By.principal());
        assertThat(calls.passing(limit, "ada", 4)).isEqualTo(3);
        calls.time.advance(ofNanos(333_333_333));
        assertThat(calls.passing(limit, "ada", 1)).isZero();
        calls.time.advance(ofNanos(1));
        assertThat(calls.passing(limit, "ada", 2)).isOne();
    }

    @Test
    void callersHaveTheirOwnAllowances() throws IOException {
        RateLimit limit = RateLimit.of(2, ofMinutes(1)).by(By.principal());
        assertThat(calls.passing(limit, "ada", 3)).isEqualTo(2);
        assertThat(calls.passing(limit, "bob", 3)).isEqualTo(2);
    }

    @Test
    void aRefusedRequestTakesNothing() throws IOException {
        RateLimit limit = RateLimit.of(1, ofSeconds(10)).by(By.principal());
        calls.passing(limit, "ada", 1);
        for (int i = 0; i < 9; i++) {
            calls.time.advance(ofSeconds(1));
            assertThat(calls.passing(limit, "ada", 100)).isZero();
        }
        calls.time.advance(ofSeconds(1));
        assertThat(calls.passing(limit, "ada", 1)).isOne();
    }

    @Test
    void aBurstIsTheSizeOfTheAllowance() throws IOException {
        RateLimit small = RateLimit.of(10, ofSeconds(1)).burst(1).by(By.principal());
        assertThat(calls.passing(small, "ada", 3)).isOne();
        calls.time.advance(ofMillis(100));
        assertThat(calls.passing(small, "ada", 3)).isOne();
        RateLimit large = RateLimit.of(10, ofSeconds(1)).burst(50).by(By.principal());
        assertThat(calls.passing(large, "ada", 60)).isEqualTo(50);
        calls.time.advance(ofSeconds(1));
        assertThat(calls.passing(large, "ada", 60)).isEqualTo(10);
    }

    @Test
    void aCostlyRequestTakesMore() throws IOException {
        RateLimit limit = RateLimit.of(10, ofSeconds(10)).cost(4).by(By.principal());
        assertThat(calls.passing(limit, "ada", 5)).isEqualTo(2);
        Handled refused = calls.send(limit, "ada");
        assertThat(refused.header("RateLimit")).isEqualTo("\"10-per-10s\";r=2;t=1");
        assertThat(refused.header("Retry-After")).isEqualTo("2");
    }

    @Test
    void eachAnswerTellsTheLimitAndWhatIsLeft() throws IOException {
        RateLimit limit = RateLimit.of(2, ofMinutes(1)).by(By.principal()).named("reads");
        Handled first = calls.send(limit, "ada");
        assertThat(first.header("RateLimit-Policy")).isEqualTo("\"reads\";q=2;w=60");
        assertThat(first.header("RateLimit")).isEqualTo("\"reads\";r=1;t=30");
        assertThat(calls.send(limit, "ada").header("RateLimit")).isEqualTo("\"reads\";r=0;t=30");
    }

    @Test
    void aPeriodThatIsNotWholeSecondsIsNotTold() throws IOException {
        RateLimit limit = RateLimit.of(2, ofMillis(250)).by(By.principal());
        assertThat(calls.send(limit, "ada").header("RateLimit-Policy")).isEqualTo("\"2-per-250ms\";q=2");
    }

    @Test
    void theFieldsReachAnApplicationThatWritesItsAnswerItself() throws IOException {
        RateLimit limit = RateLimit.of(2, ofMinutes(1)).by(By.principal());
        Handled handled = FilterTest.of(limit)
                .beforeApplication(new Head(200, Headers.of("RateLimit", "\"theirs\";r=5;t=1")))
                .handle(calls.by("ada"));
        assertThat(handled.response().headers().all("RateLimit"))
                .containsExactly("\"theirs\";r=5;t=1", "\"2-per-1m\";r=1;t=30");
    }

    @Test
    void aRefusalIs429WithTheProblemOfTheDraft() throws IOException {
        RateLimit limit = RateLimit.of(1, ofSeconds(90)).by(By.principal()).named("slow");
        calls.send(limit, "ada");
        calls.time.advance(ofMillis(500));
        Handled refused = calls.send(limit, "ada");
        Rejection rejection = refused.rejection();
        assertThat(refused.passed()).isEmpty();
        assertThat(rejection).isNotNull();
        assertThat(rejection.status()).isEqualTo(429);
        assertThat(rejection.reason()).isEqualTo("rate-limited");
        assertThat(rejection.type()).isEqualTo("https://iana.org/assignments/http-problem-types#quota-exceeded");
        assertThat(rejection.members()).containsEntry("violated-policies", List.of("slow"));
        assertThat(rejection.retryAfter()).isEqualTo(ofMillis(89_500));
        assertThat(refused.header("Retry-After")).isEqualTo("90");
        assertThat(refused.header("RateLimit")).isEqualTo("\"slow\";r=0;t=90");
        assertThat(refused.header("RateLimit-Policy")).isEqualTo("\"slow\";q=1;w=90");
    }

    @Test
    void whoComesBackWhenToldPasses() throws IOException {
        RateLimit limit = RateLimit.of(7, ofSeconds(1)).cost(3).by(By.principal());
        for (int i = 0; i < 1_000; i++) {
            Handled answer = calls.send(limit, "ada");
            if (answer.status() == 429) {
                Duration after = answer.rejection().retryAfter();
                long seconds = Long.parseLong(answer.header("Retry-After"));
                String told = answer.header("RateLimit");
                assertThat(seconds).isGreaterThanOrEqualTo(Long.parseLong(told.substring(told.indexOf("t=") + 2)));
                assertThat(ofSeconds(seconds)).isGreaterThanOrEqualTo(after);
                calls.time.advance(after);
                assertThat(calls.send(limit, "ada").status()).isEqualTo(200);
            }
            calls.time.advance(ofNanos(i * 37_129L));
        }
    }

    @Test
    void ofSeveralLimitsAllMustAllowAndTheTightestIsTold() throws IOException {
        RateLimit limit = RateLimit.all(RateLimit.of(2, ofSeconds(1)), RateLimit.of(5, ofHours(1)))
                .by(By.principal());
        Handled first = calls.send(limit, "ada");
        assertThat(first.header("RateLimit-Policy")).isEqualTo("\"2-per-1s\";q=2;w=1, \"5-per-1h\";q=5;w=3600");
        assertThat(first.header("RateLimit")).isEqualTo("\"2-per-1s\";r=1;t=1");
        assertThat(calls.passing(limit, "ada", 5)).isOne();
        calls.time.advance(ofSeconds(1));
        assertThat(calls.passing(limit, "ada", 5)).isEqualTo(2);
        calls.time.advance(ofSeconds(1));
        assertThat(calls.passing(limit, "ada", 5)).isOne();
        Handled refused = calls.send(limit, "ada");
        assertThat(refused.rejection().members()).containsEntry("violated-policies", List.of("5-per-1h"));
        assertThat(refused.header("RateLimit")).startsWith("\"5-per-1h\";r=0");
    }

    @Test
    void whatOneOfSeveralLimitsRefusesTakesNothingFromTheOthers() throws IOException {
        RateLimit day = RateLimit.of(10, ofHours(24)).by(By.principal());
        RateLimit limit = RateLimit.all(day, RateLimit.of(1, ofSeconds(1)).by(By.principal()));
        assertThat(calls.passing(limit, "ada", 100)).isOne();
        assertThat(calls.send(day, "ada").header("RateLimit")).startsWith("\"10-per-1d\";r=8;");
    }

    @Test
    void allViolatedLimitsAreNamedAndTheLongestWaitIsTold() throws IOException {
        RateLimit limit = RateLimit.all(RateLimit.of(1, ofSeconds(1)), RateLimit.of(1, ofHours(1)))
                .by(By.principal());
        calls.send(limit, "ada");
        Handled refused = calls.send(limit, "ada");
        assertThat(refused.rejection().members()).containsEntry("violated-policies", List.of("1-per-1s", "1-per-1h"));
        assertThat(refused.header("Retry-After")).isEqualTo("3600");
    }

    @Test
    void theRecordSaysByWhatItWasCounted() throws IOException {
        RateLimit limit = RateLimit.of(1, ofMinutes(1)).by(By.principal());
        assertThat(calls.send(limit, "ada").decisions())
                .containsExactly(new Decision("rateLimit", Outcome.ALLOWED, "1-per-1m", "by principal"));
        assertThat(calls.send(limit, "ada").decisions())
                .containsExactly(
                        new Decision("rateLimit", Outcome.APPLIED, "1-per-1m", "by principal"),
                        new Decision("rateLimit", Outcome.REFUSED, "1-per-1m", "rate-limited"));
        Handled anonymous =
                FilterTest.of(limit).handle(calls.by(Caller.unknown().withAddress("10.0.0.1")));
        assertThat(anonymous.decisions())
                .containsExactly(new Decision("rateLimit", Outcome.ALLOWED, "1-per-1m", "by address (no principal)"));
    }

    @Test
    void inShadowModeNobodyIsRefusedAndTheRecordTellsWhoWouldHaveBeen() throws IOException {
        RateLimit limit = RateLimit.of(1, ofMinutes(1)).by(By.principal());
        calls.send(limit.shadowed(), "ada");
        var shadow = limit.shadowed();
        calls.send(shadow, "bob");
        Handled second = calls.send(shadow, "bob");
        assertThat(second.status()).isEqualTo(200);
        assertThat(second.header("RateLimit")).isNull();
        assertThat(second.outcomes()).containsExactly(Outcome.APPLIED, Outcome.WOULD_REFUSE);
    }

    @Test
    void aRefusalFromFurtherInsideStillGetsTheFields() throws IOException {
        RateLimit limit = RateLimit.of(5, ofMinutes(1)).by(By.principal());
        Handled refused = FilterTest.of(limit)
                .before(request -> Response.refused(Rejection.of("authorize", 403, "forbidden")))
                .handle(calls.by("ada"));
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.header("RateLimit")).isEqualTo("\"5-per-1m\";r=4;t=12");
    }

    @Test
    void limitsThatMakeNoSenseAreRefusedInASentence() {
        assertThatThrownBy(() -> RateLimit.of(0, ofSeconds(1))).hasMessageContaining("it is 0");
        assertThatThrownBy(() -> RateLimit.of(1, Duration.ZERO)).hasMessageContaining("PT0S");
        assertThatThrownBy(() -> RateLimit.of(1_000_000_000, ofSeconds(1))).hasMessageContaining("no limit");
        assertThatThrownBy(() -> RateLimit.of(1, ofHours(24 * 365)).burst(200)).hasMessageContaining("a hundred years");
        assertThatThrownBy(() -> RateLimit.of(1, Duration.ofDays(Long.MAX_VALUE / 86_400)))
                .hasMessageContaining("a hundred years");
        assertThatThrownBy(() -> RateLimit.of(5, ofSeconds(1)).cost(6)).hasMessageContaining("none could pass");
        assertThatThrownBy(() -> RateLimit.of(5, ofSeconds(1)).cost(-1)).hasMessageContaining("it is -1");
        assertThatThrownBy(() -> RateLimit.of(5, ofSeconds(1)).named("a\r\nb")).hasMessageContaining("a??b");
        assertThatThrownBy(() -> RateLimit.all(RateLimit.of(5, ofSeconds(1)), RateLimit.of(5, ofSeconds(1))))
                .hasMessageContaining("named");
    }

    @Test
    void hugeAndTinyLimitsAreCountedExactly() throws IOException {
        RateLimit yearly = RateLimit.of(1, Duration.ofDays(365)).burst(50).by(By.principal());
        assertThat(calls.passing(yearly, "ada", 60)).isEqualTo(50);
        calls.time.advance(Duration.ofDays(365).minusNanos(1));
        assertThat(calls.passing(yearly, "ada", 2)).isZero();
        calls.time.advance(ofNanos(1));
        assertThat(calls.passing(yearly, "ada", 2)).isOne();

        RateLimit fast = RateLimit.of(100_000_000, ofSeconds(1)).burst(10).by(By.principal());
        assertThat(calls.passing(fast, "ada", 20)).isEqualTo(10);
        calls.time.advance(ofNanos(99));
        assertThat(calls.passing(fast, "ada", 20)).isEqualTo(9);
    }
}
