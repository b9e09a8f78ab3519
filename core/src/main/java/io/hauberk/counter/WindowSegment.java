package io.hauberk.counter;

import io.hauberk.CounterStore.Level;
import java.util.concurrent.locks.ReentrantLock;

/** One part of {@link WindowCounters}. As {@link Segment}, but for rows of several numbers, and always under its lock. */
final class WindowSegment {
    private static final int CELLS = 64;

    private final Window window;
    private final int maxBuckets;
    private final Runnable overflow;
    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by lock.
    private Rows rows;
    private final long[] fresh;
    private long[] cells = new long[0];
    /** The latest time that was seen: who read the clock before that is taken to have read this. */
    private long latest;

    WindowSegment(Window window, int maxBuckets, Runnable overflow) {
        this.window = window;
        this.maxBuckets = maxBuckets;
        this.overflow = overflow;
        this.rows = new Rows(0, window.length());
        this.fresh = new long[window.length()];
    }

    Level take(long key, long now, long cost, long limit, long lasts, boolean really) {
        lock.lock();
        try {
            advance(now);
            int found = rows.find(key);
            long[] row = found == Rows.NONE ? inherited(key) : rows.data();
            int at = found == Rows.NONE ? 0 : found;
            boolean enough = cost <= limit && window.used(row, at, latest) + cost <= limit;
            if (enough && really && cost > 0) {
                window.add(row, at, latest, cost, lasts);
                settle(found, key, lasts);
            }
            return level(enough, row, at, cost, limit);
        } finally {
            lock.unlock();
        }
    }

    Level adjust(long key, long now, long permits, long stamp, long limit, long lasts) {
        lock.lock();
        try {
            advance(now);
            int found = rows.find(key);
            long[] row = found == Rows.NONE ? inherited(key) : rows.data();
            int at = found == Rows.NONE ? 0 : found;
            if (permits > 0) {
                window.add(row, at, latest, permits, lasts);
                settle(found, key, lasts);
            } else if (found != Rows.NONE) {
                window.giveBack(row, at, latest, -permits, stamp, lasts);
            }
            return level(true, row, at, 0, limit);
        } finally {
            lock.unlock();
        }
    }

    void reset(long key, long now) {
        lock.lock();
        try {
            advance(now);
            int found = rows.find(key);
            if (found != Rows.NONE) {
                rows.data()[found] = 0;
            }
        } finally {
            lock.unlock();
        }
    }

    private void advance(long now) {
        latest = Math.max(latest, now);
    }

    /** What one who has no place begins with. */
    private long[] inherited(long key) {
        if (cells.length == 0) {
            fresh[0] = 0;
        } else {
            System.arraycopy(cells, cell(key), fresh, 0, fresh.length);
        }
        return fresh;
    }

    /** Gives a new one its place. */
    private void settle(int found, long key, long lasts) {
        if (found != Rows.NONE) {
            return;
        }
        while (!rows.put(key, fresh, 0, latest)) {
            if (rows.buckets() == maxBuckets) {
                window.share(fresh, 0, latest, lasts);
                share(key, fresh, 0);
                return;
            }
            grow();
        }
    }

    private void grow() {
        Rows old = rows;
        Rows larger = new Rows(Math.min(maxBuckets, Math.max(1, old.buckets() * 2)), window.length());
        for (int i = 0; i < old.count(); i++) {
            int row = old.row(i);
            if (Window.open(old.data(), row, latest) && !larger.put(old.key(i), old.data(), row, latest)) {
                share(old.key(i), old.data(), row);
            }
        }
        rows = larger;
    }

    private void share(long key, long[] row, int at) {
        if (cells.length == 0) {
            cells = new long[CELLS * window.length()];
        }
        window.merge(cells, cell(key), row, at, latest);
        overflow.run();
    }

    private int cell(long key) {
        return ((int) (key >>> 32) & CELLS - 1) * window.length();
    }

    private Level level(boolean enough, long[] row, int at, long cost, long limit) {
        long used = window.used(row, at, latest);
        long remaining = Math.max(0, limit - used);
        long untilMore = used == 0 ? 0 : window.nanosUntil(Math.min(used, limit) - 1, row, at, latest);
        long untilEnough = 0;
        if (!enough) {
            untilEnough = cost > limit ? Long.MAX_VALUE : window.nanosUntil(limit - cost, row, at, latest);
        }
        return new Level(enough, used, remaining, untilMore, untilEnough, latest);
    }

    int live(long now) {
        lock.lock();
        try {
            advance(now);
            int live = 0;
            for (int i = 0; i < rows.count(); i++) {
                live += Window.open(rows.data(), rows.row(i), latest) ? 1 : 0;
            }
            return live;
        } finally {
            lock.unlock();
        }
    }

    long bytes() {
        lock.lock();
        try {
            return 8L * rows.data().length;
        } finally {
            lock.unlock();
        }
    }
}
