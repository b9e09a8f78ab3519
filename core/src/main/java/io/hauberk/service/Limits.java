package io.hauberk.service;

import io.hauberk.Settings;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How many calls of a service there may be at a time (a bulkhead), so that one that is slow does not hold all threads. A
 * call counts from its beginning to the last byte of its answer; an answer that nobody closes counts for ever. Some may
 * wait, in the order of their coming, never past their deadline; others are refused: 503 {@code overloaded}, with {@code
 * x-envoy-overloaded}. Waiting blocks the calling thread. Immutable, thread-safe. Default of a service: no limit.
 */
public final class Limits {
    private static final Duration WAIT = Duration.ofMillis(100);

    private final int requests;
    private final int pending;
    private final Duration wait;

    private Limits(int requests, int pending, Duration wait) {
        this.requests = requests;
        this.pending = pending;
        this.wait = wait;
    }

    /** So many calls at a time, 1 to 1,000,000; nobody waits. */
    public static Limits requests(int requests) {
        if (requests < 1 || requests > 1_000_000) {
            throw new IllegalArgumentException(
                    "A service takes 1 to 1000000 requests at a time, but this asks for " + requests + ".");
        }
        return new Limits(requests, 0, WAIT);
    }

    /** So many may wait, 0 to 1,000,000, each for so long. */
    public Limits pending(int pending, Duration wait) {
        if (pending < 0 || pending > 1_000_000 || wait.isNegative() || pending > 0 && wait.isZero()) {
            throw new IllegalArgumentException(
                    "0 to 1000000 calls may wait, and for a time above zero, but this asks for " + pending + " and "
                            + wait + ".");
        }
        return new Limits(requests, pending, wait);
    }

    /** How many calls at a time. */
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

    /** Reads {@code limits: { requests, pending, wait }}. */
    static @Nullable Limits from(Settings settings) {
        if (!settings.has("requests")) {
            settings.fault("", "Limits need to know how many requests at a time. Add requests, such as 100.");
            return null;
        }
        Limits read = requests((int) settings.number("requests", 100, 1, 1_000_000));
        int pending = (int) settings.number("pending", 0, 0, 1_000_000);
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
                && wait.equals(that.wait);
    }

    @Override
    public int hashCode() {
        return Objects.hash(requests, pending, wait);
    }

    @Override
    public String toString() {
        return requests + " at a time, " + pending + " waiting";
    }
}
