package io.hauberk;

import java.io.InterruptedIOException;
import java.time.Duration;

/** Lets a thread wait. Everything that waits takes one, so that tests run in virtual time. */
@FunctionalInterface
public interface Sleeper {
    /**
     * Blocks the calling thread for the duration; returns at once for zero or less.
     *
     * @throws InterruptedIOException if the thread was interrupted; its interrupt flag is set again
     */
    void sleep(Duration duration) throws InterruptedIOException;

    /** Sleeps for real. */
    static Sleeper system() {
        return duration -> {
            try {
                Thread.sleep(
                        Math.max(0, duration.toMillis()),
                        duration.isNegative() ? 0 : duration.toNanosPart() % 1_000_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("Interrupted while waiting.");
            }
        };
    }
}
