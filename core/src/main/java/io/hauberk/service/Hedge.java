package io.hauberk.service;

import io.hauberk.Settings;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * When a call that is slow is sent to another endpoint as well; the first answer counts, and the other attempt is broken
 * off. Immutable, thread-safe.
 *
 * <p>Safe by itself: only idempotent requests (RFC 9110 §9.2.2, or with an {@code Idempotency-Key}) whose bodies can be
 * sent again are hedged, and each attempt more draws on the retry budget of the service. The idea is Dean and Barroso's,
 * "The Tail at Scale", 2013.
 */
public final class Hedge {
    private static final Hedge NEVER = new Hedge(Duration.ZERO, 0, 0);

    private final Duration after;
    private final double percentile;
    private final int max;

    private Hedge(Duration after, double percentile, int max) {
        this.after = after;
        this.percentile = percentile;
        this.max = max;
    }

    /** One more attempt when there is no head after this time: 1 ms or more. */
    public static Hedge after(Duration delay) {
        if (delay.compareTo(Duration.ofMillis(1)) < 0) {
            throw new IllegalArgumentException("A hedge waits for 1ms at least, but this asks for " + delay + ".");
        }
        return new Hedge(delay, 0, 1);
    }

    /**
     * One more attempt when there is no head after the time in which so many of a hundred calls had theirs lately. Such a
     * hedge sends 5 % more at the percentile 95.
     *
     * @param percentile 50 to 99.9
     */
    public static Hedge percentile(double percentile) {
        if (!(percentile >= 50 && percentile <= 99.9)) {
            throw new IllegalArgumentException(
                    "A hedge waits for a percentile from 50 to 99.9, but this asks for " + percentile + ".");
        }
        return new Hedge(Duration.ZERO, percentile, 1);
    }

    /** No hedges. */
    public static Hedge never() {
        return NEVER;
    }

    /** At most so many attempts more than the first, each after another delay: 0 to 4. */
    public Hedge max(int max) {
        if (max < 0 || max > 4) {
            throw new IllegalArgumentException("A call has 0 to 4 hedges, but this asks for " + max + ".");
        }
        return max == 0 ? NEVER : new Hedge(after, percentile, max);
    }

    /** Reads {@code hedge: { after | percentile, max }}. */
    static Hedge from(Settings settings) {
        int max = (int) settings.number("max", 1, 0, 4);
        if (settings.has("percentile")) {
            if (settings.has("after")) {
                settings.fault(
                        "after", "A hedge waits for a time (after) or a percentile, not both. Leave one of them out.");
            }
            return percentile(settings.decimal("percentile", 95, 50, 99.9)).max(max);
        }
        if ("off".equals(settings.text("after"))) {
            return NEVER;
        }
        Duration delay = settings.has("after") ? settings.duration("after") : null;
        if (delay == null) {
            if (!settings.has("after")) {
                settings.fault("", "A hedge needs to know when: after, such as 50ms, or percentile, such as 95.");
            }
            return NEVER;
        }
        if (delay.compareTo(Duration.ofMillis(1)) < 0) {
            settings.fault("after", "A hedge waits for 1ms at least. Make it longer.");
            return NEVER;
        }
        return after(delay).max(max);
    }

    /** The delay where it is fixed; null where it is a percentile. */
    public @Nullable Duration after() {
        return percentile > 0 ? null : after;
    }

    /** The percentile that is waited for; 0 where the delay is fixed. */
    public double percentile() {
        return percentile;
    }

    /** How many attempts more than the first; 0 for no hedges. */
    public int max() {
        return max;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Hedge that
                && after.equals(that.after)
                && percentile == that.percentile
                && max == that.max;
    }

    @Override
    public int hashCode() {
        return Objects.hash(after, percentile, max);
    }

    @Override
    public String toString() {
        return max == 0 ? "never" : max + " after " + (percentile > 0 ? "p" + percentile : after.toMillis() + "ms");
    }
}
