package io.hauberk.counter;

import io.hauberk.CounterStore.Level;

/** Counters in windows. */
public final class WindowCounters implements Counters {
    private static final int SEGMENTS = 16;

    private final long limit;
    private final long lasts;
    private final Epoch epoch = new Epoch();
    private final WindowSegment[] segments = new WindowSegment[SEGMENTS];

    WindowCounters(Window window, long limit, long lasts, int maxKeys, Runnable overflow) {
        this.limit = limit;
        this.lasts = lasts;
        int buckets = (int) Math.max(1, maxKeys * 3L / (2 * SEGMENTS * Slots.BUCKET));
        int most = Integer.MAX_VALUE / 2 / Slots.BUCKET / (window.length() + 1);
        if (buckets > most) {
            throw new IllegalArgumentException("Counters of " + 8 * (window.length() + 1) + " bytes each have room for "
                    + (long) most * Slots.BUCKET * SEGMENTS * 2 / 3 + " keys at most, but maxKeys is " + maxKeys + ".");
        }
        for (int i = 0; i < SEGMENTS; i++) {
            segments[i] = new WindowSegment(window, buckets, overflow);
        }
    }

    /** Windows of different limits and lengths, which are told with each call. */
    public static WindowCounters ofWindows(int maxKeys, Runnable overflow) {
        return new WindowCounters(new FixedWindow(), 1, 1, maxKeys, overflow);
    }

    @Override
    public Level take(long key, long nanos, long cost) {
        return take(key, nanos, cost, limit, lasts);
    }

    @Override
    public Level peek(long key, long nanos, long cost) {
        return peek(key, nanos, cost, limit, lasts);
    }

    @Override
    public Level adjust(long key, long nanos, long permits, long stamp) {
        return adjust(key, nanos, permits, stamp, limit, lasts);
    }

    /** As {@link #take(long, long, long)}; a window that is not open opens, and closes after so many nanoseconds. */
    public Level take(long key, long nanos, long cost, long limit, long lasts) {
        return segment(key).take(key(key), epoch.since(nanos), cost, limit, lasts, true);
    }

    /** As {@link #peek(long, long, long)}. */
    public Level peek(long key, long nanos, long cost, long limit, long lasts) {
        return segment(key).take(key(key), epoch.since(nanos), cost, limit, lasts, false);
    }

    /** As {@link #adjust(long, long, long, long)}. */
    public Level adjust(long key, long nanos, long permits, long stamp, long limit, long lasts) {
        return segment(key).adjust(key(key), epoch.since(nanos), permits, stamp, limit, lasts);
    }

    @Override
    public void reset(long key, long nanos) {
        segment(key).reset(key(key), epoch.since(nanos));
    }

    @Override
    public int live(long nanos) {
        long now = epoch.since(nanos);
        int live = 0;
        for (WindowSegment segment : segments) {
            live += segment.live(now);
        }
        return live;
    }

    @Override
    public long bytes() {
        long bytes = 0;
        for (WindowSegment segment : segments) {
            bytes += segment.bytes();
        }
        return bytes;
    }

    private WindowSegment segment(long hash) {
        return segments[(int) (key(hash) >>> 60)];
    }

    private static long key(long hash) {
        return hash == 0 ? 1 : hash;
    }
}
