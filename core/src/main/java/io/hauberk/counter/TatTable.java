package io.hauberk.counter;

/**
 * The theoretical arrival times (TAT) of all callers of one limit. Bounded; grows as callers come, 16 bytes a slot, and
 * keeps half as many more slots as callers that it must remember. Thread-safe; deciding allocates nothing.
 *
 * <p>A caller whose allowance is full again needs no memory: its slot is free. See {@link Segment} for what happens when
 * all are taken.
 */
final class TatTable {
    private static final int SEGMENTS = 16;
    private final Gcra gcra;
    private final Segment[] segments = new Segment[SEGMENTS];
    private final Epoch epoch = new Epoch();

    TatTable(Gcra gcra, int maxKeys, Runnable overflow) {
        this.gcra = gcra;
        int buckets = (int) Math.max(1, maxKeys * 3L / (2 * SEGMENTS * Slots.BUCKET));
        for (int i = 0; i < SEGMENTS; i++) {
            segments[i] = new Segment(gcra, buckets, overflow);
        }
    }

    /** The time of this table for what a monotonic clock tells, in nanoseconds. */
    long time(long nanos) {
        return epoch.since(nanos);
    }

    /** The same, in units of its arithmetic. */
    long now(long nanos) {
        return gcra.units(time(nanos));
    }

    /** Takes {@code cost}: the caller's TAT from now on, or, where it may not, the bitwise complement of the one it has. */
    long take(long hash, long now, long cost) {
        long key = key(hash);
        return segment(key).take(key, now, cost);
    }

    /** The caller's TAT. */
    long peek(long hash, long now) {
        long key = key(hash);
        return segment(key).peek(key, now);
    }

    /** The caller's TAT after a correction; see {@link Gcra#adjust}. */
    long adjust(long hash, long now, long permits, long age) {
        long key = key(hash);
        return segment(key).adjust(key, now, permits, age);
    }

    /** Gives the caller its full allowance, unless it is counted together with others. */
    void reset(long hash, long now) {
        long key = key(hash);
        segment(key).reset(key, now);
    }

    /** How many callers are remembered that have not their full allowance. */
    int live(long now) {
        int live = 0;
        for (Segment segment : segments) {
            live += segment.live(now);
        }
        return live;
    }

    /** The bytes of all slots. */
    long bytes() {
        long bytes = 0;
        for (Segment segment : segments) {
            bytes += 16L * segment.slots();
        }
        return bytes;
    }

    private Segment segment(long key) {
        return segments[(int) (key >>> 60)];
    }

    private static long key(long hash) {
        return hash == 0 ? 1 : hash;
    }
}
