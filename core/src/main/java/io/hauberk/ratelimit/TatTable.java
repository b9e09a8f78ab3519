package io.hauberk.ratelimit;

import java.time.Duration;

/**
 * The theoretical arrival times (TAT) of all callers of one limit. Bounded; grows as callers come, 16 bytes a slot, and
 * keeps half as many more slots as callers that it must remember. Thread-safe; deciding allocates nothing.
 *
 * <p>A caller whose allowance is full again needs no memory: its slot is free. See {@link Segment} for what happens when
 * all are taken.
 */
final class TatTable {
    private static final int SEGMENTS = 16;
    /** Time starts here, so that one who read the clock before the first one did sees no negative time. */
    private static final long START = Duration.ofHours(1).toNanos();

    private final Gcra gcra;
    private final Segment[] segments = new Segment[SEGMENTS];
    private volatile boolean begun;
    private long epoch;

    TatTable(Gcra gcra, int maxKeys, Overflow overflow) {
        this.gcra = gcra;
        int buckets = (int) Math.max(1, maxKeys * 3L / (2 * SEGMENTS * Slots.BUCKET));
        for (int i = 0; i < SEGMENTS; i++) {
            segments[i] = new Segment(gcra, buckets, overflow);
        }
    }

    /** The time of this table for what a monotonic clock tells, in units of its arithmetic. */
    long now(long nanos) {
        if (!begun) {
            begin(nanos);
        }
        return gcra.units(nanos - epoch);
    }

    private synchronized void begin(long nanos) {
        if (!begun) {
            epoch = nanos - START;
            begun = true;
        }
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
