package io.hauberk.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Allowance;
import io.hauberk.CounterStore.Draw;
import io.hauberk.CounterStore.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Rows of {@link CounterStoreContract} about what time brings back. */
interface CounterTimeRows extends CounterRows {
    @ParameterizedTest
    @EnumSource(names = "WINDOW", mode = Mode.EXCLUDE)
    default void whoComesBackWhenToldPasses(CounterKind kind) throws Exception {
        Allowance allowance = kind.of(4, Duration.ofMillis(100), counters().now());
        String key = counters().key();
        assertThat(counters().take(Draw.of(key, allowance, 4)).enough()).isTrue();
        for (int cost = 1; cost <= 4; cost++) {
            Level level = counters().take(Draw.of(key, allowance, cost));
            if (!level.enough()) {
                counters().pass(Duration.ofNanos(level.nanosUntilEnough()));
                assertThat(counters().take(Draw.of(key, allowance, cost)).enough())
                        .isTrue();
            }
        }
    }

    @Test
    default void noPeriodOfASlidingWindowHoldsMoreThanTheLimit() throws Exception {
        Duration period = Duration.ofMillis(300);
        Draw draw = Draw.of(counters().key(), Allowance.sliding(4, period), 1);
        List<Instant> before = new ArrayList<>();
        List<Instant> after = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            Instant asked = counters().now();
            if (counters().take(draw).enough()) {
                before.add(asked);
                after.add(counters().now());
            }
            counters().pass(Duration.ofMillis(7 + i % 11));
        }
        assertThat(before).hasSizeGreaterThan(4);
        for (int i = 0; i + 4 < before.size(); i++) {
            // Five in less than a period, seen from wherever the store's clock was read.
            assertThat(Duration.between(before.get(i), after.get(i + 4))).isGreaterThanOrEqualTo(period);
        }
    }

    @Test
    default void afterAPeriodTheWholeAllowanceIsThereAgain() throws Exception {
        List<Draw> draws = CounterKind.returning()
                .map(kind -> Draw.of(
                        counters().key(),
                        kind.of(5, Duration.ofMillis(100), counters().now()),
                        1))
                .toList();
        for (int i = 0; i < 3; i++) {
            for (Draw draw : draws) {
                counters().passing(draw, 5);
            }
            counters().pass(Duration.ofMillis(111));
            for (Draw draw : draws) {
                assertThat(counters().peek(draw).used()).as(draw.toString()).isZero();
            }
        }
        for (Draw draw : draws) {
            assertThat(counters().take(Draw.of(draw.key(), draw.allowance(), 5)).enough())
                    .isTrue();
        }
    }

    @Test
    default void anAllowanceComesBackEvenly() throws Exception {
        // One each 180 ms.
        Draw draw = Draw.of(counters().key(), Allowance.gcra(20_000, Duration.ofHours(1)), 1);
        Instant before = counters().now();
        assertThat(counters()
                        .take(Draw.of(draw.key(), draw.allowance(), 20_000))
                        .enough())
                .isTrue();
        counters().pass(Duration.ofMillis(185));
        assertThat(counters().passing(draw, 1)).isOne();
        long back = 1 + counters().peek(draw).remaining();
        assertThat(back)
                .isLessThanOrEqualTo(Duration.between(before, counters().now()).toMillis() / 180);
    }
}
