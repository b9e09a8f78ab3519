package io.hauberk.basic;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How much of the machine may hash passwords at once. One for the process, since its processors are: twenty routes with a
 * filter each are no reason to burn twenty times as much.
 */
final class Hashing {
    private static final int MAX_WAITING = 16;
    private static final Hashing OF_PROCESS =
            new Hashing(Math.max(1, Runtime.getRuntime().availableProcessors() / 2), 1000);

    private final Semaphore permits;
    private final long waitMillis;
    private final AtomicInteger waiting = new AtomicInteger();

    Hashing(int atOnce, long waitMillis) {
        this.permits = new Semaphore(atOnce, true);
        this.waitMillis = waitMillis;
    }

    static Hashing ofProcess() {
        return OF_PROCESS;
    }

    /** Waits for a turn, a second at most, unless too many wait; false if there is none. Whoever has one gives it back. */
    boolean begin() {
        if (permits.tryAcquire()) {
            return true;
        }
        try {
            return waiting.incrementAndGet() <= MAX_WAITING && permits.tryAcquire(waitMillis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            waiting.decrementAndGet();
        }
    }

    void end() {
        permits.release();
    }
}
