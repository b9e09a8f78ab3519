package io.hauberk;

import java.time.Duration;

/**
 * A point in time after which nobody waits for an answer any more. Immutable. {@link #NONE} never passes.
 *
 * <p>A deadline crosses services as the time that remains, never as a time of day, so clocks need not agree.
 */
public final class Deadline {
    /** The deadline that never passes. */
    public static final Deadline NONE = new Deadline(0, () -> 0);

    private static final Duration LONGEST = Duration.ofDays(36_500);

    private final long at;
    private final Ticker ticker;

    private Deadline(long at, Ticker ticker) {
        this.at = at;
        this.ticker = ticker;
    }

    /** The deadline that passes when the duration has elapsed from now on. Durations beyond 100 years are capped. */
    public static Deadline after(Duration duration, Ticker ticker) {
        Duration capped = duration.compareTo(LONGEST) > 0 ? LONGEST : duration;
        return new Deadline(ticker.nanos() + capped.toNanos(), ticker);
    }

    /** Whether it has passed. */
    public boolean passed() {
        return this != NONE && at - ticker.nanos() <= 0;
    }

    /** Nanoseconds left: negative once it has passed, {@link Long#MAX_VALUE} for {@link #NONE}. */
    public long remainingNanos() {
        return this == NONE ? Long.MAX_VALUE : at - ticker.nanos();
    }

    /** The time left: zero once it has passed, about 292 years for {@link #NONE}. */
    public Duration remaining() {
        return Duration.ofNanos(Math.max(0, remainingNanos()));
    }

    /** The earlier of the two. */
    public Deadline min(Deadline other) {
        if (other == NONE || this == other) {
            return this;
        }
        return this == NONE || passesAfter(other) ? other : this;
    }

    /** What one clock measures is compared without a look at it. */
    private boolean passesAfter(Deadline other) {
        return ticker == other.ticker ? at - other.at > 0 : remainingNanos() > other.remainingNanos();
    }

    @Override
    public String toString() {
        return this == NONE ? "no deadline" : "in " + remainingNanos() / 1_000_000 + " ms";
    }
}
