package io.hauberk.counter;

import io.hauberk.Allowance;
import io.hauberk.CounterStore.Level;

/**
 * The counters of one allowance, by hashes of their keys. Bounded by a number of keys; grows as they come. Never blocks but
 * for a moment; thread-safe.
 *
 * <p>{@code nanos} is always what a monotonic clock tells, the same one for all calls.
 */
public interface Counters {
    /**
     * Counters for so many keys at a time.
     *
     * @param overflow called whenever a key found no place of its own
     * @throws IllegalArgumentException if the allowance is too fast or too slow to be counted, or there are too few or too many
     *     keys
     */
    static Counters of(Allowance allowance, int maxKeys, Runnable overflow) {
        if (maxKeys < 1 || maxKeys > 100_000_000) {
            throw new IllegalArgumentException(
                    "A limiter remembers 1 to 100000000 keys, but maxKeys is " + maxKeys + ".");
        }
        long limit = allowance.limit();
        long period = allowance.period().toNanos();
        return switch (allowance.algorithm()) {
            case GCRA -> new TatCounters(new Gcra(limit, allowance.period(), allowance.burst()), maxKeys, overflow);
            case SLIDING ->
                new WindowCounters(
                        new SlidingWindow(limit, period, allowance.slices()), limit, period, maxKeys, overflow);
            case FIXED, WINDOW -> new WindowCounters(new FixedWindow(), limit, period, maxKeys, overflow);
        };
    }

    /** Takes the cost, at least 0, if there is enough. */
    Level take(long key, long nanos, long cost);

    /** What {@link #take} would answer, with the levels before. */
    Level peek(long key, long nanos, long cost);

    /** Corrects what was taken; see {@link io.hauberk.CounterStore#adjust}. */
    Level adjust(long key, long nanos, long permits, long stamp);

    /** Forgets what was used up, unless it is counted together with others. */
    void reset(long key, long nanos);

    /** How many keys are remembered. */
    int live(long nanos);

    /** The bytes of all places. */
    long bytes();
}
