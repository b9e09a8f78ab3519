package io.hauberk.service;

import io.hauberk.Settings;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes an endpoint that keeps failing out of the choice for a while. Immutable, thread-safe; what is counted belongs to
 * the service, below 200 bytes an endpoint.
 *
 * <p>After some failures in a row an endpoint is ejected, for longer each time; an ejection counts less and less while it
 * goes well. When its time is over, one request at a time goes there: success brings it back, failure ejects it again.
 * Failures are: no connection, a connection that broke, silence beyond the time that is configured, an answer that broke
 * off, and a status of 500 or more except 501. No failures are: 429, streams that the peer refused, dead pooled
 * connections, and all that our own callers bring about. A 503 with {@code Retry-After} rests its endpoint for that time,
 * at most {@link #maxEjection()}.
 *
 * <p>Three more rules look at all endpoints every {@link #interval()}, each only if it is asked for: {@link
 * #successRate}, {@link #failurePercentage} and {@link #latency}. They look when a call ends, so nothing runs where
 * nobody calls.
 *
 * <p>At most half of the endpoints are ejected at a time, though always one may be; never the last one.
 */
public final class OutlierDetection {
    private static final OutlierDetection OFF = new OutlierDetection(new Settled());
    private static final OutlierDetection STANDARD = OFF.with(s -> s.failures = 5);

    private final Settled settled;

    private OutlierDetection(Settled settled) {
        this.settled = settled;
    }

    /** Ejects after this many failures in a row. Default: 5. */
    public static OutlierDetection consecutiveFailures(int failures) {
        requireCount(failures, "an endpoint is ejected after", "failure");
        return OFF.with(s -> s.failures = failures);
    }

    /** Ejects nobody. */
    public static OutlierDetection off() {
        return OFF;
    }

    static OutlierDetection standard() {
        return STANDARD;
    }

    /**
     * Ejects after this many in a row of 502, 503 and 504 as well, which say that the endpoint, or what is behind it, is
     * not there: mostly fewer than of other failures. What never became an answer counts as such too, unless it is
     * {@linkplain #consecutiveLocalFailures counted apart}. Default: no such rule.
     */
    public OutlierDetection consecutiveGatewayFailures(int failures) {
        requireCount(failures, "an endpoint is ejected after", "gateway failure");
        return with(s -> s.gatewayFailures = failures);
    }

    /**
     * Counts what never became a whole answer (no connection, TLS, resets, timeouts, bodies that break off) apart from
     * statuses, and ejects after this many of them in a row. Success rates are then two as well. Default: all failures
     * are counted together.
     */
    public OutlierDetection consecutiveLocalFailures(int failures) {
        requireCount(failures, "an endpoint is ejected after", "local failure");
        return with(s -> s.localFailures = failures);
    }

    /**
     * Ejects whose success rate in an interval is far below that of its peers: by so many standard deviations, and by 5
     * percentage points. The peers' rate is the median; their deviation is that of the better half, and no less than
     * chance alone makes of so many requests. So two equal failures of four endpoints are found, as is one of two.
     *
     * @param deviations how many standard deviations; 3 is a good number
     * @param minimumVolume who had fewer requests in the interval is not judged, nor a yardstick; 100 is a good number
     */
    public OutlierDetection successRate(double deviations, int minimumVolume) {
        requireAbove(deviations > 0 && deviations <= 100, "The number of deviations", deviations, "above 0, up to 100");
        requireCount(minimumVolume, "a success rate needs", "request");
        return with(s -> {
            s.deviations = deviations;
            s.rateVolume = minimumVolume;
        });
    }

    /**
     * Ejects whose failures in an interval are at least this share, whatever its peers do.
     *
     * @param percent above 0, up to 100; 85 is a good number
     * @param minimumVolume who had fewer requests in the interval is not judged; 50 is a good number
     */
    public OutlierDetection failurePercentage(double percent, int minimumVolume) {
        Percent.require("The share of failures that ejects", percent);
        requireAbove(percent > 0, "The share of failures that ejects", percent, "above 0");
        requireCount(minimumVolume, "a failure percentage needs", "request");
        return with(s -> {
            s.failurePercentage = percent;
            s.failureVolume = minimumVolume;
        });
    }

    /**
     * Ejects who is slow: whose mean time to the head is, for so many intervals in a row, this many times the median of
     * its peers, and at least 10 ms more. Timeouts count with the time that was waited; bad statuses do not count, since
     * they are often quick.
     *
     * @param ratio above 1; 3 is a good number
     * @param intervals in a row; 3 is a good number
     * @param minimumVolume who had fewer in the interval is not judged, nor a yardstick; 20 is a good number
     */
    public OutlierDetection latency(double ratio, int intervals, int minimumVolume) {
        requireAbove(ratio > 1 && ratio <= 1000, "The ratio of latencies", ratio, "above 1, up to 1000");
        requireCount(intervals, "a slow endpoint is ejected after", "interval");
        requireCount(minimumVolume, "a mean latency needs", "request");
        return with(s -> {
            s.latencyRatio = ratio;
            s.slowIntervals = intervals;
            s.latencyVolume = minimumVolume;
        });
    }

    /** How many endpoints must have had enough requests before they are compared. 2 or more. Default: 2. */
    public OutlierDetection minimumHosts(int hosts) {
        if (hosts < 2) {
            throw new IllegalArgumentException(
                    "Endpoints are compared with others, so there must be 2 or more, not " + hosts + ".");
        }
        return with(s -> s.minimumHosts = hosts);
    }

    /** How often rates and latencies are looked at. Default: 10 s. */
    public OutlierDetection interval(Duration interval) {
        requirePositive("An interval", interval);
        return with(s -> s.interval = interval);
    }

    /** How long the first ejection lasts; the second twice as long, the third three times. Default: 30 s. */
    public OutlierDetection baseEjection(Duration base) {
        requirePositive("An ejection", base);
        return with(s -> {
            s.baseEjection = base;
            s.maxEjection = base.compareTo(s.maxEjection) > 0 ? base : s.maxEjection;
        });
    }

    /** The longest an ejection, or a rest that a peer asked for, lasts. Default: 300 s, or the base where that is longer. */
    public OutlierDetection maxEjection(Duration max) {
        requirePositive("An ejection", max);
        if (max.compareTo(baseEjection()) < 0) {
            throw new IllegalArgumentException(
                    "The longest ejection (" + max + ") is shorter than the first one (" + baseEjection() + ").");
        }
        return with(s -> s.maxEjection = max);
    }

    /** Up to so much longer, by chance, an ejection lasts, in percent, so that not all come back at once. Default: 10. */
    public OutlierDetection jitterPercent(double percent) {
        Percent.require("The jitter of an ejection", percent);
        return with(s -> s.jitterPercent = percent);
    }

    /** How many of the endpoints may be ejected at a time, in percent; one always may, unless it is 0. Default: 50. */
    public OutlierDetection maxEjectionPercent(double percent) {
        Percent.require("The share of endpoints that may be ejected", percent);
        return with(s -> s.maxEjectionPercent = percent);
    }

    /** Ejects nobody, and counts and logs whom it would have ejected. For trying out rules. */
    public OutlierDetection shadow() {
        return with(s -> s.shadow = true);
    }

    /** Whether it ejects anybody, or would. */
    public boolean on() {
        return settled.failures > 0;
    }

    /** Whether it only tells whom it would eject. */
    public boolean shadowed() {
        return settled.shadow;
    }

    /** After how many failures in a row; 0 where it is off. */
    public int failures() {
        return settled.failures;
    }

    /** After how many gateway failures in a row; 0 without such a rule. */
    public int gatewayFailures() {
        return settled.gatewayFailures;
    }

    /** After how many local failures in a row; 0 where they are not counted apart. */
    public int localFailures() {
        return settled.localFailures;
    }

    /** How often rates and latencies are looked at. */
    public Duration interval() {
        return settled.interval;
    }

    /** How long the first ejection lasts. */
    public Duration baseEjection() {
        return settled.baseEjection;
    }

    /** The longest an ejection lasts. */
    public Duration maxEjection() {
        return settled.maxEjection;
    }

    /** How many of the endpoints may be ejected at a time, in percent. */
    public double maxEjectionPercent() {
        return settled.maxEjectionPercent;
    }

    double jitter() {
        return settled.jitterPercent / 100;
    }

    /** Whether anything is looked at every interval. */
    boolean sweeps() {
        return judgesRates() || judgesLatency();
    }

    boolean judgesRates() {
        return settled.rateVolume > 0 || settled.failureVolume > 0;
    }

    boolean judgesLatency() {
        return settled.latencyVolume > 0;
    }

    double deviations() {
        return settled.deviations;
    }

    int rateVolume() {
        return settled.rateVolume;
    }

    double failurePercentage() {
        return settled.failurePercentage;
    }

    int failureVolume() {
        return settled.failureVolume;
    }

    double latencyRatio() {
        return settled.latencyRatio;
    }

    int slowIntervals() {
        return settled.slowIntervals;
    }

    int latencyVolume() {
        return settled.latencyVolume;
    }

    int minimumHosts() {
        return settled.minimumHosts;
    }

    /** Reads {@code outlierDetection: { … }}. */
    static OutlierDetection from(Settings settings) {
        return OutlierReader.read(settings);
    }

    private OutlierDetection with(Consumer<Settled> change) {
        Settled changed = new Settled(settled);
        change.accept(changed);
        return new OutlierDetection(changed);
    }

    private static void requireCount(int count, String what, String unit) {
        if (count < 1) {
            throw new IllegalArgumentException("Outlier detection: " + what + " one " + unit
                    + " or more, but this asks for " + count + ". Use OutlierDetection.off() to eject nobody.");
        }
    }

    private static void requireAbove(boolean met, String what, double value, String range) {
        if (!met) {
            throw new IllegalArgumentException(what + " is " + range + ", but this one is " + value + ".");
        }
    }

    private static void requirePositive(String what, Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(what + " lasts for some time, but this one lasts " + duration + ".");
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof OutlierDetection that && settled.parts().equals(that.settled.parts());
    }

    @Override
    public int hashCode() {
        return settled.parts().hashCode();
    }

    @Override
    public String toString() {
        if (!on()) {
            return "off";
        }
        String what = failures() + " failures in a row eject for " + baseEjection();
        return shadowed() ? what + ", in shadow" : what;
    }

    /** All that can be said. Written to only while {@link #with} makes a new one. */
    private static final class Settled {
        private int failures;
        private int gatewayFailures;
        private int localFailures;
        private double deviations;
        private int rateVolume;
        private double failurePercentage;
        private int failureVolume;
        private double latencyRatio;
        private int slowIntervals;
        private int latencyVolume;
        private int minimumHosts = 2;
        private Duration interval = Duration.ofSeconds(10);
        private Duration baseEjection = Duration.ofSeconds(30);
        private Duration maxEjection = Duration.ofMinutes(5);
        private double jitterPercent = 10;
        private double maxEjectionPercent = 50;
        private boolean shadow;

        Settled() {}

        Settled(Settled other) {
            failures = other.failures;
            gatewayFailures = other.gatewayFailures;
            localFailures = other.localFailures;
            deviations = other.deviations;
            rateVolume = other.rateVolume;
            failurePercentage = other.failurePercentage;
            failureVolume = other.failureVolume;
            latencyRatio = other.latencyRatio;
            slowIntervals = other.slowIntervals;
            latencyVolume = other.latencyVolume;
            minimumHosts = other.minimumHosts;
            interval = other.interval;
            baseEjection = other.baseEjection;
            maxEjection = other.maxEjection;
            jitterPercent = other.jitterPercent;
            maxEjectionPercent = other.maxEjectionPercent;
            shadow = other.shadow;
        }

        private List<Object> parts() {
            return Arrays.asList(
                    failures,
                    gatewayFailures,
                    localFailures,
                    deviations,
                    rateVolume,
                    failurePercentage,
                    failureVolume,
                    latencyRatio,
                    slowIntervals,
                    latencyVolume,
                    minimumHosts,
                    interval,
                    baseEjection,
                    maxEjection,
                    jitterPercent,
                    maxEjectionPercent,
                    shadow);
        }
    }
}
