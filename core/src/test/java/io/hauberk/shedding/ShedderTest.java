package io.hauberk.shedding;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;

/** The controller against a simulated pool of threads with a queue in front of it, in virtual time. */
class ShedderTest {
    private static final long MILLI = 1_000_000L;
    private static final int WORKERS = 20;
    private static final long SERVICE = 50 * MILLI;
    private static final double CAPACITY = WORKERS * 1e9 / SERVICE;
    private static final double PATIENCE = 1_000 * MILLI;

    private final Shedder shedder = new Shedder(25 * MILLI, 0.9);
    private final Random random = new Random(11);
    private long now = 1_000 * MILLI;
    private double[] mix = {0, 1, 0, 0};
    private final int[] came = new int[4];
    private final int[] shed = new int[4];
    private int good;
    private final ArrayDeque<long[]> queue = new ArrayDeque<>();
    private final long[] freeAt = new long[WORKERS];
    private double leftOver;

    @Test
    void underThreefoldLoadGoodputStaysNearTheCapacityAndWithoutSheddingThereIsNone() {
        run(3, 10, true);
        forget();
        run(3, 30, true);
        assertThat(good / 30.0).isGreaterThan(0.8 * CAPACITY);

        ShedderTest without = new ShedderTest();
        without.run(3, 10, false);
        without.forget();
        without.run(3, 30, false);
        assertThat(without.good).isZero();
    }

    @Test
    void theLeastCriticalAreGivenUpFirstAndAllOfThemBeforeAnyOther() {
        mix = new double[] {0.1, 0.4, 0.2, 0.3};
        run(1.4, 10, true);
        forget();
        run(1.4, 30, true);
        // Two sevenths have to go; three tenths are sheddable.
        assertThat(share(3)).isGreaterThan(0.7);
        assertThat(share(2)).isLessThan(0.35);
        assertThat(share(1)).isLessThan(0.02);
        assertThat(share(0)).isZero();
        run(3, 10, true);
        forget();
        run(3, 30, true);
        // Two thirds have to go: both classes of the sheddable, and some of the critical.
        assertThat(share(3)).isGreaterThan(0.95);
        assertThat(share(2)).isGreaterThan(0.9);
        assertThat(share(1)).isBetween(0.1, 0.75);
        assertThat(share(0)).isLessThan(0.05);
    }

    @Test
    void whenTheLoadIsOverEverybodyIsAdmittedAgainWithinSeconds() {
        run(3, 10, true);
        assertThat(shedder.admitted()).isLessThan(0.6);
        run(0.5, 8, true);
        assertThat(shedder.admitted()).isEqualTo(1);
        assertThat(shedder.sheds()).isFalse();
        forget();
        run(0.5, 10, true);
        assertThat(shed).containsOnly(0);
    }

    @Test
    void aBurstThatDoesNotLastShedsNobody() {
        run(0.5, 5, true);
        for (int i = 0; i < 60; i++) {
            arrive();
        }
        run(0.5, 5, true);
        assertThat(shed).containsOnly(0);
    }

    @Test
    void aBusyProcessorShedsAndBetweenItsMarksNothingChanges() {
        second(0.95, 4);
        double atFirst = shedder.admitted();
        assertThat(atFirst).isLessThan(0.9);
        second(0.86, 8);
        double between = shedder.admitted();
        second(0.86, 8);
        assertThat(shedder.admitted()).as("hysteresis").isEqualTo(between);
        second(0.5, 40);
        assertThat(shedder.admitted()).isEqualTo(1);
    }

    @Test
    void whereNobodyKnowsTheProcessorNothingHappens() {
        second(-1, 20);
        assertThat(shedder.admitted()).isEqualTo(1);
    }

    /** Samples of the processor, four a second, and requests in between. */
    private void second(double busy, int samples) {
        for (int i = 0; i < samples; i++) {
            shedder.busy(busy);
            for (int j = 0; j < 25; j++) {
                now += 10 * MILLI;
                shedder.arrived(1, -1, now);
            }
        }
    }

    @Test
    void aLongPauseCountsAsCalm() {
        run(3, 10, true);
        assertThat(shedder.admitted()).isLessThan(1);
        queue.clear();
        now += 60_000 * MILLI;
        shedder.arrived(1, 0, now);
        now += 100 * MILLI;
        shedder.arrived(1, 0, now);
        assertThat(shedder.admitted()).isEqualTo(1);
    }

    @Test
    void manyThreadsMayAskAtOnce() throws Exception {
        CyclicBarrier start = new CyclicBarrier(8);
        List<Thread> threads = new ArrayList<>();
        List<Throwable> failures = new ArrayList<>();
        for (int t = 0; t < 8; t++) {
            int rank = t % 4;
            Thread thread = new Thread(() -> {
                try {
                    start.await();
                    for (int i = 0; i < 20_000; i++) {
                        shedder.arrived(rank, 50 * MILLI, System.nanoTime());
                        shedder.sheds(rank, 0.5);
                    }
                } catch (Exception e) {
                    synchronized (failures) {
                        failures.add(e);
                    }
                }
            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failures).isEmpty();
        assertThat(shedder.admitted()).isBetween(0.05, 1.0);
    }

    private double share(int rank) {
        return shed[rank] / (double) Math.max(1, came[rank]);
    }

    private void forget() {
        good = 0;
        java.util.Arrays.fill(came, 0);
        java.util.Arrays.fill(shed, 0);
    }

    /** Load as a multiple of the capacity, in steps of a millisecond. What is given up costs nothing but its wait. */
    private void run(double load, double seconds, boolean sheds) {
        for (int step = 0; step < seconds * 1_000; step++) {
            now += MILLI;
            leftOver += load * CAPACITY / 1_000 * (0.5 + random.nextDouble());
            while (leftOver >= 1) {
                leftOver--;
                arrive();
            }
            serve(sheds);
        }
    }

    private void arrive() {
        double dice = random.nextDouble();
        int rank = 0;
        while (rank < 3 && dice >= mix[rank]) {
            dice -= mix[rank++];
        }
        queue.add(new long[] {now, rank});
    }

    private void serve(boolean sheds) {
        for (int i = 0; i < WORKERS; i++) {
            while (freeAt[i] <= now && !queue.isEmpty()) {
                long[] job = queue.remove();
                int rank = (int) job[1];
                came[rank]++;
                shedder.arrived(rank, now - job[0], now);
                if (sheds && shedder.sheds(rank, random.nextDouble()) != null) {
                    shed[rank]++;
                    continue;
                }
                freeAt[i] = now + (long) (-SERVICE * Math.log(1 - random.nextDouble()));
                if (freeAt[i] - job[0] <= PATIENCE) {
                    good++;
                }
            }
        }
    }
}
