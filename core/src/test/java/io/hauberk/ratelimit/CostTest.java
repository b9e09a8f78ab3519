package io.hauberk.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.Body;
import io.hauberk.Caller;
import io.hauberk.Exchange;
import io.hauberk.Head;
import io.hauberk.Headers;
import io.hauberk.Outcome;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.key.By;
import io.hauberk.testkit.FilterTest;
import io.hauberk.testkit.Handled;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CostTest {
    private final Calls calls = new Calls();

    private static RateLimit limit(String algorithm, long limit) {
        Duration hour = Duration.ofHours(1);
        RateLimit made = switch (algorithm) {
            case "sliding" -> RateLimit.sliding(limit, hour);
            case "fixed" -> RateLimit.fixed(limit, hour);
            default -> RateLimit.of(limit, hour);
        };
        return made.by(By.principal()).named("x");
    }

    private Handled answered(RateLimit limit, int status, String... headers) throws IOException {
        Headers fields = headers.length == 0 ? Headers.empty() : Headers.of(headers);
        return FilterTest.of(limit)
                .before(request -> Response.of(status, fields, Body.empty()))
                .handle(calls.by("ada"));
    }

    private static String left(Handled handled) {
        String told = handled.header("RateLimit");
        return told.substring(told.indexOf("r=") + 2, told.indexOf(";t="));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gcra", "sliding", "fixed"})
    void theAnswerTellsWhatItCostAndTheFieldsKnowIt(String algorithm) throws IOException {
        RateLimit limit = limit(algorithm, 100).cost(Cost.response("x-cost"));
        assertThat(left(answered(limit, 200, "x-cost", "30"))).isEqualTo("70");
        assertThat(left(answered(limit, 200))).isEqualTo("69");
        assertThat(left(answered(limit, 200, "x-cost", "0"))).isEqualTo("69");
        assertThat(left(answered(limit, 200, "x-cost", "69"))).isEqualTo("0");
        assertThat(answered(limit, 200).status()).isEqualTo(429);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gcra", "sliding", "fixed"})
    void whatIsOwedHasToComeBackFirstAndIsNoMoreThanOneAllowance(String algorithm) throws IOException {
        RateLimit limit = limit(algorithm, 10).cost(Cost.response("x-cost"));
        answered(limit, 200, "x-cost", "9");
        Handled owing = answered(limit, 200, "x-cost", "10");
        assertThat(owing.status()).isEqualTo(200);
        assertThat(left(owing)).isEqualTo("0");
        Handled refused = answered(limit, 200);
        assertThat(refused.status()).isEqualTo(429);
        Duration after = refused.rejection().retryAfter();
        assertThat(after).isLessThanOrEqualTo(Duration.ofHours(2));
        calls.time.advance(after);
        assertThat(answered(limit, 200).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"-5", "1e3", "abc", "0x10", "''", "99999999999999999999", "+7", "5 5"})
    void nonsenseFromAnAnswerCostsTheBaseAndHugeNumbersTheCap(String told) throws IOException {
        RateLimit limit =
                limit("gcra", 100).cost(Cost.response("x-cost").base(2).max(20));
        boolean huge = told.length() > 15;
        assertThat(left(answered(limit, 200, "x-cost", told))).isEqualTo(huge ? "80" : "98");
    }

    @Test
    void aCostThatIsToldTwiceIsNotBelieved() throws IOException {
        RateLimit limit = limit("gcra", 100).cost(Cost.response("x-cost"));
        assertThat(left(answered(limit, 200, "x-cost", "5", "X-Cost", "50"))).isEqualTo("99");
    }

    @Test
    void aStatusMayCostMoreOrNothing() throws IOException {
        RateLimit limit = limit("fixed", 20).cost(Cost.of(1).status("401", 10).status("5xx", 0));
        assertThat(left(answered(limit, 401))).isEqualTo("10");
        assertThat(left(answered(limit, 503))).isEqualTo("10");
        assertThat(left(answered(limit, 200))).isEqualTo("9");
        assertThat(left(answered(limit, 401))).isEqualTo("0");
        assertThat(answered(limit, 200).status()).isEqualTo(429);
    }

    @Test
    void anApplicationThatWritesItsAnswerItselfTellsTheCostAsWell() throws IOException {
        RateLimit limit = limit("gcra", 100).cost(Cost.response("x-cost"));
        Handled handled = FilterTest.of(limit)
                .beforeApplication(new Head(200, Headers.of("x-cost", "40")))
                .handle(calls.by("ada"));
        assertThat(handled.response().headers().all("RateLimit").get(0)).contains("r=60");
    }

    @Test
    void aLimitInShadowModeLearnsWhatAnAnswerCost() throws IOException {
        RateLimit limit = limit("gcra", 10).cost(Cost.response("x-cost"));
        FilterTest.of(limit.shadowed())
                .before(request -> Response.of(200, Headers.of("x-cost", "10"), Body.empty()))
                .handle(calls.by("ada"));
        Handled second = FilterTest.of(limit.shadowed()).handle(calls.by("ada"));
        assertThat(second.status()).isEqualTo(200);
        assertThat(second.outcomes()).contains(Outcome.WOULD_REFUSE);
    }

    @ParameterizedTest
    @CsvSource({"7, 93", "0, 99", "-3, 99", "nonsense, 99", "1000, 50", "'  4 ', 96"})
    void aHeaderOfTheRequestTellsTheCostWithinTheCap(String told, String left) throws IOException {
        RateLimit limit = limit("gcra", 100).cost(Cost.header("x-weight").max(50));
        Exchange exchange = Exchange.begin(calls.time);
        exchange.attach(Caller.unknown().withPrincipal("ada", "test"));
        Request request =
                Request.of(exchange, "GET", "http", "localhost", "/", null, Headers.of("X-Weight", told), Body.empty());
        assertThat(left(FilterTest.of(limit).handle(request))).isEqualTo(left);
    }

    @ParameterizedTest
    @CsvSource({"7, 93", "0, 100", "-3, 99", "1000, 0"})
    void aClaimTellsTheCostWithinTheAllowance(long told, String left) throws IOException {
        RateLimit limit = limit("sliding", 100).cost(Cost.claim("weight"));
        Caller caller = Caller.unknown().withPrincipal("ada", "test").withClaims(Map.of("weight", told));
        assertThat(left(FilterTest.of(limit).handle(calls.by(caller)))).isEqualTo(left);
    }

    @Test
    void aClaimWithinAnotherTellsTheCostToo() throws IOException {
        RateLimit limit = limit("sliding", 100).cost(Cost.claim("org.weight"));
        Caller caller = Caller.unknown().withPrincipal("ada", "test").withClaims(Map.of("org", Map.of("weight", 7L)));
        assertThat(left(FilterTest.of(limit).handle(calls.by(caller)))).isEqualTo("93");
    }

    @Test
    void costsThatMakeNoSenseAreRefusedInASentence() {
        assertThatThrownBy(() -> Cost.of(0)).hasMessageContaining("it is 0");
        assertThatThrownBy(() -> Cost.response("a").max(0)).hasMessageContaining("it is 0");
        assertThatThrownBy(() -> Cost.response("a").base(-1)).hasMessageContaining("it is -1");
        assertThatThrownBy(() -> Cost.of(1).status("40", 1)).hasMessageContaining("is no status");
    }
}
