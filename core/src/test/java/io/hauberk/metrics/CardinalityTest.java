package io.hauberk.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CardinalityTest {
    @Test
    void theFirstValuesPassAndLaterOnesAreOthers() {
        Cardinality cap = Cardinality.of(2);

        assertThat(cap.admit("a")).isEqualTo("a");
        assertThat(cap.admit("a")).isEqualTo("a");
        assertThat(cap.admit("b")).isEqualTo("b");
        assertThat(cap.admit("c")).isEqualTo("_OTHER");
        assertThat(cap.admit("a")).isEqualTo("a");
        assertThat(cap).hasToString("2 of 2");
    }

    @Test
    void holdsUnderManyThreads() {
        Cardinality cap = Cardinality.of(50);
        Set<String> admitted = IntStream.range(0, 100_000)
                .parallel()
                .mapToObj(i -> cap.admit("v" + i % 200))
                .collect(Collectors.toSet());

        assertThat(admitted).hasSizeLessThanOrEqualTo(51).contains("_OTHER");
    }

    @Test
    void aCapOfNothingIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Cardinality.of(0));
    }
}
