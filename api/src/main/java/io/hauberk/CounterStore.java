package io.hauberk;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * Counters that several processes may share: what limits and quotas have used up. In memory, in Redis, in a database.
 *
 * <p>A counter is made by its first use and forgotten when nothing of it is used up any more. One operation covers several
 * counters: all of them have enough, or nothing is taken from any. Operations on one counter happen one after the other,
 * whatever process they come from.
 *
 * <p><b>Time</b> is the store's: what is shared is measured by one clock, or the processes would disagree. A step of that
 * clock does no lasting harm: backwards counts as no time passed.
 *
 * <p><b>Faults and waiting.</b> An operation returns or fails within its budget, as an {@link IOException}, and whether it
 * took something is unknown then. The store does not try again, and does not wait for a connection longer than that. Those
 * who use a store decide what a failure means, and stop asking one that fails; a store itself has no fallback.
 *
 * <p>Thread-safe. Blocks for as long as the budget at most.
 */
public interface CounterStore extends AutoCloseable {
    /**
     * Takes the cost of each draw from its counter, if all of them have enough; else nothing from any.
     *
     * @param draws one to 32, each of another counter
     * @param budget how long this may take
     * @return how the counters stand after that, in the order of the draws; taken if all have {@link Level#enough()}
     */
    List<Level> take(List<Draw> draws, Duration budget) throws IOException;

    /** What {@link #take} would answer, without taking: the levels are those before. */
    List<Level> peek(List<Draw> draws, Duration budget) throws IOException;

    /**
     * Corrects what was taken, once the real cost is known. A positive cost is taken whether or not it is there: what is
     * owed then has to come back before the next one passes. A negative cost is given back, if what was taken at {@link
     * Draw#stamp()} still counts, and as far as it does: giving back never lets more pass than if it had not been taken.
     *
     * <p>{@link Allowance.Algorithm#GCRA} and {@link Allowance.Algorithm#SLIDING} owe no more than a whole allowance; what is
     * beyond is forgotten. The windows count on, up to {@link Allowance#MAX}.
     *
     * @return how the counters stand after that, in the order of the draws
     */
    List<Level> adjust(List<Draw> draws, Duration budget) throws IOException;

    /** Forgets what was used up of these counters; costs and stamps mean nothing here. */
    void reset(List<Draw> draws, Duration budget) throws IOException;

    /**
     * Begins to connect, in the background. Called once, when the store is put to use; never blocks and never fails. Default:
     * does nothing, for a store that needs no connection.
     */
    default void start() {}

    /** Lets connections go. Operations fail from then on. Does nothing the second time. */
    @Override
    void close();

    /**
     * One counter, and how much of it.
     *
     * @param key what the counter is called: 1 to 200 printable ASCII characters without blanks. It stands for one allowance and
     *     one caller, and holds no secret and nothing personal
     * @param allowance what it counts; the same for all who use the key. A window may begin at another time and have another
     *     limit: what was used up stays used up. Where other numbers change, a counter may begin afresh
     * @param cost how many permits, up to {@link Allowance#MAX}; negative only in {@link #adjust}
     * @param stamp in {@link #adjust} the {@link Level#stamp()} of the draw that is corrected; else 0
     */
    record Draw(String key, Allowance allowance, long cost, long stamp) {
        private static final int MAX_KEY = 200;

        /** @throws IllegalArgumentException if the key or the cost is none */
        public Draw {
            if (!isKey(key)) {
                throw new IllegalArgumentException("The key of a counter has 1 to " + MAX_KEY
                        + " printable ASCII characters without blanks, and this one has not.");
            }
            if (cost > Allowance.MAX || cost < -Allowance.MAX) {
                throw new IllegalArgumentException(
                        "A cost is at most " + Allowance.MAX + ", but this one is " + cost + ".");
            }
        }

        /** A draw of so many permits. */
        public static Draw of(String key, Allowance allowance, long cost) {
            return new Draw(key, allowance, cost, 0);
        }

        /** This draw, corrected by so many permits, once it was seen to leave the counter at that level. */
        public Draw correction(long permits, Level level) {
            return new Draw(key, allowance, permits, level.stamp());
        }

        private static boolean isKey(String key) {
            boolean good = !key.isEmpty() && key.length() <= MAX_KEY;
            for (int i = 0; good && i < key.length(); i++) {
                good = key.charAt(i) > ' ' && key.charAt(i) <= '~';
            }
            return good;
        }
    }

    /**
     * How a counter stands.
     *
     * @param enough whether it had enough for the draw; always true after {@link #adjust}
     * @param used how much is used up, more than the allowance where something is owed
     * @param remaining how much is there; 0 where something is owed
     * @param nanosUntilMore how long until more is there than remains now, in nanoseconds, rounded up; zero where nothing is
     *     used up
     * @param nanosUntilEnough how long until the cost of the draw is there, if nobody else draws; zero where there was enough.
     *     {@link Long#MAX_VALUE} where that never comes: a cost of more than the whole allowance, or a window that is not the
     *     one of its time
     * @param stamp the store's time, in units that only the store knows; for {@link Draw#correction}
     */
    record Level(boolean enough, long used, long remaining, long nanosUntilMore, long nanosUntilEnough, long stamp) {}
}
