package io.hauberk.timer;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How long attempts took to the head of their answer, in the last 10 to 20 seconds: counts in buckets, eight to each
 * doubling, so a percentile is at most 12 % too high. Counting is one atomic step; no locks. Thread-safe.
 */
public final class Latencies {
    /** What fewer samples say is chance. */
    public static final int ENOUGH = 20;

    private static final int STEPS = 8;
    private static final long LEAST_NANOS = 1 << 16;
    private static final int BUCKETS = 24 * STEPS;
    private static final long WINDOW = 10_000_000_000L;
    private static final long FRESH = 100_000_000L;

    private final AtomicLong windowEnds;
    private volatile AtomicIntegerArray now = new AtomicIntegerArray(BUCKETS);
    private volatile AtomicIntegerArray before = new AtomicIntegerArray(BUCKETS);
    private volatile Known known = new Known(-1, 0, -1);

    /** Empty ones, from now on. */
    public Latencies(long now) {
        this.windowEnds = new AtomicLong(now + WINDOW);
    }

    /** An answer took so long. */
    public void record(long nanos, long at) {
        roll(at);
        now.incrementAndGet(bucket(nanos));
    }

    private void roll(long at) {
        long end = windowEnds.get();
        if (at - end >= 0 && windowEnds.compareAndSet(end, at + WINDOW)) {
            before = at - end < WINDOW ? now : new AtomicIntegerArray(BUCKETS);
            now = new AtomicIntegerArray(BUCKETS);
        }
    }

    /** The time within which this percentage was answered; -1 while too little is known. Looked up anew ten times a second. */
    public long percentile(double percent, long at) {
        Known last = known;
        if (last.percent == percent && at - last.at < FRESH && last.nanos >= 0) {
            return last.nanos;
        }
        roll(at);
        long nanos = find(percent, before, now);
        known = new Known(percent, at, nanos);
        return nanos;
    }

    private static long find(double percent, AtomicIntegerArray one, AtomicIntegerArray other) {
        long total = 0;
        for (int i = 0; i < BUCKETS; i++) {
            total += one.get(i) + other.get(i);
        }
        if (total < ENOUGH) {
            return -1;
        }
        long wanted = (long) Math.ceil(total * percent / 100);
        for (int i = 0; i < BUCKETS; i++) {
            wanted -= one.get(i) + other.get(i);
            if (wanted <= 0) {
                return top(i);
            }
        }
        return top(BUCKETS - 1);
    }

    private static int bucket(long nanos) {
        long scaled = Math.max(nanos, LEAST_NANOS);
        int doubling = 63 - Long.numberOfLeadingZeros(scaled);
        int step = (int) (scaled >>> doubling - 3) & STEPS - 1;
        return Math.min(BUCKETS - 1, (doubling - 16) * STEPS + step);
    }

    /** The longest time that a bucket counts. */
    private static long top(int bucket) {
        int doubling = bucket / STEPS + 16;
        return (1L << doubling) + (bucket % STEPS + 1L << doubling - 3);
    }

    private record Known(double percent, long at, long nanos) {}
}
