package io.hauberk.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Allowance;
import io.hauberk.CounterStore.Draw;
import io.hauberk.CounterStore.Level;
import java.io.IOException;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Rows of {@link CounterStoreContract} about windows that are given. */
interface CounterWindowRows extends CounterRows {
    @Test
    default void eachWindowHasACounterOfItsOwn() throws IOException {
        Instant start = counters().now();
        Allowance first = Allowance.window(3, start, start.plus(CounterKind.HOUR));
        Allowance second = Allowance.window(3, start.plusSeconds(1), start.plus(CounterKind.HOUR));
        String key = counters().key();
        assertThat(counters().passing(Draw.of(key, first, 1), 5)).isEqualTo(3);
        assertThat(counters().passing(Draw.of(key, second, 1), 5)).isEqualTo(3);
        assertThat(counters().passing(Draw.of(key, first, 1), 5)).isZero();
    }

    @Test
    default void whatIsUsedOfAWindowStaysUsedWhenItsLimitChanges() throws IOException {
        Instant start = counters().now();
        String key = counters().key();
        counters().passing(Draw.of(key, Allowance.window(3, start, start.plus(CounterKind.HOUR)), 1), 5);
        assertThat(counters().passing(Draw.of(key, Allowance.window(5, start, start.plus(CounterKind.HOUR)), 1), 5))
                .isEqualTo(2);
        assertThat(counters().take(Draw.of(key, Allowance.window(2, start, start.plus(CounterKind.HOUR)), 1)))
                .extracting(Level::enough, Level::used, Level::remaining)
                .containsExactly(false, 5L, 0L);
    }
}
