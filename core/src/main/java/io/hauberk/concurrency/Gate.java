package io.hauberk.concurrency;

import io.hauberk.Ticker;
import java.io.InterruptedIOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Permits under one limit, and who waits for one. A limit that falls below what is in flight takes no permit back; it only
 * gives no new ones. Without a queue it never blocks: a permit is one change of a number. Thread-safe.
 */
final class Gate {
    private final Bound bound;
    private final Terms terms;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final ReentrantLock lock = new ReentrantLock();
    /** Guarded by the lock. */
    private final WaitQueue<Waiter> queue;

    private volatile int waiting;
    /** How many requests hold or want a permit here; guarded by whoever keeps several gates. */
    int users;

    Gate(Terms terms, Bound bound) {
        this.terms = terms;
        this.bound = bound;
        this.queue = new WaitQueue<>(terms.ranks(), terms.queue());
    }

    Bound bound() {
        return bound;
    }

    int inFlight() {
        return inFlight.get();
    }

    int waiting() {
        return waiting;
    }

    /** How many may be in flight for a request of this rank to be let in. */
    private int most(int rank) {
        return terms.most(bound.limit(), rank);
    }

    /** Takes a permit if there is one for this rank and nobody waits; {@code more} are there besides the limit. */
    boolean tryEnter(int rank, int more) {
        return (waiting == 0 || more > 0) && taken(most(rank) + more);
    }

    private boolean taken(int most) {
        int now = inFlight.get();
        while (now < most) {
            if (inFlight.compareAndSet(now, now + 1)) {
                return true;
            }
            now = inFlight.get();
        }
        return false;
    }

    /** Takes a permit, waiting for it for a time; false where the queue is full, or the time has passed. Blocks. */
    boolean await(int rank, long nanos, Ticker ticker) throws InterruptedIOException {
        lock.lock();
        try {
            Waiter waiter = line(rank, nanos, ticker);
            return waiter != null && awaited(waiter, nanos);
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Waiter line(int rank, long nanos, Ticker ticker) {
        if (queue.full()) {
            Waiter displaced = queue.displacedBy(rank);
            if (displaced == null) {
                return null;
            }
            displaced.refused = true;
            displaced.woken.signal();
        }
        Waiter waiter = new Waiter(rank, ticker, ticker.nanos() + nanos / 2, lock.newCondition());
        queue.add(waiter);
        waiting = queue.size();
        // A permit that came back in between was not handed to us.
        handOver();
        return waiter;
    }

    private boolean awaited(Waiter waiter, long nanos) throws InterruptedIOException {
        try {
            long left = nanos;
            while (!waiter.admitted && !waiter.refused && left > 0) {
                left = waiter.woken.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            if (waiter.admitted) {
                leave();
            }
            leaveLine(waiter);
            throw new InterruptedIOException("Interrupted while waiting for other requests to end.");
        }
        leaveLine(waiter);
        return waiter.admitted;
    }

    private void leaveLine(Waiter waiter) {
        queue.remove(waiter);
        waiting = queue.size();
    }

    /** Gives free permits to those who wait. Under the lock. */
    private void handOver() {
        int rank = queue.best();
        while (rank >= 0 && taken(most(rank))) {
            Waiter next = queue.take(rank);
            next.admitted = true;
            next.woken.signal();
            rank = queue.best();
        }
        waiting = queue.size();
    }

    /** Gives a permit back. */
    void leave() {
        inFlight.decrementAndGet();
        admit();
    }

    /** The limit may have risen, or a permit come back. */
    void admit() {
        if (waiting > 0) {
            lock.lock();
            try {
                handOver();
            } finally {
                lock.unlock();
            }
        }
    }

    /** One thread that waits. */
    private static final class Waiter implements WaitQueue.Waiting {
        private final int rank;
        private final Ticker ticker;
        private final long impatientAt;
        private final Condition woken;
        private boolean admitted;
        private boolean refused;

        Waiter(int rank, Ticker ticker, long impatientAt, Condition woken) {
            this.rank = rank;
            this.ticker = ticker;
            this.impatientAt = impatientAt;
            this.woken = woken;
        }

        @Override
        public int rank() {
            return rank;
        }

        @Override
        public boolean impatient() {
            return ticker.nanos() - impatientAt >= 0;
        }
    }
}
