package io.hauberk;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How much in which time, and by which algorithm it is counted. Immutable.
 *
 * @param algorithm how it is counted
 * @param limit how many permits in each period, 1 to {@link #MAX}
 * @param period the length of the period
 * @param burst how many may be used at once; only {@link Algorithm#GCRA} knows another number than the limit
 * @param slices how many parts the period of {@link Algorithm#SLIDING} is counted in, 1 to 120; 1 for the others
 * @param start when the period of {@link Algorithm#WINDOW} began; null for the others
 */
public record Allowance(
        Algorithm algorithm,
        long limit,
        Duration period,
        long burst,
        int slices,
        @Nullable Instant start) {
    /** The largest number of permits, which is the largest Integer of a structured field (RFC 9651 §3.3.1). */
    public static final long MAX = 999_999_999_999_999L;

    private static final int SLICES = 10;
    private static final int MAX_SLICES = 120;
    private static final Duration LONGEST = Duration.ofDays(36_525);

    /** The ways to count. */
    public enum Algorithm {
        /**
         * The generic cell rate algorithm, a token bucket: an allowance of {@code burst} refills evenly, {@code limit} in each
         * period. Within any period no more than {@code burst + limit} pass.
         */
        GCRA,
        /**
         * A sliding window: no more than {@code limit} within any period, wherever it begins. It is counted in slices, and the
         * oldest slice counts as a whole, so a permit comes back late by as much as {@code period / slices}, and never early.
         */
        SLIDING,
        /**
         * A window that opens with the first use and lasts for a period; the next one opens with the next use after that. Within
         * any period no more than {@code 2 limit} pass.
         */
        FIXED,
        /**
         * A window whose begin and length the one who asks knows, such as a month of a calendar: each {@code start} has a counter
         * of its own. Across the end of one and the begin of the next, as much as both limits pass in a short time.
         */
        WINDOW
    }

    /** @throws IllegalArgumentException if a number is out of its range */
    public Allowance {
        requirePermits("limit", limit);
        requirePermits("burst", burst);
        if (period.isNegative() || period.isZero() || period.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "An allowance counts in a period of a nanosecond to a hundred years, but this" + " one is " + period
                            + ".");
        }
        if (slices < 1 || slices > MAX_SLICES) {
            throw new IllegalArgumentException(
                    "A sliding window has 1 to " + MAX_SLICES + " slices, but this one has " + slices + ".");
        }
        if ((algorithm == Algorithm.WINDOW) != (start != null)) {
            throw new IllegalArgumentException(
                    "A window with a given start is of the algorithm WINDOW, and only that. This is " + algorithm
                            + ".");
        }
    }

    private static void requirePermits(String what, long number) {
        if (number < 1 || number > MAX) {
            throw new IllegalArgumentException(
                    "The " + what + " of an allowance is from 1 to " + MAX + ", but it is " + number + ".");
        }
    }

    /** So many in each period, refilled evenly; all of it may be used at once. See {@link Algorithm#GCRA}. */
    public static Allowance gcra(long limit, Duration period) {
        return new Allowance(Algorithm.GCRA, limit, period, limit, 1, null);
    }

    /** No more than so many in any period, counted in ten slices. See {@link Algorithm#SLIDING}. */
    public static Allowance sliding(long limit, Duration period) {
        return new Allowance(Algorithm.SLIDING, limit, period, limit, SLICES, null);
    }

    /** So many in a window that opens with the first use. See {@link Algorithm#FIXED}. */
    public static Allowance fixed(long limit, Duration period) {
        return new Allowance(Algorithm.FIXED, limit, period, limit, 1, null);
    }

    /** So many from {@code start} until {@code end}. See {@link Algorithm#WINDOW}. */
    public static Allowance window(long limit, Instant start, Instant end) {
        return new Allowance(Algorithm.WINDOW, limit, Duration.between(start, end), limit, 1, start);
    }

    /** This allowance, of which so many may be used at once. Only for {@link Algorithm#GCRA}. */
    public Allowance burst(long permits) {
        if (algorithm != Algorithm.GCRA) {
            throw new IllegalStateException(
                    "Only GCRA has a burst, but this allowance is counted by " + algorithm + ".");
        }
        return new Allowance(algorithm, limit, period, permits, slices, start);
    }

    /** This allowance, counted in so many slices. Only for {@link Algorithm#SLIDING}. */
    public Allowance slices(int number) {
        if (algorithm != Algorithm.SLIDING) {
            throw new IllegalStateException(
                    "Only SLIDING has slices, but this allowance is counted by " + algorithm + ".");
        }
        return new Allowance(algorithm, limit, period, burst, number, start);
    }
}
