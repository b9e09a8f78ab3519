package io.hauberk.service;

import io.hauberk.Settings;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How an endpoint that is new, or comes back from ejection, gets its full share: its weight grows from {@link
 * #minWeight(double)} to all of it within the window, as {@code max(minWeight, (age / window) ^ (1 / aggression))}, as
 * Envoy's does. Caches fill and code is compiled meanwhile. Those that are found first of all start at once, since there
 * is nobody else to take their share. It has no effect where a key decides (ring hash, maglev, a sticky cookie).
 * Immutable, thread-safe.
 */
public final class SlowStart {
    private static final long SHORTEST_AGE = Duration.ofSeconds(1).toNanos();

    private final Duration window;
    private final double aggression;
    private final double minWeight;

    private SlowStart(Duration window, double aggression, double minWeight) {
        this.window = window;
        this.aggression = aggression;
        this.minWeight = minWeight;
    }

    /** Within this window, above zero; evenly, and from 10 % on. */
    public static SlowStart of(Duration window) {
        if (window.isNegative() || window.isZero()) {
            throw new IllegalArgumentException("The window of a slow start is a time above zero, not " + window + ".");
        }
        return new SlowStart(window, 1, 10);
    }

    /** How the weight grows: 1 evenly (the default), above 1 faster at first, below 1 slower at first; 0.1 to 10. */
    public SlowStart aggression(double aggression) {
        if (!(aggression >= 0.1 && aggression <= 10)) {
            throw new IllegalArgumentException(
                    "The aggression of a slow start is between 0.1 and 10, but this one is " + aggression + ".");
        }
        return new SlowStart(window, aggression, minWeight);
    }

    /** The share of its weight that an endpoint begins with, in percent. Default: 10. */
    public SlowStart minWeight(double percent) {
        Percent.require("The least weight of a slow start", percent);
        return new SlowStart(window, aggression, percent);
    }

    /** Reads {@code slowStart: 30s}, or a block; null if that has a fault. */
    static @Nullable SlowStart from(Settings settings) {
        Duration window = settings.duration("window");
        if (!settings.has("window")) {
            settings.fault("window", "A slow start needs window: how long it takes, such as 30s.");
        }
        double aggression = settings.decimal("aggression", 1, 0.1, 10);
        double percent = settings.percent("minWeight", 10);
        return window == null ? null : of(window).aggression(aggression).minWeight(percent);
    }

    /** How long it takes. */
    public Duration window() {
        return window;
    }

    /** The share of its weight that an endpoint has at this age, from 0 to 1. */
    double factor(long age) {
        double part = (double) Math.max(age, SHORTEST_AGE) / window.toNanos();
        return part >= 1 ? 1 : Math.max(minWeight / 100, aggression == 1 ? part : Math.pow(part, 1 / aggression));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SlowStart that
                && window.equals(that.window)
                && aggression == that.aggression
                && minWeight == that.minWeight;
    }

    @Override
    public int hashCode() {
        return window.hashCode();
    }

    @Override
    public String toString() {
        return "within " + window;
    }
}
