package io.hauberk.service;

import io.hauberk.Settings;
import java.time.Duration;
import java.util.Set;

/**
 * Takes an endpoint that keeps failing out of the choice for a while. Immutable, thread-safe; what is counted belongs to
 * the service, below 100 bytes an endpoint.
 *
 * <p>After some failures in a row an endpoint is ejected, for longer each time; an ejection counts less and less while it
 * goes well. When its time is over, one request at a time goes there: success brings it back, failure ejects it again. Failures are: no connection, a connection that
 * broke, silence beyond the time that is configured, an answer that broke off, and a status of 500 or more except 501. No
 * failures are: 429, streams that the peer refused, dead pooled connections, and all that our own callers bring about. A
 * 503 with {@code Retry-After} rests its endpoint for that time, at most {@link #maxEjection()}.
 *
 * <p>At most half of the endpoints are ejected at a time, though always one may be; never the last one.
 */
public final class OutlierDetection {
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final OutlierDetection OFF = new OutlierDetection(0, Duration.ofSeconds(30), LONGEST, 50);

    private final int failures;
    private final Duration baseEjection;
    private final Duration maxEjection;
    private final double maxEjectionPercent;

    private OutlierDetection(int failures, Duration baseEjection, Duration maxEjection, double maxEjectionPercent) {
        this.failures = failures;
        this.baseEjection = baseEjection;
        this.maxEjection = maxEjection;
        this.maxEjectionPercent = maxEjectionPercent;
    }

    /** Ejects after this many failures in a row. Default: 5. */
    public static OutlierDetection consecutiveFailures(int failures) {
        if (failures < 1) {
            throw new IllegalArgumentException("An endpoint is ejected after one failure or more, but this asks for "
                    + failures + ". Use OutlierDetection.off() to eject none.");
        }
        return new OutlierDetection(failures, OFF.baseEjection, LONGEST, 50);
    }

    /** Ejects nobody. */
    public static OutlierDetection off() {
        return OFF;
    }

    /** How long the first ejection lasts; the second twice as long, the third three times. Default: 30 s. */
    public OutlierDetection baseEjection(Duration base) {
        requirePositive(base);
        return new OutlierDetection(
                failures, base, base.compareTo(maxEjection) > 0 ? base : maxEjection, maxEjectionPercent);
    }

    /** The longest an ejection, or a rest that a peer asked for, lasts. Default: 300 s, or the base where that is longer. */
    public OutlierDetection maxEjection(Duration max) {
        requirePositive(max);
        if (max.compareTo(baseEjection) < 0) {
            throw new IllegalArgumentException(
                    "The longest ejection (" + max + ") is shorter than the first one (" + baseEjection + ").");
        }
        return new OutlierDetection(failures, baseEjection, max, maxEjectionPercent);
    }

    /** How many of the endpoints may be ejected at a time, in percent; one always may, unless it is 0. Default: 50. */
    public OutlierDetection maxEjectionPercent(double percent) {
        Percent.require("The share of endpoints that may be ejected", percent);
        return new OutlierDetection(failures, baseEjection, maxEjection, percent);
    }

    /** Whether it ejects anybody. */
    public boolean on() {
        return failures > 0;
    }

    /** After how many failures in a row; 0 where it is off. */
    public int failures() {
        return failures;
    }

    /** How long the first ejection lasts. */
    public Duration baseEjection() {
        return baseEjection;
    }

    /** The longest an ejection lasts. */
    public Duration maxEjection() {
        return maxEjection;
    }

    /** How many of the endpoints may be ejected at a time, in percent. */
    public double maxEjectionPercent() {
        return maxEjectionPercent;
    }

    /** Reads {@code outlierDetection: { consecutiveFailures, baseEjection, maxEjection, maxEjectionPercent, mode }}. */
    static OutlierDetection from(Settings settings) {
        boolean off = settings.word("mode", "enforce", Set.of("enforce", "off")).equals("off");
        OutlierDetection read = consecutiveFailures((int) settings.number("consecutiveFailures", 5, 1, 1_000_000))
                .maxEjectionPercent(settings.percent("maxEjectionPercent", 50));
        Duration base = settings.duration("baseEjection");
        Duration max = settings.duration("maxEjection");
        if (base != null) {
            read = read.baseEjection(base);
        }
        if (max != null && max.compareTo(read.baseEjection) < 0) {
            settings.fault(
                    "maxEjection",
                    "maxEjection is shorter than baseEjection (" + read.baseEjection
                            + "). Make it longer, or leave it out.");
        } else if (max != null) {
            read = read.maxEjection(max);
        }
        return off ? OFF : read;
    }

    private static void requirePositive(Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException("An ejection lasts for some time, but this one lasts " + duration + ".");
        }
    }

    @Override
    public boolean equals(@org.jspecify.annotations.Nullable Object other) {
        return other instanceof OutlierDetection that
                && failures == that.failures
                && baseEjection.equals(that.baseEjection)
                && maxEjection.equals(that.maxEjection)
                && maxEjectionPercent == that.maxEjectionPercent;
    }

    @Override
    public int hashCode() {
        return java.util.Objects.hash(failures, baseEjection, maxEjection, maxEjectionPercent);
    }

    @Override
    public String toString() {
        return on() ? failures + " failures in a row eject for " + baseEjection : "off";
    }
}
