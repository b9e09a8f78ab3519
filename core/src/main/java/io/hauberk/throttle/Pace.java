package io.hauberk.throttle;

import io.hauberk.limit.Wording;
import java.time.Duration;

/**
 * How far slots are apart: {@code per / limit}, in nanoseconds, exactly. The part of a nanosecond that a slot is early is
 * carried over to the next one, so that nothing adds up. Immutable arithmetic.
 */
final class Pace {
    private static final long FASTEST = 1_000;
    private static final Duration SLOWEST = Duration.ofHours(1);

    private final long limit;
    private final long whole;
    private final long rest;

    /** @throws IllegalArgumentException if slots are less than a microsecond apart, or more than an hour */
    Pace(long limit, Duration per) {
        Wording.requirePositive("The limit", limit);
        if (per.isZero() || per.isNegative() || per.compareTo(Duration.ofDays(366)) > 0) {
            throw new IllegalArgumentException(
                    "A throttle counts in a period of up to a year, but this one is " + per + ". Give another one.");
        }
        this.limit = limit;
        this.whole = per.toNanos() / limit;
        this.rest = per.toNanos() % limit;
        if (whole < FASTEST) {
            throw new IllegalArgumentException(limit + " in " + per + " is more than a million in a second, which no"
                    + " throttle can keep apart. Lower the limit, or leave the throttle out.");
        }
        if (whole > SLOWEST.toNanos()) {
            throw new IllegalArgumentException(limit + " in " + per
                    + " is less than one in an hour, which is no pace but" + " a quota. Use a quota.");
        }
    }

    /** Nanoseconds between two slots, rounded down. */
    long interval() {
        return whole;
    }

    /** Nanoseconds from a slot that is early by {@code carried} parts to the one that is {@code slots} later. */
    long after(long slots, long carried) {
        return slots * whole + (slots * rest + carried) / limit;
    }

    /** By how many parts of a nanosecond the next slot is early, if this one is by {@code carried}. */
    long carry(long carried) {
        return (carried + rest) % limit;
    }
}
