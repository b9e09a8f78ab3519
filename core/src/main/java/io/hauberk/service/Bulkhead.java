package io.hauberk.service;

import java.io.InterruptedIOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** {@link Limits} at work: a fair semaphore with a bounded queue, or its shadow, which lets all pass. Thread-safe. */
final class Bulkhead {
    private final Limits limits;
    private final Semaphore permits;
    private final AtomicInteger pending = new AtomicInteger();
    /** In a shadow, those inside, however many. */
    private final AtomicInteger inside = new AtomicInteger();

    Bulkhead(Limits limits) {
        this.limits = limits;
        this.permits = new Semaphore(limits.requests(), true);
    }

    boolean shadowed() {
        return limits.shadowed();
    }

    /**
     * Takes a permit, waiting for one where that is allowed. A shadow does not wait, and lets in who should not be.
     *
     * @return whether there was one
     */
    boolean enter(long leftNanos) throws InterruptedIOException {
        if (limits.shadowed()) {
            return inside.incrementAndGet() <= (long) limits.requests() + limits.pending();
        }
        try {
            // With a time, even none, whoever waits goes first.
            if (permits.tryAcquire(0, TimeUnit.NANOSECONDS)) {
                return true;
            }
            return await(Math.min(leftNanos, limits.longestWait().toNanos()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted while waiting for other calls to end.");
        }
    }

    private boolean await(long nanos) throws InterruptedException {
        if (pending.incrementAndGet() > limits.pending()) {
            pending.decrementAndGet();
            return false;
        }
        try {
            return permits.tryAcquire(nanos, TimeUnit.NANOSECONDS);
        } finally {
            pending.decrementAndGet();
        }
    }

    void leave() {
        if (limits.shadowed()) {
            inside.decrementAndGet();
        } else {
            permits.release();
        }
    }

    int active() {
        return limits.shadowed() ? inside.get() : limits.requests() - permits.availablePermits();
    }

    int pending() {
        return pending.get();
    }
}
