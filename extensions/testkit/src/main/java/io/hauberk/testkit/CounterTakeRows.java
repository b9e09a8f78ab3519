package io.hauberk.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Allowance;
import io.hauberk.CounterStore.Draw;
import io.hauberk.CounterStore.Level;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rows of {@link CounterStoreContract} about taking, one counter and several. */
interface CounterTakeRows extends CounterRows {
    @ParameterizedTest
    @EnumSource
    default void anAllowanceIsTakenToTheLastPermitAndNotOneMore(CounterKind kind) throws IOException {
        Draw draw = Draw.of(counters().key(), kind.hourly(counters(), 5), 1);
        for (int i = 1; i <= 5; i++) {
            Level level = counters().take(draw);
            assertThat(level.enough()).isTrue();
            assertThat(level.used()).isEqualTo(i);
            assertThat(level.remaining()).isEqualTo(5 - i);
            assertThat(level.nanosUntilEnough()).isZero();
            assertThat(level.nanosUntilMore())
                    .isBetween(1L, CounterKind.HOUR.plusMinutes(10).toNanos());
        }
        Level refused = counters().take(draw);
        assertThat(refused.enough()).isFalse();
        assertThat(refused.used()).isEqualTo(5);
        assertThat(refused.remaining()).isZero();
        assertThat(refused.nanosUntilEnough())
                .isBetween(1L, CounterKind.HOUR.plusMinutes(10).toNanos());
    }

    @ParameterizedTest
    @EnumSource
    default void aDrawThatIsRefusedTakesNothing(CounterKind kind) throws IOException {
        Allowance allowance = kind.hourly(counters(), 5);
        String key = counters().key();
        assertThat(counters().take(Draw.of(key, allowance, 3)).enough()).isTrue();
        assertThat(counters().take(Draw.of(key, allowance, 3)).enough()).isFalse();
        assertThat(counters().take(Draw.of(key, allowance, 2)).enough()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    default void eachKeyHasACounterOfItsOwn(CounterKind kind) throws IOException {
        assertThat(counters().passing(Draw.of(counters().key(), kind.hourly(counters(), 3), 1), 5))
                .isEqualTo(3);
        assertThat(counters().passing(Draw.of(counters().key(), kind.hourly(counters(), 3), 1), 5))
                .isEqualTo(3);
    }

    @ParameterizedTest
    @EnumSource
    default void ofSeveralCountersAllHaveEnoughOrNothingIsTaken(CounterKind kind) throws IOException {
        Draw wide = Draw.of(counters().key(), kind.hourly(counters(), 10), 1);
        Draw tight = Draw.of(counters().key(), CounterKind.GCRA.hourly(counters(), 2), 1);
        Draw other = Draw.of(counters().key(), CounterKind.FIXED.hourly(counters(), 10), 1);
        List<Draw> draws = List.of(wide, tight, other);
        for (int i = 0; i < 2; i++) {
            assertThat(counters().store().take(draws, counters().budget()))
                    .allMatch(Level::enough)
                    .hasSize(3);
        }
        List<Level> refused = counters().store().take(draws, counters().budget());
        assertThat(refused).extracting(Level::enough).containsExactly(true, false, true);
        assertThat(refused).extracting(Level::remaining).containsExactly(8L, 0L, 8L);
        assertThat(counters().peek(wide).used()).isEqualTo(2);
        assertThat(counters().peek(other).used()).isEqualTo(2);
    }

    @Test
    default void thirtyTwoCountersAreTakenAtOnce() throws IOException {
        List<Draw> draws = IntStream.range(0, 32)
                .mapToObj(i -> Draw.of(counters().key(), CounterKind.values()[i % 4].hourly(counters(), 3), 1))
                .toList();
        assertThat(counters().store().take(draws, counters().budget()))
                .hasSize(32)
                .allMatch(Level::enough);
        assertThat(counters().store().peek(draws, counters().budget())).allMatch(level -> level.used() == 1);
    }

    @ParameterizedTest
    @EnumSource
    default void lookingTakesNothing(CounterKind kind) throws IOException {
        Draw draw = Draw.of(counters().key(), kind.hourly(counters(), 3), 1);
        for (int i = 0; i < 10; i++) {
            assertThat(counters().peek(draw).enough()).isTrue();
            assertThat(counters().peek(draw).remaining()).isEqualTo(3);
        }
        assertThat(counters().peek(draw).nanosUntilMore()).isZero();
        assertThat(counters().passing(draw, 4)).isEqualTo(3);
        assertThat(counters().peek(draw).enough()).isFalse();
        assertThat(counters().peek(draw).nanosUntilEnough()).isPositive();
    }

    @Test
    default void aBurstIsWhatMayBeUsedAtOnce() throws IOException {
        assertThat(counters()
                        .passing(
                                Draw.of(
                                        counters().key(),
                                        Allowance.gcra(2, CounterKind.HOUR).burst(7),
                                        1),
                                10))
                .isEqualTo(7);
        assertThat(counters()
                        .passing(
                                Draw.of(
                                        counters().key(),
                                        Allowance.gcra(100, CounterKind.HOUR).burst(3),
                                        1),
                                10))
                .isEqualTo(3);
    }

    @ParameterizedTest
    @EnumSource
    default void moreThanThereEverIsNeverComes(CounterKind kind) throws IOException {
        Draw draw = Draw.of(counters().key(), kind.hourly(counters(), 3), 4);
        Level level = counters().take(draw);
        assertThat(level.enough()).isFalse();
        assertThat(level.remaining()).isEqualTo(3);
        assertThat(level.nanosUntilEnough()).isEqualTo(Long.MAX_VALUE);
        assertThat(counters()
                        .take(Draw.of(draw.key(), draw.allowance(), Allowance.MAX))
                        .enough())
                .isFalse();
    }

    @ParameterizedTest
    @EnumSource
    default void theLargestLimitIsCounted(CounterKind kind) throws IOException {
        Allowance allowance = kind == CounterKind.GCRA
                ? Allowance.gcra(1_000_000_000, Duration.ofDays(365))
                : kind.of(Allowance.MAX, Duration.ofDays(365), counters().now());
        long all = allowance.limit();
        String key = counters().key();
        assertThat(counters().take(Draw.of(key, allowance, all - 10)).enough()).isTrue();
        assertThat(counters().take(Draw.of(key, allowance, all / 2)).enough()).isFalse();
        assertThat(counters().take(Draw.of(key, allowance, 10)).enough()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    default void aCounterThatIsResetIsFull(CounterKind kind) throws IOException {
        Draw draw = Draw.of(counters().key(), kind.hourly(counters(), 3), 1);
        Draw other = Draw.of(counters().key(), kind.hourly(counters(), 3), 1);
        counters().passing(draw, 3);
        counters().passing(other, 3);
        counters().store().reset(List.of(draw), counters().budget());
        assertThat(counters().passing(draw, 5)).isEqualTo(3);
        assertThat(counters().passing(other, 5)).isZero();
    }
}
