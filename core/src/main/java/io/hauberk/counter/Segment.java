package io.hauberk.counter;

import java.util.concurrent.locks.ReentrantLock;

/**
 * One part of a {@link TatTable}. It starts empty and doubles until it has its share of the table's bound.
 *
 * <p>A known caller is counted without a lock. A new one takes the lock: it gets a free slot, or a larger table, or,
 * where the bound is reached and both its buckets are full of others that are live, it is counted in a cell that it
 * shares. It inherits that cell's count when it gets a slot later. So nobody is ever pushed out, nobody starts afresh
 * because of others, and those who came late are treated strictly.
 */
final class Segment {
    private static final int CELLS = 64;
    private static final Slots EMPTY = new Slots(0);

    private final Gcra gcra;
    private final int maxBuckets;
    private final Runnable overflow;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile Slots slots = EMPTY;

    // Guarded by lock.
    private long[] cells = new long[0];
    /** The latest time by which a slot was found to be free: one who read the clock before may not rely on that slot. */
    private long horizon;

    Segment(Gcra gcra, int maxBuckets, Runnable overflow) {
        this.gcra = gcra;
        this.maxBuckets = maxBuckets;
        this.overflow = overflow;
    }

    /** The TAT after taking, or the bitwise complement of the TAT that forbids it. */
    long take(long key, long now, long cost) {
        long result = takeFrom(slots, key, now, cost);
        return result == Slots.MOVED ? takeUnderLock(key, now, cost) : result;
    }

    /** The TAT by which the key would be judged. */
    long peek(long key, long now) {
        Slots current = slots;
        int slot = current.find(key);
        long tat = slot == Slots.NONE ? Slots.MOVED : current.tat(slot, key);
        if (tat >= 0) {
            return tat;
        }
        lock.lock();
        try {
            slot = slots.find(key);
            return slot == Slots.NONE ? shared(key) : slots.tat(slot, key);
        } finally {
            lock.unlock();
        }
    }

    /** Takes where the key is known; {@link Slots#MOVED} where it is not. */
    private long takeFrom(Slots current, long key, long now, long cost) {
        int slot = current.find(key);
        while (slot != Slots.NONE) {
            long tat = current.tat(slot, key);
            if (tat < 0) {
                return Slots.MOVED;
            }
            long next = gcra.take(tat, now, cost);
            if (next == Gcra.REFUSED) {
                return refused(tat);
            }
            if (current.replace(slot, tat, next)) {
                return next;
            }
        }
        return Slots.MOVED;
    }

    private long takeUnderLock(long key, long now, long cost) {
        lock.lock();
        try {
            long result = takeFrom(slots, key, now, cost);
            return result == Slots.MOVED ? takeAsNew(key, Math.max(now, horizon), cost) : result;
        } finally {
            lock.unlock();
        }
    }

    private long takeAsNew(long key, long now, long cost) {
        horizon = now;
        long inherited = shared(key);
        long next = gcra.take(inherited, now, cost);
        return next == Gcra.REFUSED ? refused(inherited) : settle(key, next, now);
    }

    /** Gives a new one its place. */
    private long settle(long key, long tat, long now) {
        while (!slots.put(key, tat, now)) {
            if (slots.buckets() == maxBuckets) {
                share(key, tat);
                return tat;
            }
            grow(now);
        }
        return tat;
    }

    /**
     * The TAT after a correction. It may be lower than before, but not lower than the time by which the slot was free for
     * this key: so a TAT that was read for the slot's last owner does not come back.
     */
    long adjust(long key, long now, long permits, long age) {
        lock.lock();
        try {
            long from = Math.max(now, horizon);
            int slot = slots.find(key);
            if (slot != Slots.NONE) {
                return adjustIn(slot, key, from, permits, age);
            }
            long inherited = shared(key);
            if (permits <= 0) {
                return inherited;
            }
            horizon = from;
            return settle(key, gcra.adjust(inherited, from, permits, age), from);
        } finally {
            lock.unlock();
        }
    }

    private long adjustIn(int slot, long key, long now, long permits, long age) {
        long tat = slots.tat(slot, key);
        long next = gcra.adjust(tat, now, permits, age);
        while (!slots.replace(slot, tat, next)) {
            tat = slots.tat(slot, key);
            next = gcra.adjust(tat, now, permits, age);
        }
        return next;
    }

    void reset(long key, long now) {
        lock.lock();
        try {
            int slot = slots.find(key);
            long full = Math.max(now, horizon);
            while (slot != Slots.NONE && !slots.replace(slot, slots.tat(slot, key), full)) {
                // Somebody took in between.
            }
        } finally {
            lock.unlock();
        }
    }

    private void grow(long now) {
        Slots old = slots;
        Slots larger = new Slots(Math.min(maxBuckets, Math.max(1, old.buckets() * 2)));
        for (int i = 0; i < old.length(); i++) {
            long tat = old.move(i);
            if (tat >= now && !larger.put(old.key(i), tat, now)) {
                share(old.key(i), tat);
            }
        }
        slots = larger;
    }

    private long shared(long key) {
        return cells.length == 0 ? 0 : cells[cell(key)];
    }

    private void share(long key, long tat) {
        if (cells.length == 0) {
            cells = new long[CELLS];
        }
        cells[cell(key)] = Math.max(cells[cell(key)], tat);
        overflow.run();
    }

    private static int cell(long key) {
        return (int) (key >>> 32) & CELLS - 1;
    }

    /** Never one of the markers: a TAT that forbids something is beyond now, and time starts far above zero. */
    private static long refused(long tat) {
        return ~tat;
    }

    int live(long now) {
        return slots.live(now);
    }

    int slots() {
        return slots.length();
    }
}
