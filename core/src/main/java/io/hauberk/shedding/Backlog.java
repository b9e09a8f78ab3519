package io.hauberk.shedding;

import io.hauberk.Ticker;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongConsumer;

/**
 * Measures how long tasks wait in the pool that requests run on, by a task that does nothing: the wait of HTTP/1.1 requests
 * begins before anybody has read them, so no container can tell it. One task at a time; thread-safe.
 */
final class Backlog implements Runnable {
    private static final long NONE = Long.MIN_VALUE;

    private final Executor pool;
    private final Ticker nanos;
    private final LongConsumer waited;
    private volatile long sentAt = NONE;

    Backlog(Executor pool, Ticker nanos, LongConsumer waited) {
        this.pool = pool;
        this.nanos = nanos;
        this.waited = waited;
    }

    boolean watches(Executor other) {
        return pool == other;
    }

    /** Sends the next task; while one is under way, tells how long it has been so. */
    void look() {
        long sent = sentAt;
        long now = nanos.nanos();
        if (sent != NONE) {
            waited.accept(now - sent);
            return;
        }
        sentAt = now == NONE ? now + 1 : now;
        try {
            pool.execute(this);
        } catch (RejectedExecutionException e) {
            // Full, or stopped: who is refused waits for nothing.
            sentAt = NONE;
        }
    }

    @Override
    public void run() {
        long sent = sentAt;
        sentAt = NONE;
        if (sent != NONE) {
            waited.accept(nanos.nanos() - sent);
        }
    }
}
