package io.hauberk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Refusals and the words around them: decisions, callers, exceptions. */
class RejectionTest {
    private static final Rejection REJECTION = Rejection.of("limit", 429, "rate-limit");

    @Test
    void eachChangeMakesANewOne() {
        Rejection full = REJECTION
                .by("rule")
                .because("Too fast.")
                .type("https://problems.example/quota")
                .with("X-A", "1")
                .with("X-A", "2")
                .member("limit", 10)
                .member("rest", 0);

        assertThat(full.rule()).isEqualTo("rule");
        assertThat(full.detail()).isEqualTo("Too fast.");
        assertThat(full.type()).isEqualTo("https://problems.example/quota");
        assertThat(full.headers().all("x-a")).containsExactly("1", "2");
        assertThat(full.members()).containsExactlyInAnyOrderEntriesOf(Map.of("limit", 10, "rest", 0));
        assertThat(full.toString()).isEqualTo("429 rate-limit by limit (rule)");
        assertThat(REJECTION.toString()).isEqualTo("429 rate-limit by limit");
        assertThat(REJECTION.members()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 1", "1000, 1", "1001, 2", "59999, 60", "-5, 1"})
    void retryAfterIsRoundedUpToWholeSeconds(long millis, String seconds) {
        Rejection rejection = REJECTION.retryAfter(Duration.ofMillis(millis));

        assertThat(rejection.headers().all("Retry-After")).containsExactly(seconds);
        assertThat(rejection.retryAfter()).isEqualTo(Duration.ofMillis(millis));
    }

    @Test
    void itsStatusIsAnErrorOfHttp() {
        assertThatThrownBy(() -> Rejection.of("limit", 200, "ok")).hasMessageContaining("200");
        assertThatThrownBy(() -> Rejection.of("limit", 600, "odd")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void itsDecisionNamesFilterRuleAndReason() {
        assertThat(REJECTION.by("rule").decision(Outcome.WOULD_REFUSE).toString())
                .isEqualTo("limit would refuse by rule: rate-limit");
        assertThat(Decision.of("limit", Outcome.ALLOWED, null).toString()).isEqualTo("limit allowed");
    }

    @Test
    void asAnExceptionItSaysWhoRefusedAndWhy() {
        assertThat(new RejectedException(REJECTION.because("Too fast.")))
                .hasMessage("Refused: 429 rate-limit by limit. Too fast.")
                .isInstanceOf(IOException.class);
        assertThat(new RejectedException(REJECTION).rejection()).isSameAs(REJECTION);
    }

    @Test
    void theClientsFailureIsFoundAmongCauses() {
        IOException reset = new IOException("reset");
        Throwable wrapped = new IllegalStateException(new IOException(new ClientAbortedException(reset)));

        assertThat(ClientAbortedException.causedBy(wrapped)).isTrue();
        assertThat(ClientAbortedException.causedBy(reset)).isFalse();
        assertThat(new ClientAbortedException(reset)).hasCause(reset);
    }

    @Test
    void causesThatRunInACircleEnd() {
        Exception first = new Exception("first");
        Exception second = new Exception("second", first);
        first.initCause(second);

        assertThat(ClientAbortedException.causedBy(first)).isFalse();
    }

    @Test
    void aCallerIsDescribedByTheBestNameThereIs() {
        Caller caller = Caller.unknown().withAddress("192.0.2.1");
        assertThat(caller.toString()).isEqualTo("unknown at 192.0.2.1");
        assertThat(caller.authenticated()).isFalse();

        Caller peer = caller.withPeer("spiffe://shop/orders");
        assertThat(peer.toString()).isEqualTo("spiffe://shop/orders at 192.0.2.1");
        assertThat(peer.authenticated()).isFalse();

        Caller full = peer.withPrincipal("ada", "https://id.example")
                .withConsumer("acme", Set.of("partners"))
                .withGrants(Set.of("read"), Set.of("admin"))
                .withClaims(Map.of("sub", "ada"));
        assertThat(full.toString()).isEqualTo("acme at 192.0.2.1");
        assertThat(full.authenticated()).isTrue();
        assertThat(full.issuer()).isEqualTo("https://id.example");
        assertThat(full.peer()).isEqualTo("spiffe://shop/orders");
        assertThat(full.groups()).containsExactly("partners");
        assertThat(full.scopes()).containsExactly("read");
        assertThat(full.roles()).containsExactly("admin");
        assertThat(full.claims()).containsEntry("sub", "ada");
    }
}
