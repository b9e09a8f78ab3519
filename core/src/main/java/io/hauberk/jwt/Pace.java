package io.hauberk.jwt;

import java.time.Duration;

/**
 * How often keys may be read because a token names an unknown one: twice at once, then every 30 seconds. Without it,
 * anybody could have us hammer the issuer with made-up key IDs. Each reading counts, whatever it was for. Thread-safe.
 */
final class Pace {
    static final Duration EVERY = Duration.ofSeconds(30);
    private static final long BURST = 2;

    /** When all are there again, by the ticker. */
    private long fullAt;

    Pace(long now) {
        fullAt = now;
    }

    /** Whether there is one to take. */
    synchronized boolean spare(long now) {
        return missing(now) <= (BURST - 1) * EVERY.toNanos();
    }

    /** Takes one, if there is one. */
    synchronized void take(long now) {
        if (spare(now)) {
            fullAt = now + missing(now) + EVERY.toNanos();
        }
    }

    private long missing(long now) {
        return Math.max(0, fullAt - now);
    }
}
