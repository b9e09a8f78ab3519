package io.hauberk.store;

import java.time.Duration;

/**
 * Whether a store is asked. After five failures in a row it is not, but for one operation each second, until that one
 * succeeds. Knows no clock; thread-safe, never blocks for long.
 */
final class Breaker {
    private static final int FAILURES = 5;
    private static final long PAUSE = Duration.ofSeconds(1).toNanos();

    // Guarded by this.
    private int failures;
    private boolean open;
    private long nextProbe;

    /** Whether to ask now. Where the answer is yes while it is open, nobody else asks for a second. */
    boolean permits(long now) {
        // Read without the lock would be enough but for the probe, and the lock is held for nanoseconds.
        synchronized (this) {
            if (!open) {
                return true;
            }
            if (now - nextProbe < 0) {
                return false;
            }
            nextProbe = now + PAUSE;
            return true;
        }
    }

    /** Notes an answer; whether that has ended an outage. */
    synchronized boolean succeeded() {
        boolean ended = open;
        open = false;
        failures = 0;
        return ended;
    }

    /** Notes a failure; whether that has begun an outage. */
    synchronized boolean failed(long now) {
        failures = Math.min(FAILURES, failures + 1);
        if (open) {
            return false;
        }
        if (failures == FAILURES) {
            open = true;
            nextProbe = now + PAUSE;
        }
        return open;
    }

    synchronized boolean open() {
        return open;
    }
}
