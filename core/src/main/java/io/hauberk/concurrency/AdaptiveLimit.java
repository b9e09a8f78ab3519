package io.hauberk.concurrency;

import java.time.Duration;

/**
 * How a {@link ConcurrencyLimit} finds its number by itself: from the time that answers take to their head, and from
 * refusals for overload. Immutable; holds no state.
 *
 * <p>{@link #gradient()}, the default, compares with the latency that there is without a queue; {@link #vegas()} estimates
 * the queue and keeps a short one; {@link #aimd()} only looks at drops and at answers that take longer than {@link
 * #latency}. Default: begins at 20, never below 4, never above 1,000.
 */
public final class AdaptiveLimit {
    private static final int MOST = 1_000_000;

    private final String word;
    private final double tolerance;
    private final Duration latency;
    private final int initial;
    private final int min;
    private final int max;

    private AdaptiveLimit(String word, double tolerance, Duration latency, int initial, int min, int max) {
        this.word = word;
        this.tolerance = tolerance;
        this.latency = latency;
        this.initial = initial;
        this.min = min;
        this.max = max;
    }

    /** By the gradient of latency, after Netflix's Gradient2. */
    public static AdaptiveLimit gradient() {
        return of("gradient");
    }

    /** By an estimate of the queue, after TCP Vegas. */
    public static AdaptiveLimit vegas() {
        return of("vegas");
    }

    /** By drops: additive increase, multiplicative decrease. */
    public static AdaptiveLimit aimd() {
        return of("aimd");
    }

    static AdaptiveLimit of(String word) {
        return new AdaptiveLimit(word, 1.5, Duration.ofSeconds(5), 20, 4, 1_000);
    }

    /** The limit to begin with. Default: 20, or the nearest of the bounds. */
    public AdaptiveLimit initial(int limit) {
        require("An initial limit", limit);
        return new AdaptiveLimit(word, tolerance, latency, limit, min, max);
    }

    /** The bounds that it never leaves. Default: 4 and 1,000. */
    public AdaptiveLimit between(int min, int max) {
        require("The lower bound", min);
        require("The upper bound", max);
        if (min > max) {
            throw new IllegalArgumentException(
                    "The lower bound of an adaptive limit is " + min + ", and above the upper one, " + max + ".");
        }
        return new AdaptiveLimit(word, tolerance, latency, initial, min, max);
    }

    /** For {@link #gradient()}: how many times the latency without a queue is still fine. 1 to 10; default: 1.5. */
    public AdaptiveLimit tolerance(double times) {
        if (!(times >= 1 && times <= 10)) {
            throw new IllegalArgumentException("A tolerance is from 1 to 10, but this one is " + times + ".");
        }
        return new AdaptiveLimit(word, times, latency, initial, min, max);
    }

    /** For {@link #aimd()}: an answer that takes longer to its head counts as dropped. Default: 5 seconds. */
    public AdaptiveLimit latency(Duration longest) {
        if (longest.isNegative() || longest.isZero()) {
            throw new IllegalArgumentException(
                    "The latency of a limit is above zero, but this one is " + longest + ".");
        }
        return new AdaptiveLimit(word, tolerance, longest, initial, min, max);
    }

    private static void require(String what, int limit) {
        if (limit < 1 || limit > MOST) {
            throw new IllegalArgumentException(what + " is from 1 to " + MOST + ", but it is " + limit + ".");
        }
    }

    Algorithm algorithm() {
        return switch (word) {
            case "vegas" -> new Vegas();
            case "aimd" -> new Aimd(latency.toNanos());
            default -> new Gradient(tolerance);
        };
    }

    int initial() {
        return Math.max(min, Math.min(max, initial));
    }

    int min() {
        return min;
    }

    int max() {
        return max;
    }

    @Override
    public String toString() {
        return word + " " + min + " to " + max;
    }
}
