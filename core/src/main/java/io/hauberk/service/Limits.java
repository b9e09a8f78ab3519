package io.hauberk.service;

import io.hauberk.Settings;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How many calls of a service there may be at a time (a bulkhead), so that one that is slow does not hold all threads. A
 * call counts from its beginning to the last byte of its answer; an answer that nobody closes counts for ever. Some may
 * wait, in the order of their coming, never past their deadline; others are refused: 503 {@code overloaded}, with {@code
 * x-envoy-overloaded}. Waiting blocks the calling thread.
 *
 * <p>Each endpoint may have a limit of its own. One that has as many attempts under way is passed over, whatever balancer,
 * cookie or key points to it; where all are so busy, the call is refused: 503 {@code endpoints-full}. Nobody waits for an
 * endpoint. Health checks do not count.
 *
 * <p>Immutable, thread-safe. Default of a service: no limit.
 */
public final class Limits {
    private static final Duration WAIT = Duration.ofMillis(100);
    private static final int MOST = 1_000_000;
    private static final Limits NONE = new Limits(0, 0, WAIT, 0, false);

    private final int requests;
    private final int pending;
    private final Duration wait;
    private final int perEndpoint;
    private final boolean shadow;

    private Limits(int requests, int pending, Duration wait, int perEndpoint, boolean shadow) {
        this.requests = requests;
        this.pending = pending;
        this.wait = wait;
        this.perEndpoint = perEndpoint;
        this.shadow = shadow;
    }

    /** No limit: what {@link #perEndpoint} may begin with. */
    public static Limits none() {
        return NONE;
    }

    /** So many calls at a time, 1 to 1,000,000; nobody waits. */
    public static Limits requests(int requests) {
        if (requests < 1 || requests > MOST) {
            throw new IllegalArgumentException(
                    "A service takes 1 to 1000000 requests at a time, but this asks for " + requests + ".");
        }
        return new Limits(requests, 0, WAIT, 0, false);
    }

    /** So many may wait, 0 to 1,000,000, each for so long. */
    public Limits pending(int pending, Duration wait) {
        if (pending < 0 || pending > MOST || wait.isNegative() || pending > 0 && wait.isZero()) {
            throw new IllegalArgumentException(
                    "0 to 1000000 calls may wait, and for a time above zero, but this asks for " + pending + " and "
                            + wait + ".");
        }
        if (pending > 0 && requests == 0) {
            throw new IllegalArgumentException(
                    "Calls can only wait where there is a limit of requests. Begin with Limits.requests.");
        }
        return new Limits(requests, pending, wait, perEndpoint, shadow);
    }

    /** So many attempts at a time to one endpoint, 1 to 1,000,000. Default: any number. */
    public Limits perEndpoint(int attempts) {
        if (attempts < 1 || attempts > MOST) {
            throw new IllegalArgumentException(
                    "An endpoint takes 1 to 1000000 attempts at a time, but this asks for " + attempts + ".");
        }
        return new Limits(requests, pending, wait, attempts, shadow);
    }

    /** Only says what it would refuse. Nobody waits, no endpoint is passed over. */
    public Limits shadow() {
        return new Limits(requests, pending, wait, perEndpoint, true);
    }

    /** How many calls at a time; 0 for any number. */
    public int requests() {
        return requests;
    }

    /** How many may wait. */
    public int pending() {
        return pending;
    }

    /** How long each may wait. */
    public Duration longestWait() {
        return wait;
    }

    /** How many attempts at a time to one endpoint; 0 for any number. */
    public int perEndpoint() {
        return perEndpoint;
    }

    /** Whether it only says what it would refuse. */
    public boolean shadowed() {
        return shadow;
    }

    /** Whether anything is limited. */
    boolean some() {
        return requests > 0 || perEndpoint > 0;
    }

    /** What keeps an endpoint from being chosen; {@link Integer#MAX_VALUE} where nothing does. */
    static int mostAtEndpoint(@Nullable Limits limits) {
        return limits == null || limits.perEndpoint == 0 || limits.shadow ? Integer.MAX_VALUE : limits.perEndpoint;
    }

    /** Reads {@code limits: { requests, pending, wait, perEndpoint, mode }}. */
    static @Nullable Limits from(Settings settings) {
        String mode = settings.word("mode", "enforce", Set.of("enforce", "shadow", "off"));
        Limits read = NONE;
        if (settings.has("requests")) {
            read = waiting(settings, requests((int) settings.number("requests", 100, 1, MOST)));
        } else if (settings.has("pending") || settings.has("wait")) {
            settings.fault("", "Who waits, waits for one of the requests. Add requests, such as 100.");
        }
        if (settings.has("perEndpoint")) {
            read = read.perEndpoint((int) settings.number("perEndpoint", 100, 1, MOST));
        }
        if (mode.equals("off")) {
            return NONE;
        }
        if (!settings.has("requests") && !settings.has("perEndpoint")) {
            settings.fault("", "Limits need to know how many at a time. Add requests, or perEndpoint, such as 100.");
            return null;
        }
        return mode.equals("shadow") ? read.shadow() : read;
    }

    private static Limits waiting(Settings settings, Limits read) {
        int pending = (int) settings.number("pending", 0, 0, MOST);
        Duration wait = settings.duration("wait");
        if (wait != null && pending == 0) {
            settings.fault("wait", "Nobody may wait. Say how many may by pending, or leave wait out.");
        }
        if (wait != null && wait.isZero()) {
            settings.fault("wait", "Who waits needs a time above zero. Make it longer, or leave pending out.");
            return read;
        }
        return pending == 0 ? read : read.pending(pending, wait == null ? WAIT : wait);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Limits that
                && requests == that.requests
                && pending == that.pending
                && wait.equals(that.wait)
                && perEndpoint == that.perEndpoint
                && shadow == that.shadow;
    }

    @Override
    public int hashCode() {
        return Objects.hash(requests, pending, wait, perEndpoint, shadow);
    }

    @Override
    public String toString() {
        return (requests == 0 ? "any number" : requests + " at a time, " + pending + " waiting")
                + (perEndpoint == 0 ? "" : ", " + perEndpoint + " an endpoint");
    }
}
