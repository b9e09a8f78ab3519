package io.hauberk.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Allowance;
import io.hauberk.CounterStore.Draw;
import io.hauberk.CounterStore.Level;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rows of {@link CounterStoreContract} about what is corrected afterwards. */
interface CounterCorrectionRows extends CounterRows {
    @ParameterizedTest
    @EnumSource
    default void whatWasUsedBeyondTheAllowanceIsOwed(CounterKind kind) throws IOException {
        Allowance allowance = kind.hourly(counters(), 5);
        String key = counters().key();
        Level level = counters().take(Draw.of(key, allowance, 1));
        Level owing = counters().adjust(Draw.of(key, allowance, 1).correction(6, level));
        assertThat(owing.enough()).isTrue();
        assertThat(owing.used()).isEqualTo(7);
        assertThat(owing.remaining()).isZero();
        assertThat(counters().take(Draw.of(key, allowance, 1)).enough()).isFalse();
        counters().adjust(Draw.of(key, allowance, 1).correction(-2, owing));
        assertThat(counters().take(Draw.of(key, allowance, 1)).enough()).isFalse();
        counters().adjust(Draw.of(key, allowance, 1).correction(-1, owing));
        assertThat(counters().passing(Draw.of(key, allowance, 1), 3)).isOne();
    }

    @ParameterizedTest
    @EnumSource
    default void nobodyOwesMoreThanAWholeAllowanceExceptInAWindowThatEnds(CounterKind kind) throws IOException {
        Allowance allowance = kind.hourly(counters(), 5);
        String key = counters().key();
        Level level = counters().adjust(Draw.of(key, allowance, 1_000));
        assertThat(level.used()).isEqualTo(kind == CounterKind.GCRA || kind == CounterKind.SLIDING ? 10 : 1_000);
        assertThat(counters().adjust(Draw.of(key, allowance, Allowance.MAX)).used())
                .isEqualTo(kind == CounterKind.GCRA || kind == CounterKind.SLIDING ? 10 : Allowance.MAX);
    }

    @ParameterizedTest
    @EnumSource
    default void whatIsGivenBackMayBeTakenAgainAndNotMoreThanThat(CounterKind kind) throws Exception {
        // What is taken in another slice than the rest is not given back with it. The next slice is not near then.
        RealTime.holds(scale -> whatIsGivenBackMayBeTakenAgainInOneSlice(kind));
    }

    private void whatIsGivenBackMayBeTakenAgainInOneSlice(CounterKind kind) throws IOException {
        Allowance allowance = kind.hourly(counters(), 5);
        String key = counters().key();
        Level level = counters().take(Draw.of(key, allowance, 5));
        counters().adjust(Draw.of(key, allowance, 1).correction(-2, level));
        assertThat(counters().passing(Draw.of(key, allowance, 1), 5)).isEqualTo(2);
        counters().adjust(Draw.of(key, allowance, 1).correction(-1_000, level));
        assertThat(counters().peek(Draw.of(key, allowance, 1)).remaining()).isEqualTo(5);
    }

    @Test
    default void whatHasComeBackByItselfCannotBeGivenBack() throws Exception {
        RealTime.holds(this::whatHasComeBackByItselfCannotBeGivenBack);
    }

    private void whatHasComeBackByItselfCannotBeGivenBack(int scale) throws Exception {
        // Some of it comes back once more, if it takes us as long as that to look.
        Duration period = Duration.ofSeconds(scale);
        List<Draw> draws = CounterKind.returning()
                .map(kind ->
                        Draw.of(counters().key(), kind.of(3, period, counters().now()), 3))
                .toList();
        List<Level> first = new ArrayList<>();
        for (Draw draw : draws) {
            first.add(counters().take(draw));
        }
        counters().pass(period.plus(period.dividedBy(10)).plusMillis(1));
        for (int i = 0; i < draws.size(); i++) {
            Draw draw = draws.get(i);
            assertThat(counters().take(draw).enough()).as(draw.toString()).isTrue();
            counters().adjust(draw.correction(-3, first.get(i)));
            assertThat(counters().take(draw).enough()).as(draw.toString()).isFalse();
        }
    }
}
