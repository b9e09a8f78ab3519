package io.hauberk.benchmarks.simulation;

import java.util.PriorityQueue;
import java.util.SplittableRandom;

/** An instance of a service: so many workers, and a queue before them, first come, first served. */
final class Instance {
    static final int WORKERS = 4;
    private static final double MEAN_NANOS = 10e6;
    private static final double SPREAD = 0.35;
    private static final double SLOWER = 20;
    private static final long REFUSAL_NANOS = 500_000;

    private final SplittableRandom random;
    private final PriorityQueue<Long> free = new PriorityQueue<>();
    private final long[] arrivals;

    Instance(long seed, int seconds) {
        this.random = new SplittableRandom(seed);
        this.arrivals = new long[seconds];
        for (int i = 0; i < WORKERS; i++) {
            free.add(0L);
        }
    }

    /** One more comes in. Returns when it will be answered. */
    long arrives(long now, Health.State state) {
        int second = (int) (now / 1_000_000_000L);
        if (second < arrivals.length) {
            arrivals[second]++;
        }
        if (state == Health.State.REFUSING) {
            return now + REFUSAL_NANOS;
        }
        Long first = free.poll();
        long begins = Math.max(now, first == null ? now : first);
        long ends = begins + (long) (service() * (state == Health.State.SLOW ? SLOWER : 1));
        free.add(ends);
        return ends;
    }

    /** Lognormal, around 10 ms. */
    private double service() {
        double normal = Math.sqrt(-2 * Math.log(1 - random.nextDouble())) * Math.cos(2 * Math.PI * random.nextDouble());
        return MEAN_NANOS * Math.exp(SPREAD * normal - SPREAD * SPREAD / 2);
    }

    /** How many came in each second. */
    long[] arrivals() {
        return arrivals.clone();
    }
}
