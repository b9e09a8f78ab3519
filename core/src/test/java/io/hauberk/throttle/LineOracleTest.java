package io.hauberk.throttle;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.ReentrantLock;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** A line beside a naive list of those who wait and of the times at which somebody passed, in exact fractions. */
class LineOracleTest {
    /** Those who come, leave and pass, in random order; whoever is first wakes exactly when its slot is due. */
    @Property(tries = 300)
    void servesWhoCameFirstAtItsPaceAndGivesPlacesBack(
            @ForAll @LongRange(min = 1, max = 60) long limit,
            @ForAll @LongRange(min = 1_000_000, max = 100_000_000_000L) long per,
            @ForAll @IntRange(min = 0, max = 6) int most,
            @ForAll long seed) {
        Random random = new Random(seed);
        Pace pace = new Pace(limit, Duration.ofNanos(per));
        long start = Long.MAX_VALUE - 5_000;
        Line line = new Line(pace, new ReentrantLock(), start);
        Naive naive = new Naive(limit, per);
        List<Place> queue = new ArrayList<>();
        long now = 0;
        for (int i = 0; i < 200; i++) {
            int what = random.nextInt(10);
            if (what < 5) {
                long patience = (long) (random.nextDouble() * 8 * per / limit);
                Place place = new Place();
                long wait = queue.isEmpty() ? line.tryPass(start + now) : 1;
                if (wait == 0) {
                    naive.passes(now);
                } else {
                    long predicted = naive.wait(queue.size(), now);
                    wait = line.join(place, start + now, most, patience);
                    boolean room = queue.size() < most && predicted <= patience;
                    assertThat(wait >= 0).isEqualTo(room);
                    assertThat(wait < 0 ? ~wait : wait).isEqualTo(Math.max(1, predicted));
                    if (room) {
                        queue.add(place);
                    }
                }
            } else if (what < 7 && !queue.isEmpty()) {
                line.leave(queue.remove(random.nextInt(queue.size())));
            } else {
                long target = now + (long) (random.nextDouble() * 3 * per / limit);
                now = passAllUntil(target, now, start, line, naive, queue);
            }
            assertThat(line.length()).isEqualTo(queue.size());
        }
    }

    private static long passAllUntil(long target, long from, long start, Line line, Naive naive, List<Place> queue) {
        long now = from;
        while (!queue.isEmpty()) {
            for (int i = 1; i < queue.size(); i++) {
                assertThat(line.turn(queue.get(i), start + now).passed()).isFalse();
            }
            Line.Turn turn = line.turn(queue.get(0), start + now);
            if (turn.passed()) {
                naive.passes(now);
                queue.remove(0);
            } else if (now + turn.nanos() <= target) {
                assertThat(turn.nanos()).isEqualTo(naive.wait(0, now));
                now += turn.nanos();
            } else {
                break;
            }
        }
        return target;
    }

    /** The next time at which one may pass, as a fraction with the limit as its denominator. */
    private static final class Naive {
        private final BigInteger limit;
        private final BigInteger per;
        private BigInteger next = BigInteger.ZERO;

        Naive(long limit, long per) {
            this.limit = BigInteger.valueOf(limit);
            this.per = BigInteger.valueOf(per);
        }

        long wait(int ahead, long now) {
            BigInteger slot = next.add(per.multiply(BigInteger.valueOf(ahead))).divide(limit);
            return Math.max(0, slot.longValueExact() - now);
        }

        void passes(long now) {
            // Slots are cut to a nanosecond, so one that has just come may be less than that ahead.
            BigInteger at = limit.multiply(BigInteger.valueOf(now));
            assertThat(next.divide(limit)).isLessThanOrEqualTo(BigInteger.valueOf(now));
            next = next.max(at).add(per);
        }
    }

    @Property(tries = 100)
    void whoWakesLateMakesUpForOneSlotOrAMillisecondAndNoMore(
            @ForAll @LongRange(min = 1, max = 5_000) long limit, @ForAll long seed) {
        Random random = new Random(seed);
        Pace pace = new Pace(limit, Duration.ofSeconds(1));
        Line line = new Line(pace, new ReentrantLock(), 0);
        List<Long> passed = new ArrayList<>();
        long now = 0;
        assertThat(line.tryPass(now)).isZero();
        passed.add(now);
        for (int round = 0; round < 60; round++) {
            Place place = new Place();
            line.join(place, now, 100, Long.MAX_VALUE);
            now += (long) (random.nextDouble() * random.nextDouble() * 6 * pace.interval());
            Line.Turn turn = line.turn(place, now);
            while (!turn.passed()) {
                now += turn.nanos() + random.nextInt(50_000);
                turn = line.turn(place, now);
            }
            passed.add(now);
        }
        long credit = Math.max(1_000_000, pace.interval());
        for (int i = 0; i < passed.size(); i++) {
            for (int j = i + 1; j < passed.size(); j++) {
                long time = passed.get(j) - passed.get(i);
                assertThat((j - i) * pace.interval()).isLessThanOrEqualTo(time + credit + pace.interval() / 1000 + 1);
            }
        }
    }
}
