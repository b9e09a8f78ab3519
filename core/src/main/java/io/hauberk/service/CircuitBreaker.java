package io.hauberk.service;

import io.hauberk.Settings;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * When calls of a service are refused for a while, since most of them would fail: whoever waits for nothing holds threads,
 * and whoever is down recovers sooner alone. Immutable, thread-safe.
 *
 * <p>It counts the last calls, retries and hedges within them. What counts as failed: a status from 500 on but 501, and no
 * answer. What counts not at all: our own refusals, cancelled calls, and callers in more of a hurry than the service's own
 * times. A refusal is 503 {@code circuit-open} with {@code Retry-After}; it reaches no endpoint and ejects none. After the
 * open time a few calls find out whether the service is back. Default of a service: none; its endpoints are judged one by
 * one in any case, which usually says more ({@link OutlierDetection}).
 *
 * <p>Works by Resilience4j.
 */
public final class CircuitBreaker {
    private static final CircuitBreaker STANDARD =
            new CircuitBreaker(50, 20, Duration.ofSeconds(10), 100, Duration.ofSeconds(60), 5, false);

    private final double failureRate;
    private final int minimumCalls;
    private final Duration open;
    private final double slowCallRate;
    private final Duration slowCall;
    private final int halfOpenCalls;
    private final boolean shadow;

    private CircuitBreaker(
            double failureRate,
            int minimumCalls,
            Duration open,
            double slowCallRate,
            Duration slowCall,
            int halfOpenCalls,
            boolean shadow) {
        this.failureRate = failureRate;
        this.minimumCalls = minimumCalls;
        this.open = open;
        this.slowCallRate = slowCallRate;
        this.slowCall = slowCall;
        this.halfOpenCalls = halfOpenCalls;
        this.shadow = shadow;
    }

    /** Opens when this percentage of the last calls failed, above 0 to 100. 50 is usual. */
    public static CircuitBreaker failureRate(double percent) {
        return new CircuitBreaker(
                share("failure rate", percent),
                STANDARD.minimumCalls,
                STANDARD.open,
                STANDARD.slowCallRate,
                STANDARD.slowCall,
                STANDARD.halfOpenCalls,
                false);
    }

    /** Not before it has seen so many, 1 to 10,000. Default: 20. It looks at the last 100, or as many as these. */
    public CircuitBreaker minimumCalls(int calls) {
        return new CircuitBreaker(
                failureRate, count("minimum of calls", calls), open, slowCallRate, slowCall, halfOpenCalls, shadow);
    }

    /** How long calls are refused. Default: 10 s. */
    public CircuitBreaker open(Duration open) {
        return new CircuitBreaker(
                failureRate, minimumCalls, time("open time", open), slowCallRate, slowCall, halfOpenCalls, shadow);
    }

    /** Opens also when this percentage of the calls took longer than this to their head. Default: never. */
    public CircuitBreaker slowCalls(double percent, Duration longerThan) {
        return new CircuitBreaker(
                failureRate,
                minimumCalls,
                open,
                share("rate of slow calls", percent),
                time("time of a slow call", longerThan),
                halfOpenCalls,
                shadow);
    }

    /** So many calls find out whether the service is back, 1 to 10,000. Default: 5. */
    public CircuitBreaker halfOpenCalls(int calls) {
        return new CircuitBreaker(
                failureRate, minimumCalls, open, slowCallRate, slowCall, count("half-open calls", calls), shadow);
    }

    /** Only says what it would refuse. */
    public CircuitBreaker shadow() {
        return new CircuitBreaker(failureRate, minimumCalls, open, slowCallRate, slowCall, halfOpenCalls, true);
    }

    private static double share(String what, double percent) {
        if (!(percent > 0 && percent <= 100)) {
            throw new IllegalArgumentException(
                    "The " + what + " of a circuit breaker is a percentage above 0, not " + percent + ".");
        }
        return percent;
    }

    private static int count(String what, int calls) {
        if (calls < 1 || calls > 10_000) {
            throw new IllegalArgumentException(
                    "The " + what + " of a circuit breaker is a number from 1 to 10000, not " + calls + ".");
        }
        return calls;
    }

    private static Duration time(String what, Duration time) {
        if (time.compareTo(Duration.ofMillis(1)) < 0) {
            throw new IllegalArgumentException(
                    "The " + what + " of a circuit breaker is 1ms at least, not " + time + ".");
        }
        return time;
    }

    double failureRate() {
        return failureRate;
    }

    int minimumCalls() {
        return minimumCalls;
    }

    Duration open() {
        return open;
    }

    double slowCallRate() {
        return slowCallRate;
    }

    Duration slowCall() {
        return slowCall;
    }

    int halfOpenCalls() {
        return halfOpenCalls;
    }

    boolean shadowed() {
        return shadow;
    }

    /** Reads {@code circuitBreaker: { failureRate, minimumCalls, open, slowCallRate, slowCall, halfOpenCalls, mode }}. */
    static @Nullable CircuitBreaker from(Settings settings) {
        String mode = settings.word("mode", "enforce", Set.of("enforce", "shadow", "off"));
        CircuitBreaker read = failureRate(settings.decimal("failureRate", 50, 1, 100))
                .minimumCalls((int) settings.number("minimumCalls", 20, 1, 10_000))
                .halfOpenCalls((int) settings.number("halfOpenCalls", 5, 1, 10_000));
        Duration open = time(settings, "open");
        Duration slow = time(settings, "slowCall");
        if (settings.has("slowCallRate") && !settings.has("slowCall")) {
            settings.fault(
                    "slowCallRate", "A rate of slow calls needs to know what is slow. Add slowCall, such as 2s.");
        }
        read = open == null ? read : read.open(open);
        double slowRate = settings.decimal("slowCallRate", 100, 1, 100);
        read = slow == null ? read : read.slowCalls(slowRate, slow);
        return mode.equals("off") ? null : mode.equals("shadow") ? read.shadow() : read;
    }

    private static @Nullable Duration time(Settings settings, String key) {
        Duration time = settings.duration(key);
        if (time != null && time.compareTo(Duration.ofMillis(1)) < 0) {
            settings.fault(key, "It is 1ms at least. Make it longer.");
            return null;
        }
        return time;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CircuitBreaker that
                && failureRate == that.failureRate
                && minimumCalls == that.minimumCalls
                && open.equals(that.open)
                && slowCallRate == that.slowCallRate
                && slowCall.equals(that.slowCall)
                && halfOpenCalls == that.halfOpenCalls
                && shadow == that.shadow;
    }

    @Override
    public int hashCode() {
        return Objects.hash(failureRate, minimumCalls, open, slowCallRate, slowCall, halfOpenCalls, shadow);
    }

    @Override
    public String toString() {
        return "circuit breaker at " + failureRate + " % of " + minimumCalls;
    }
}
