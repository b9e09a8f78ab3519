package io.hauberk.counter;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Allowance;
import io.hauberk.CounterStore.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** The counters beside naive ones that remember everything. */
class WindowOracleTest {
    private static final Runnable NEVER = () -> {
        throw new AssertionError("There is room.");
    };
    private static final long FIRST = Long.MAX_VALUE - 1_000;

    @Property(tries = 300)
    void aSlidingWindowCountsEachSliceForAsLongAsAnyOfItLiesWithinThePeriod(
            @ForAll @LongRange(min = 1, max = 70_000) long limit,
            @ForAll @LongRange(min = 1_000, max = 100_000_000_000L) long period,
            @ForAll @IntRange(min = 1, max = 120) int slices,
            @ForAll long seed) {
        Counters counters =
                Counters.of(Allowance.sliding(limit, Duration.ofNanos(period)).slices(slices), 1_000, NEVER);
        long slice = (period + slices - 1) / slices;
        counters.peek(7, FIRST, 1);
        List<long[]> log = new ArrayList<>();
        Random random = new Random(seed);
        long elapsed = 0;
        long hour = Duration.ofHours(1).toNanos();
        for (int i = 0; i < 400; i++) {
            elapsed += step(random, period / 10);
            long now = elapsed + hour;
            long cost = 1 + random.nextInt((int) Math.max(1, limit / 3));
            long used = log.stream()
                    .filter(e -> e[0] / slice > now / slice - slices - 1)
                    .mapToLong(e -> e[1])
                    .sum();
            Level level = counters.take(7, FIRST + elapsed, cost);
            assertThat(level.enough()).isEqualTo(used + cost <= limit);
            if (level.enough()) {
                log.add(new long[] {now, cost});
            } else {
                assertThat(level.used()).isEqualTo(used);
                whoComesBackWhenToldPassesAndNotBefore(counters, elapsed, cost, level);
            }
            // The promise itself, whatever the slices: no more than the limit in any period.
            long exact = log.stream()
                    .filter(e -> e[0] > now - period)
                    .mapToLong(e -> e[1])
                    .sum();
            assertThat(exact).isLessThanOrEqualTo(limit);
        }
    }

    private static void whoComesBackWhenToldPassesAndNotBefore(
            Counters counters, long elapsed, long cost, Level level) {
        // Looking moves the time of the counters on, so another table would be needed to look far ahead; a moment is
        // enough.
        assertThat(level.nanosUntilMore()).isPositive();
        assertThat(level.nanosUntilEnough()).isGreaterThanOrEqualTo(level.nanosUntilMore());
        assertThat(counters.peek(7, FIRST + elapsed, cost).enough()).isFalse();
    }

    @Property(tries = 300)
    void aFixedWindowOpensWithTheFirstUseAndClosesAPeriodLater(
            @ForAll @LongRange(min = 1, max = 50) long limit,
            @ForAll @LongRange(min = 1, max = 100_000_000_000L) long period,
            @ForAll long seed) {
        Counters counters = Counters.of(Allowance.fixed(limit, Duration.ofNanos(period)), 1_000, NEVER);
        Random random = new Random(seed);
        long elapsed = 0;
        long opened = -1;
        long count = 0;
        for (int i = 0; i < 400; i++) {
            elapsed += step(random, 2 * period / limit);
            if (opened >= 0 && elapsed >= opened + period) {
                opened = -1;
                count = 0;
            }
            long cost = 1 + random.nextInt((int) Math.min(4, limit));
            Level level = counters.take(7, FIRST + elapsed, cost);
            assertThat(level.enough()).isEqualTo(count + cost <= limit);
            if (level.enough()) {
                opened = opened < 0 ? elapsed : opened;
                count += cost;
            } else {
                assertThat(level.nanosUntilEnough()).isEqualTo(opened + period - elapsed);
            }
            assertThat(level.used()).isEqualTo(count);
            assertThat(level.remaining()).isEqualTo(limit - count);
        }
    }

    /** Two counters see the same draws; one sees some more, which are given back later. It never has more left. */
    @Property(tries = 300)
    void whoGetsSomethingBackNeverHasMoreThanWhoWasNeverCharged(
            @ForAll @IntRange(min = 0, max = 2) int kind,
            @ForAll @LongRange(min = 1, max = 30) long limit,
            @ForAll @LongRange(min = 1_000, max = 1_000_000_000L) long period,
            @ForAll long seed) {
        Duration per = Duration.ofNanos(period);
        Allowance allowance = kind == 0
                ? Allowance.gcra(limit, per)
                : kind == 1 ? Allowance.sliding(limit, per) : Allowance.fixed(limit, per);
        Counters charged = Counters.of(allowance, 1_000, NEVER);
        Counters never = Counters.of(allowance, 1_000, NEVER);
        Random random = new Random(seed);
        List<Level> taken = new ArrayList<>();
        long nanos = FIRST;
        for (int i = 0; i < 200; i++) {
            nanos += step(random, period / limit);
            if (random.nextInt(3) == 0) {
                Level extra = charged.take(7, nanos, 1);
                if (extra.enough()) {
                    taken.add(extra);
                }
            } else if (random.nextInt(3) == 0 && !taken.isEmpty()) {
                charged.adjust(
                        7, nanos, -1, taken.remove(random.nextInt(taken.size())).stamp());
            } else {
                // Both take or none does, so that they differ by the charges alone.
                if (charged.peek(7, nanos, 1).enough()
                        && never.peek(7, nanos, 1).enough()) {
                    charged.take(7, nanos, 1);
                    never.take(7, nanos, 1);
                }
            }
            if (kind != 2) {
                assertThat(charged.peek(7, nanos, 1).remaining())
                        .isLessThanOrEqualTo(never.peek(7, nanos, 1).remaining());
            }
        }
    }

    private static long step(Random random, long mean) {
        return random.nextInt(4) == 0 ? 0 : (long) (random.nextDouble() * 2.5 * Math.max(1, mean));
    }
}
