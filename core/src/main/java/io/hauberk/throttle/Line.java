package io.hauberk.throttle;

import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The schedule of one key, and those who wait for their turn, first come first served. Knows no clock: each call tells
 * the time. Thread-safe; the lock is never held while anybody waits.
 */
final class Line {
    /** Of {@link #tryPass} and {@link #join}: this line is no longer used. */
    static final long CLOSED = -1;

    /** A thread that wakes late may make up for it by this much, or by one slot: else each would delay all behind it. */
    private static final long CREDIT = 1_000_000;

    /** In most lines nobody waits. Never changed. */
    private static final ArrayDeque<Place> NOBODY = new ArrayDeque<>(0);

    private final Pace pace;
    private final ReentrantLock lock;
    private ArrayDeque<Place> waiting = NOBODY;
    private long slot;
    private long carried;
    private boolean closed;

    /**
     * @param lock lines may share one
     * @param slot when the first one may go
     */
    Line(Pace pace, ReentrantLock lock, long slot) {
        this.pace = pace;
        this.lock = lock;
        this.slot = slot;
    }

    /** Passes if nobody waits and a slot is due: 0. Else how long a newcomer would have to wait, or {@link #CLOSED}. */
    long tryPass(long now) {
        lock.lock();
        try {
            if (closed) {
                return CLOSED;
            }
            long wait = untilNewcomer(now);
            if (!waiting.isEmpty()) {
                return Math.max(1, wait);
            }
            if (wait == 0) {
                take(now, 0);
            }
            return wait;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes a place at the end, unless the wait would be longer than {@code mostNanos}, or {@code most} wait already.
     *
     * @return how long it will be at most; where there is no place, the complement of that, which is never {@link #CLOSED}
     */
    long join(Place place, long now, int most, long mostNanos) {
        lock.lock();
        try {
            if (closed) {
                return CLOSED;
            }
            long wait = untilNewcomer(now);
            boolean waits = wait > 0 || !waiting.isEmpty();
            if (waits && (waiting.size() >= most || wait > mostNanos)) {
                return ~Math.max(1, wait);
            }
            place.standIn(this, lock);
            waiting = waiting.isEmpty() ? new ArrayDeque<>(4) : waiting;
            waiting.add(place);
            return wait;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the place is the first one, or has been left; does not wait for the time of its slot. */
    void awaitFirst(Place place) throws InterruptedException {
        lock.lock();
        try {
            Condition moved = place.moved();
            while (waiting.peekFirst() != place && !place.left()) {
                moved.await();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Passes if the place is the first one and its slot is due. */
    Turn turn(Place place, long now) {
        lock.lock();
        try {
            long wait = Math.max(0, slot - now);
            boolean left = place.left();
            boolean passed = !left && wait == 0 && waiting.peekFirst() == place;
            if (passed) {
                take(now, Math.max(CREDIT, pace.interval()));
                depart(place);
            }
            return new Turn(passed, left, wait);
        } finally {
            lock.unlock();
        }
    }

    /** Takes the next slot without waiting for it, if it is no further away than that. How far it is, or {@link #CLOSED}. */
    long reserve(long now, long mostNanos) {
        lock.lock();
        try {
            if (closed) {
                return CLOSED;
            }
            long wait = Math.max(0, slot - now);
            if (wait <= mostNanos) {
                take(now, 0);
            }
            return wait;
        } finally {
            lock.unlock();
        }
    }

    /** Gives the place back, if it still has one: those behind it move up. */
    void leave(Place place) {
        lock.lock();
        try {
            depart(place);
        } finally {
            lock.unlock();
        }
    }

    private void depart(Place place) {
        if (place.leave()) {
            boolean first = waiting.peekFirst() == place;
            waiting.remove(place);
            Place next = waiting.peekFirst();
            if (first && next != null) {
                next.signal();
            }
            waiting = next == null ? NOBODY : waiting;
        }
    }

    private long untilNewcomer(long now) {
        int ahead = waiting.size();
        return Math.max(0, slot + (ahead == 0 ? 0 : pace.after(ahead, carried)) - now);
    }

    private void take(long now, long credit) {
        if (now - slot > credit) {
            slot = now - credit;
            carried = 0;
        }
        slot += pace.after(1, carried);
        carried = pace.carry(carried);
    }

    /** Ends the use of this line if it says no more than a fresh one would. */
    boolean closeIfIdle(long now) {
        lock.lock();
        try {
            closed |= waiting.isEmpty() && slot - now <= 0;
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** When the next one may go, if nobody waits. */
    long slot() {
        lock.lock();
        try {
            return slot;
        } finally {
            lock.unlock();
        }
    }

    int length() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    /**
     * What came of a turn.
     *
     * @param passed whether it has passed
     * @param left whether the place had been left before
     * @param nanos else how far the next slot is away
     */
    record Turn(boolean passed, boolean left, long nanos) {}
}
