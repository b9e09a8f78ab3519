package io.hauberk.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.Consumer;
import io.hauberk.Consumers;
import io.hauberk.Credential;
import io.hauberk.Credential.Kind;
import io.hauberk.testkit.ConsumersContract;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryConsumersTest extends ConsumersContract {
    @Override
    protected Consumers with(List<Consumer> consumers) {
        return MemoryConsumers.of(consumers);
    }

    @Test
    void aPeerMayBeAPatternAndTheExactOneWins() {
        Consumer all = Consumer.of("all").with(Credential.of(Kind.PEER, "spiffe://shop/*", ""));
        Consumer one = Consumer.of("one").with(Credential.of(Kind.PEER, "spiffe://shop/one", ""));
        MemoryConsumers consumers = MemoryConsumers.of(all, one);
        assertThat(consumers.find(Kind.PEER, "spiffe://shop/one")).isSameAs(one);
        assertThat(consumers.find(Kind.PEER, "spiffe://shop/two")).isSameAs(all);
        assertThat(consumers.find(Kind.PEER, "spiffe://other/two")).isNull();
    }

    @Test
    void twoConsumersShareNoCredentialAndTheMessageDoesNotShowIt() {
        Consumer one = Consumer.of("one").with(Credential.of(Kind.KEY, "secret-hash", ""));
        Consumer two = Consumer.of("two").with(Credential.of(Kind.KEY, "secret-hash", ""));
        assertThatThrownBy(() -> MemoryConsumers.of(one, two))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("one")
                .hasMessageContaining("two")
                .hasMessageNotContaining("secret-hash");
    }

    @Test
    void aSubjectOfOneIssuerIsNeverTakenForThatOfAnother() {
        Consumer one =
                Consumer.of("one").with(Credential.of(Kind.SUBJECT, Credential.subject("https://id.test/a", "b"), ""));
        MemoryConsumers consumers = MemoryConsumers.of(one);
        assertThat(consumers.find(Kind.SUBJECT, Credential.subject("https://id.test", "a/b")))
                .isNull();
        assertThat(consumers.find(Kind.SUBJECT, Credential.subject("https://id.test", "a b")))
                .isNull();
    }
}
