package io.hauberk.concurrency;

import io.hauberk.concurrency.Algorithm.Seen;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.DoubleSupplier;

/**
 * An {@link AdaptiveLimit} at work: gathers samples into windows, and has the algorithm look at each. Never blocks: a
 * sample that would have to wait for another is left out. Thread-safe.
 *
 * <p>Algorithms that compare latencies need to know the latency without a queue, which nobody sees under load. It is
 * learned while less than half of the limit is in use, and else by a look: for some rounds of answers the limit is two
 * fifths of what it was,
 * and what is let in during that time is measured; in the last three rounds nothing more is, or the quick answers would
 * count for more than the slow ones. The first look is after two seconds of load, later ones every half a minute.
 */
final class Controller implements Bound {
    static final int ENOUGH = 10;
    static final long WINDOW = 100_000_000L;
    private static final long STALE = 60_000_000_000L;
    private static final long FIRST_LOOK = 2_000_000_000L;
    private static final long LOOK_EVERY = 30_000_000_000L;
    /** So many answers tell a latency well enough, and so many rounds are long enough. */
    private static final double ANSWERS = 300;

    private static final double LOOKED_AT = 0.4;
    private static final double ROUNDS = 15;
    private static final double LAST_ROUNDS = 3;
    /** A single answer counts no more than so many times the latency without a queue. */
    private static final double OUTLIER = 10;

    private final AdaptiveLimit terms;
    private final Algorithm algorithm;
    private final DoubleSupplier random;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile int shown;

    // Guarded by the lock.
    private double limit;
    private double unloaded = Double.NaN;
    private boolean begun;
    private long windowBegan;
    private int count;
    private int dropped;
    private double sum;
    private int most;
    private boolean looking;
    private long lookBegan;
    private double limitAtLook;
    private long lookTakes;
    private long lookLasts;
    private long nextLook;
    private long lookAfter = FIRST_LOOK;

    /** @param random numbers from 0 to 1, so that many instances do not look at one moment */
    Controller(AdaptiveLimit terms, DoubleSupplier random) {
        this.terms = terms;
        this.algorithm = terms.algorithm();
        this.random = random;
        this.limit = terms.initial();
        this.shown = terms.initial();
    }

    @Override
    public int limit() {
        return shown;
    }

    /**
     * An answer that succeeded.
     *
     * @param nanos how long it took to its head
     * @param began when its request got its permit
     * @param inFlight how many were in flight then
     */
    void succeeded(long nanos, long began, long now, int inFlight) {
        Long tooLate = algorithm.tooLate();
        if (tooLate != null && nanos > tooLate) {
            dropped(began, now, inFlight);
            return;
        }
        if (lock.tryLock()) {
            try {
                if (counts(began, now)) {
                    count++;
                    sum += Double.isNaN(unloaded) ? (double) nanos : Math.min((double) nanos, OUTLIER * unloaded);
                    most = Math.max(most, inFlight);
                }
                look(now);
            } finally {
                lock.unlock();
            }
        }
    }

    /** A refusal for overload by whoever answers, or an answer that came too late. */
    void dropped(long began, long now, int inFlight) {
        if (lock.tryLock()) {
            try {
                if (counts(began, now)) {
                    dropped++;
                    most = Math.max(most, inFlight);
                }
                look(now);
            } finally {
                lock.unlock();
            }
        }
    }

    /** Whether a sample belongs to this window: during a look only what began in it does. */
    private boolean counts(long began, long now) {
        if (!begun) {
            begun = true;
            nextLook = now + lookAfter;
            clear(now);
        }
        return !looking || began - lookBegan >= 0 && began - lookBegan <= lookTakes;
    }

    private void clear(long now) {
        windowBegan = now;
        count = 0;
        dropped = 0;
        sum = 0;
        most = 0;
    }

    private void look(long now) {
        if (looking) {
            compare(now);
        } else if (count + dropped >= ENOUGH && now - windowBegan >= WINDOW) {
            close(now);
        } else if (now - windowBegan >= STALE) {
            clear(now);
        }
    }

    /** The end of a window. */
    private void close(long now) {
        double latency = count == 0 ? Double.NaN : sum / count;
        boolean used = most * 2 >= limit;
        boolean overloaded = dropped * 20 >= count + dropped && dropped > 0;
        if (algorithm.compares() && count > 0) {
            learn(latency, (used || overloaded) && limit > terms.min());
        }
        if (!algorithm.compares() || !Double.isNaN(unloaded)) {
            set(algorithm.next(limit, new Seen(latency, used, overloaded), unloaded));
        }
        clear(now);
        if (algorithm.compares() && used && limit > terms.min() && (now - nextLook >= 0 || farFromLook())) {
            beginLook(now);
        }
    }

    /** Where the limit has halved or doubled since the last look, something has changed. */
    private boolean farFromLook() {
        return limitAtLook > 0 && (limit < limitAtLook / 2 || limit > limitAtLook * 2);
    }

    private void beginLook(long now) {
        looking = true;
        lookBegan = now;
        limitAtLook = limit;
        shown = Math.max(terms.min(), (int) Math.ceil(limit * LOOKED_AT));
        lookTakes = (long) (unloaded * Math.max(2, Math.min(ROUNDS, ANSWERS / shown)));
        lookLasts = (long) (lookTakes + unloaded * LAST_ROUNDS);
    }

    private void learn(double latency, boolean loaded) {
        if (Double.isNaN(unloaded)) {
            unloaded = latency;
        } else if (!loaded) {
            unloaded += (latency - unloaded) / 10;
        }
    }

    /** Enough answers under a lower limit tell the latency without a queue; too few in the time leave it as it was. */
    private void compare(long now) {
        if (now - lookBegan < lookLasts) {
            return;
        }
        boolean news = count >= ENOUGH && foundNews(sum / count);
        looking = false;
        shown = (int) limit;
        lookAfter = news ? FIRST_LOOK : Math.min(LOOK_EVERY, 2 * lookAfter);
        nextLook = now + (long) (lookAfter * (0.85 + 0.3 * random.getAsDouble()));
        clear(now);
    }

    /** Takes over what a look has found. What is far from what was known may have a way to go yet: it is looked at soon. */
    private boolean foundNews(double latency) {
        double ratio = latency / unloaded;
        boolean news = ratio > 1.25 || ratio < 0.8;
        unloaded = news || ratio < 1 ? latency : (latency + 2 * unloaded) / 3;
        return news;
    }

    private void set(double next) {
        limit = Math.max(terms.min(), Math.min(terms.max(), next));
        shown = (int) limit;
    }

    @Override
    public String toString() {
        return Integer.toString(shown);
    }
}
