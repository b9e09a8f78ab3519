package io.hauberk.shedding;

import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Decides which share of the requests is admitted, and spends it on the most critical first. Time and chance come from
 * outside. Never blocks: what would have to wait for another to look is looked at by that one. Thread-safe.
 */
final class Shedder {
    static final String QUEUE_TIME = "queue-time";
    static final String CPU = "cpu";

    private static final long INTERVAL = 100_000_000L;
    private static final double LEAST = 0.05;
    private static final double BACKOFF = 0.9;
    private static final double RECOVERY = 0.02;
    /** How much of its mark a signal must fall below for more to be admitted. */
    private static final double CALM = 0.5;

    private static final double CALM_CPU = 0.9;
    private static final double[] ALL = {1, 1, 1, 1};

    private final double queueMark;
    private final double cpuMark;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile double[] chances = ALL;
    private volatile double admitted = 1;
    private volatile String cause = QUEUE_TIME;
    private volatile long leastWait = -1;
    private volatile double cpu = -1;

    // Guarded by the lock.
    private boolean begun;
    private long intervalBegan;
    private long leastOfRequests = Long.MAX_VALUE;
    private long leastOfPools = Long.MAX_VALUE;
    private boolean aboveBefore;
    private boolean cpuNews;
    private final double[] arrivals = new double[ALL.length];
    private final double[] usual = new double[ALL.length];

    /**
     * With these marks.
     *
     * @param queueNanos from which least wait on there is too much to do; 0 for never
     * @param cpuShare from which use of the processor on; 0 for never
     */
    Shedder(long queueNanos, double cpuShare) {
        this.queueMark = queueNanos;
        this.cpuMark = cpuShare;
    }

    /** A request has come, having waited so long; -1 where nobody knows. */
    void arrived(int rank, long waited, long now) {
        if (lock.tryLock()) {
            try {
                arrivals[rank]++;
                if (waited >= 0) {
                    leastOfRequests = Math.min(leastOfRequests, waited);
                }
                look(now);
            } finally {
                lock.unlock();
            }
        }
    }

    /** A task had to wait for a thread of the pool, as requests do. */
    void waited(long nanos, long now) {
        if (lock.tryLock()) {
            try {
                leastOfPools = Math.min(leastOfPools, nanos);
                look(now);
            } finally {
                lock.unlock();
            }
        }
    }

    /** A new sample of how busy the processor is, 0 to 1; below 0 where nobody knows. */
    void busy(double share) {
        lock.lock();
        try {
            // One that is an instant's work counts for half.
            cpu = share < 0 ? -1 : cpu < 0 ? share : (cpu + share) / 2;
            cpuNews = true;
        } finally {
            lock.unlock();
        }
    }

    private void look(long now) {
        if (!begun) {
            begun = true;
            intervalBegan = now;
        }
        long passed = now - intervalBegan;
        if (passed >= INTERVAL) {
            close((int) Math.min(100, passed / INTERVAL));
            intervalBegan = now;
        }
    }

    /** The end of an interval, or of several in which nobody came. */
    private void close(int intervals) {
        // Each way to wait by itself: where one is empty, the other may be full.
        leastWait = Math.max(known(leastOfRequests), known(leastOfPools));
        leastOfRequests = Long.MAX_VALUE;
        leastOfPools = Long.MAX_VALUE;
        remember();
        boolean above = queueMark > 0 && leastWait > queueMark;
        // One interval may be a burst that is being worked off.
        boolean queued = above && aboveBefore;
        aboveBefore = above;
        boolean busy = cpuMark > 0 && cpu > cpuMark;
        if (queued || busy && cpuNews) {
            cause = queued ? QUEUE_TIME : CPU;
            admitted = Math.max(LEAST, admitted * BACKOFF);
        } else if (calm() && admitted < 1) {
            admitted = Math.min(1, admitted + RECOVERY * intervals);
        }
        cpuNews = false;
        chances = admitted == 1 ? ALL : spent(admitted);
    }

    private static long known(long least) {
        return least == Long.MAX_VALUE ? -1 : least;
    }

    /** Between its mark and this a signal changes nothing, so that the share does not swing. */
    private boolean calm() {
        return (queueMark == 0 || leastWait <= queueMark * CALM) && (cpuMark == 0 || cpu <= cpuMark * CALM_CPU);
    }

    /** What usually comes of each rank, over about a second. */
    private void remember() {
        for (int i = 0; i < usual.length; i++) {
            usual[i] += (arrivals[i] - usual[i]) / 10;
        }
        Arrays.fill(arrivals, 0);
    }

    /** The share, spent on the most critical first: the chance of a request of each rank. */
    private double[] spent(double share) {
        double all = Arrays.stream(usual).sum();
        double left = share * all;
        double[] each = new double[usual.length];
        for (int i = 0; i < usual.length; i++) {
            each[i] = usual[i] <= 0 ? (left > 0 ? 1 : 0) : Math.min(1, left / usual[i]);
            left = Math.max(0, left - usual[i]);
        }
        return each;
    }

    /** Why a request of this rank is given up; null if it is not. {@code chance} is from 0 to 1. */
    @Nullable String sheds(int rank, double chance) {
        double[] known = chances;
        return known == ALL || chance < known[rank] ? null : cause;
    }

    /** Whether any is given up now. */
    boolean sheds() {
        return chances != ALL;
    }

    /** The share that is admitted, 0 to 1. */
    double admitted() {
        return admitted;
    }

    /** The least wait of the last interval, in nanoseconds; -1 where nobody knows. */
    long leastWait() {
        return leastWait;
    }

    /** How busy the processor is, 0 to 1; below 0 where nobody knows. */
    double cpu() {
        return cpu;
    }
}
