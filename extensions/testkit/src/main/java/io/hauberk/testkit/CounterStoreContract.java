package io.hauberk.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.Allowance;
import io.hauberk.CounterStore;
import io.hauberk.CounterStore.Draw;
import io.hauberk.CounterStore.Level;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every {@link CounterStore} keeps. Extend it for each store, and run it as a JUnit 5 test class. A store by a clock of
 * its own waits for as long as {@link #pass} is told; one in virtual time moves that on.
 */
public abstract class CounterStoreContract {
    private static final Duration HOUR = Duration.ofHours(1);

    private CounterStore store = new NoStore();
    private int keys;

    /** An empty store, ready for use. */
    protected abstract CounterStore open() throws Exception;

    /** Lets the time of the store pass, by at least so long. */
    protected abstract void pass(Duration time) throws Exception;

    /** The time that windows are given by. Default: the clock of the machine. */
    protected Instant now() {
        return Instant.now();
    }

    /** How long one operation may take. Default: 5 s. */
    protected Duration budget() {
        return Duration.ofSeconds(5);
    }

    @BeforeEach
    void openStore() throws Exception {
        store = open();
        store.start();
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    /** The allowance of so many in a period, by each algorithm. */
    static Stream<Kind> kinds() {
        return Stream.of(Kind.values());
    }

    /** A way to count. */
    enum Kind {
        GCRA,
        SLIDING,
        FIXED,
        WINDOW;

        Allowance of(long limit, Duration period, Instant now) {
            return switch (this) {
                case GCRA -> Allowance.gcra(limit, period);
                case SLIDING -> Allowance.sliding(limit, period);
                case FIXED -> Allowance.fixed(limit, period);
                case WINDOW -> Allowance.window(limit, now, now.plus(period));
            };
        }
    }

    private Allowance hourly(Kind kind, long limit) {
        return kind.of(limit, HOUR, now());
    }

    private String key() {
        return "contract:" + keys++;
    }

    private Level take(Draw draw) throws IOException {
        return store.take(List.of(draw), budget()).get(0);
    }

    private Level peek(Draw draw) throws IOException {
        return store.peek(List.of(draw), budget()).get(0);
    }

    private Level adjust(Draw draw) throws IOException {
        return store.adjust(List.of(draw), budget()).get(0);
    }

    private int passing(Draw draw, int times) throws IOException {
        int passed = 0;
        for (int i = 0; i < times; i++) {
            passed += take(draw).enough() ? 1 : 0;
        }
        return passed;
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void anAllowanceIsTakenToTheLastPermitAndNotOneMore(Kind kind) throws IOException {
        Draw draw = Draw.of(key(), hourly(kind, 5), 1);
        for (int i = 1; i <= 5; i++) {
            Level level = take(draw);
            assertThat(level.enough()).isTrue();
            assertThat(level.used()).isEqualTo(i);
            assertThat(level.remaining()).isEqualTo(5 - i);
            assertThat(level.nanosUntilEnough()).isZero();
            assertThat(level.nanosUntilMore())
                    .isBetween(1L, HOUR.plusMinutes(10).toNanos());
        }
        Level refused = take(draw);
        assertThat(refused.enough()).isFalse();
        assertThat(refused.used()).isEqualTo(5);
        assertThat(refused.remaining()).isZero();
        assertThat(refused.nanosUntilEnough())
                .isBetween(1L, HOUR.plusMinutes(10).toNanos());
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aDrawThatIsRefusedTakesNothing(Kind kind) throws IOException {
        Allowance allowance = hourly(kind, 5);
        String key = key();
        assertThat(take(Draw.of(key, allowance, 3)).enough()).isTrue();
        assertThat(take(Draw.of(key, allowance, 3)).enough()).isFalse();
        assertThat(take(Draw.of(key, allowance, 2)).enough()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void eachKeyHasACounterOfItsOwn(Kind kind) throws IOException {
        assertThat(passing(Draw.of(key(), hourly(kind, 3), 1), 5)).isEqualTo(3);
        assertThat(passing(Draw.of(key(), hourly(kind, 3), 1), 5)).isEqualTo(3);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void ofSeveralCountersAllHaveEnoughOrNothingIsTaken(Kind kind) throws IOException {
        Draw wide = Draw.of(key(), hourly(kind, 10), 1);
        Draw tight = Draw.of(key(), hourly(Kind.GCRA, 2), 1);
        Draw other = Draw.of(key(), hourly(Kind.FIXED, 10), 1);
        List<Draw> draws = List.of(wide, tight, other);
        for (int i = 0; i < 2; i++) {
            assertThat(store.take(draws, budget())).allMatch(Level::enough).hasSize(3);
        }
        List<Level> refused = store.take(draws, budget());
        assertThat(refused).extracting(Level::enough).containsExactly(true, false, true);
        assertThat(refused).extracting(Level::remaining).containsExactly(8L, 0L, 8L);
        assertThat(peek(wide).used()).isEqualTo(2);
        assertThat(peek(other).used()).isEqualTo(2);
    }

    @Test
    void thirtyTwoCountersAreTakenAtOnce() throws IOException {
        List<Draw> draws = IntStream.range(0, 32)
                .mapToObj(i -> Draw.of(key(), hourly(Kind.values()[i % 4], 3), 1))
                .toList();
        assertThat(store.take(draws, budget())).hasSize(32).allMatch(Level::enough);
        assertThat(store.peek(draws, budget())).allMatch(level -> level.used() == 1);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void lookingTakesNothing(Kind kind) throws IOException {
        Draw draw = Draw.of(key(), hourly(kind, 3), 1);
        for (int i = 0; i < 10; i++) {
            assertThat(peek(draw).enough()).isTrue();
            assertThat(peek(draw).remaining()).isEqualTo(3);
        }
        assertThat(peek(draw).nanosUntilMore()).isZero();
        assertThat(passing(draw, 4)).isEqualTo(3);
        assertThat(peek(draw).enough()).isFalse();
        assertThat(peek(draw).nanosUntilEnough()).isPositive();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void whoComesBackWhenToldPasses(Kind kind) throws Exception {
        if (kind == Kind.WINDOW) {
            return;
        }
        Allowance allowance = kind.of(4, Duration.ofMillis(400), now());
        String key = key();
        assertThat(take(Draw.of(key, allowance, 4)).enough()).isTrue();
        for (int cost = 1; cost <= 4; cost++) {
            Level level = take(Draw.of(key, allowance, cost));
            if (!level.enough()) {
                pass(Duration.ofNanos(level.nanosUntilEnough()));
                assertThat(take(Draw.of(key, allowance, cost)).enough()).isTrue();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void afterAPeriodTheWholeAllowanceIsThereAgain(Kind kind) throws Exception {
        if (kind == Kind.WINDOW) {
            return;
        }
        Draw draw = Draw.of(key(), kind.of(5, Duration.ofMillis(300), now()), 1);
        for (int i = 0; i < 3; i++) {
            passing(draw, 5);
            pass(Duration.ofMillis(331));
            assertThat(peek(draw).used()).isZero();
        }
        assertThat(take(Draw.of(draw.key(), draw.allowance(), 5)).enough()).isTrue();
    }

    @Test
    void anAllowanceComesBackEvenly() throws Exception {
        Draw draw = Draw.of(key(), Allowance.gcra(1_000, HOUR), 1);
        assertThat(take(Draw.of(draw.key(), draw.allowance(), 1_000)).enough()).isTrue();
        pass(Duration.ofMillis(3_700));
        assertThat(passing(draw, 1)).isOne();
        assertThat(peek(draw).remaining()).isLessThan(3);
    }

    @Test
    void aBurstIsWhatMayBeUsedAtOnce() throws IOException {
        assertThat(passing(Draw.of(key(), Allowance.gcra(2, HOUR).burst(7), 1), 10))
                .isEqualTo(7);
        assertThat(passing(Draw.of(key(), Allowance.gcra(100, HOUR).burst(3), 1), 10))
                .isEqualTo(3);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void noPeriodOfASlidingWindowHoldsMoreThanTheLimit(Kind kind) throws Exception {
        if (kind != Kind.SLIDING) {
            return;
        }
        Duration period = Duration.ofMillis(300);
        Draw draw = Draw.of(key(), Allowance.sliding(4, period), 1);
        List<Instant> before = new ArrayList<>();
        List<Instant> after = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            Instant asked = now();
            if (take(draw).enough()) {
                before.add(asked);
                after.add(now());
            }
            pass(Duration.ofMillis(7 + i % 11));
        }
        assertThat(before).hasSizeGreaterThan(4);
        for (int i = 0; i + 4 < before.size(); i++) {
            // Five in less than a period, seen from wherever the store's clock was read.
            assertThat(Duration.between(before.get(i), after.get(i + 4))).isGreaterThanOrEqualTo(period);
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void whatWasUsedBeyondTheAllowanceIsOwed(Kind kind) throws IOException {
        Allowance allowance = hourly(kind, 5);
        String key = key();
        Level level = take(Draw.of(key, allowance, 1));
        Level owing = adjust(Draw.of(key, allowance, 1).correction(6, level));
        assertThat(owing.enough()).isTrue();
        assertThat(owing.used()).isEqualTo(7);
        assertThat(owing.remaining()).isZero();
        assertThat(take(Draw.of(key, allowance, 1)).enough()).isFalse();
        adjust(Draw.of(key, allowance, 1).correction(-2, owing));
        assertThat(take(Draw.of(key, allowance, 1)).enough()).isFalse();
        adjust(Draw.of(key, allowance, 1).correction(-1, owing));
        assertThat(passing(Draw.of(key, allowance, 1), 3)).isOne();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void nobodyOwesMoreThanAWholeAllowanceExceptInAWindowThatEnds(Kind kind) throws IOException {
        Allowance allowance = hourly(kind, 5);
        String key = key();
        Level level = adjust(Draw.of(key, allowance, 1_000));
        assertThat(level.used()).isEqualTo(kind == Kind.GCRA || kind == Kind.SLIDING ? 10 : 1_000);
        assertThat(adjust(Draw.of(key, allowance, Allowance.MAX)).used())
                .isEqualTo(kind == Kind.GCRA || kind == Kind.SLIDING ? 10 : Allowance.MAX);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void whatIsGivenBackMayBeTakenAgainAndNotMoreThanThat(Kind kind) throws IOException {
        Allowance allowance = hourly(kind, 5);
        String key = key();
        Level level = take(Draw.of(key, allowance, 5));
        adjust(Draw.of(key, allowance, 1).correction(-2, level));
        assertThat(passing(Draw.of(key, allowance, 1), 5)).isEqualTo(2);
        adjust(Draw.of(key, allowance, 1).correction(-1_000, level));
        assertThat(peek(Draw.of(key, allowance, 1)).remaining()).isEqualTo(5);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void whatHasComeBackByItselfCannotBeGivenBack(Kind kind) throws Exception {
        if (kind == Kind.WINDOW) {
            return;
        }
        Allowance allowance = kind.of(3, Duration.ofSeconds(1), now());
        Draw draw = Draw.of(key(), allowance, 3);
        Level first = take(draw);
        pass(Duration.ofMillis(1_101));
        assertThat(take(draw).enough()).isTrue();
        adjust(draw.correction(-3, first));
        assertThat(take(draw).enough()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aCounterThatIsResetIsFull(Kind kind) throws IOException {
        Draw draw = Draw.of(key(), hourly(kind, 3), 1);
        Draw other = Draw.of(key(), hourly(kind, 3), 1);
        passing(draw, 3);
        passing(other, 3);
        store.reset(List.of(draw), budget());
        assertThat(passing(draw, 5)).isEqualTo(3);
        assertThat(passing(other, 5)).isZero();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void moreThanThereEverIsNeverComes(Kind kind) throws IOException {
        Draw draw = Draw.of(key(), hourly(kind, 3), 4);
        Level level = take(draw);
        assertThat(level.enough()).isFalse();
        assertThat(level.remaining()).isEqualTo(3);
        assertThat(level.nanosUntilEnough()).isEqualTo(Long.MAX_VALUE);
        assertThat(take(Draw.of(draw.key(), draw.allowance(), Allowance.MAX)).enough())
                .isFalse();
    }

    @Test
    void eachWindowHasACounterOfItsOwn() throws IOException {
        Instant start = now();
        Allowance first = Allowance.window(3, start, start.plus(HOUR));
        Allowance second = Allowance.window(3, start.plusSeconds(1), start.plus(HOUR));
        String key = key();
        assertThat(passing(Draw.of(key, first, 1), 5)).isEqualTo(3);
        assertThat(passing(Draw.of(key, second, 1), 5)).isEqualTo(3);
        assertThat(passing(Draw.of(key, first, 1), 5)).isZero();
    }

    @Test
    void whatIsUsedOfAWindowStaysUsedWhenItsLimitChanges() throws IOException {
        Instant start = now();
        String key = key();
        passing(Draw.of(key, Allowance.window(3, start, start.plus(HOUR)), 1), 5);
        assertThat(passing(Draw.of(key, Allowance.window(5, start, start.plus(HOUR)), 1), 5))
                .isEqualTo(2);
        assertThat(take(Draw.of(key, Allowance.window(2, start, start.plus(HOUR)), 1)))
                .extracting(Level::enough, Level::used, Level::remaining)
                .containsExactly(false, 5L, 0L);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void theLargestLimitIsCounted(Kind kind) throws IOException {
        Allowance allowance = kind == Kind.GCRA
                ? Allowance.gcra(1_000_000_000, Duration.ofDays(365))
                : kind.of(Allowance.MAX, Duration.ofDays(365), now());
        long all = allowance.limit();
        String key = key();
        assertThat(take(Draw.of(key, allowance, all - 10)).enough()).isTrue();
        assertThat(take(Draw.of(key, allowance, all / 2)).enough()).isFalse();
        assertThat(take(Draw.of(key, allowance, 10)).enough()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void manyThreadsGetExactlyTheLimit(Kind kind) throws Exception {
        // So long that nothing comes back while a slow machine is at it.
        Draw draw = Draw.of(key(), kind.of(500, Duration.ofDays(300), now()), 1);
        Draw wide = Draw.of(key(), hourly(Kind.GCRA, 100_000), 1);
        AtomicInteger passed = new AtomicInteger();
        List<Throwable> failures = java.util.Collections.synchronizedList(new ArrayList<>());
        CyclicBarrier start = new CyclicBarrier(8);
        List<Thread> crowd = IntStream.range(0, 8)
                .mapToObj(t -> new Thread(() -> {
                    try {
                        start.await();
                        for (int i = 0; i < 125; i++) {
                            List<Draw> draws = i % 2 == 0 ? List.of(draw) : List.of(wide, draw);
                            boolean all = store.take(draws, budget()).stream().allMatch(Level::enough);
                            passed.addAndGet(all ? 1 : 0);
                        }
                    } catch (Exception e) {
                        failures.add(e);
                    }
                }))
                .toList();
        crowd.forEach(Thread::start);
        for (Thread thread : crowd) {
            thread.join();
        }
        assertThat(failures).isEmpty();
        assertThat(passed).hasValue(500);
        assertThat(peek(draw).used()).isEqualTo(500);
    }

    @Test
    void aStoreThatIsClosedFails() {
        store.close();
        store.close();
        Draw draw = Draw.of(key(), hourly(Kind.GCRA, 3), 1);
        assertThatThrownBy(() -> take(draw)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> peek(draw)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> adjust(draw)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> store.reset(List.of(draw), budget())).isInstanceOf(IOException.class);
    }

    /** Before there is one. */
    private static final class NoStore implements CounterStore {
        @Override
        public List<Level> take(List<Draw> draws, Duration budget) {
            throw new IllegalStateException("No store is open.");
        }

        @Override
        public List<Level> peek(List<Draw> draws, Duration budget) {
            return take(draws, budget);
        }

        @Override
        public List<Level> adjust(List<Draw> draws, Duration budget) {
            return take(draws, budget);
        }

        @Override
        public void reset(List<Draw> draws, Duration budget) {
            take(draws, budget);
        }

        @Override
        public void close() {}
    }
}
