package io.hauberk.okhttp;

import io.hauberk.timer.Periodic;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.ConnectionPool;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one client. OkHttp's own pool wakes a thread whenever a connection is put back, to see whether
 * another has grown old; with a life of 292 years its arithmetic overflows and says that there is nothing to do. That
 * costs a third less of a forwarded request, and a test counts the wake-ups. The price: nothing grows old by itself.
 *
 * <p>So the idle ones are counted every few seconds. What was never needed through a whole period is too many, and then
 * all that are idle at that moment are closed; those that are needed come again.
 */
final class Pool implements AutoCloseable {
    static final Duration SAMPLE = Duration.ofSeconds(5);
    /** Idle connections live for 30 to 60 s, which is less than what servers allow. */
    static final int SAMPLES = 6;
    /** How long whoever closes waits for the farewells. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final int MOST_EVICTING = 4;

    private final ConnectionPool connections =
            new ConnectionPool(Integer.MAX_VALUE, Long.MAX_VALUE, TimeUnit.NANOSECONDS);
    private final AtomicInteger evicting = new AtomicInteger();
    private final Periodic sampling;
    private volatile boolean closed;
    private volatile boolean forgotten;
    private volatile Runnable closing = () -> {};

    // The timer thread's.
    private int samples;
    private int neverNeeded = Integer.MAX_VALUE;

    Pool() {
        this.sampling = Periodic.every(SAMPLE, this::sample);
    }

    ConnectionPool connections() {
        return connections;
    }

    /** What is done when it ends; to be said before anybody can end it. */
    void onClose(Runnable closing) {
        this.closing = closing;
    }

    int idle() {
        return connections.idleConnectionCount();
    }

    /** How many have calls; both counts are taken one after the other, so it is about right. */
    int active() {
        return Math.max(0, connections.connectionCount() - connections.idleConnectionCount());
    }

    /** Counts the idle connections, and closes them where some were idle all the time. */
    void sample() {
        neverNeeded = Math.min(neverNeeded, connections.idleConnectionCount());
        samples++;
        if (samples >= SAMPLES || forgotten) {
            if (neverNeeded > 0 || forgotten) {
                evict();
            }
            samples = 0;
            forgotten = false;
            neverNeeded = Integer.MAX_VALUE;
        }
    }

    /**
     * Closes all that are idle, on a thread of its own: TLS says farewell to each peer, and waits for one that takes
     * nothing. Neither the timer nor a call may wait for that. Where a few such threads wait already, it does nothing.
     *
     * @return the thread, or null where there is none
     */
    @Nullable Thread evict() {
        if (evicting.incrementAndGet() > MOST_EVICTING) {
            evicting.decrementAndGet();
            return null;
        }
        Thread thread = new Thread(this::evictAll, "hauberk-evict");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void evictAll() {
        try {
            connections.evictAll();
        } finally {
            evicting.decrementAndGet();
        }
    }

    /**
     * An endpoint is gone, so soon all that are idle are closed: OkHttp does not tell whose they are. Those that are
     * needed come again, and it happens at most once in 5 s, however many endpoints go.
     */
    void forget() {
        forgotten = true;
    }

    /** A call has ended; after the end of the pool nobody else would close its connection. */
    void ended() {
        if (closed) {
            connections.evictAll();
        }
    }

    /** Closes idle connections now, and those in use when their calls end. Waits for slow peers, but not for ever. */
    @Override
    public void close() {
        closed = true;
        closing.run();
        sampling.close();
        Thread evicts = evict();
        try {
            if (evicts != null) {
                evicts.join(PATIENCE.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
