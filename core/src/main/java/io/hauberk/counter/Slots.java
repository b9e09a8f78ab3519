package io.hauberk.counter;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Key hashes and their theoretical arrival times (TAT), in buckets of eight; a key may stand in either of two buckets. 16
 * bytes a slot.
 *
 * <p>A slot whose TAT is in the past is free. Whoever finds its key in a slot changes the TAT by compare-and-set, without
 * a lock. A slot changes hands only under the lock of its segment: its TAT becomes {@link #CLAIMED}, then the key is
 * written, then the new TAT. Since TATs in one slot only grow, a compare-and-set with a TAT that was read while the key
 * stood there cannot hit the slot's next owner.
 */
final class Slots {
    /** A TAT that says: this slot changes hands just now. */
    static final long CLAIMED = -1;
    /** A TAT that says: this slot is no longer used, its content stands in a larger table. */
    static final long MOVED = -2;
    /** There is no such slot. */
    static final int NONE = -1;

    static final int BUCKET = 8;
    private static final long NO_KEY = 0;
    private static final long REMIX = 0x9E3779B97F4A7C15L;

    private final int buckets;
    private final AtomicLongArray keys;
    private final AtomicLongArray tats;

    Slots(int buckets) {
        this.buckets = buckets;
        this.keys = new AtomicLongArray(buckets * BUCKET);
        this.tats = new AtomicLongArray(buckets * BUCKET);
    }

    int buckets() {
        return buckets;
    }

    /** The slot where a key stands, live or not. */
    int find(long key) {
        if (buckets == 0) {
            return NONE;
        }
        int slot = find(key, first(key, buckets));
        return slot != NONE ? slot : find(key, second(key, buckets));
    }

    private int find(long key, int start) {
        for (int i = start; i < start + BUCKET; i++) {
            if (keys.get(i) == key) {
                return i;
            }
        }
        return NONE;
    }

    /** The TAT in a slot; a negative one where the slot is not, or no longer, the key's. */
    long tat(int slot, long key) {
        long tat = tats.get(slot);
        return keys.get(slot) == key ? tat : MOVED;
    }

    /** Replaces a TAT that was read for a key; false if it is another one by now. */
    boolean replace(int slot, long tat, long next) {
        return tats.compareAndSet(slot, tat, next);
    }

    /** Puts a key where there is a free slot, in the emptier of its buckets; false where none is. Under the lock. */
    boolean put(long key, long tat, long now) {
        if (buckets == 0) {
            return false;
        }
        int first = first(key, buckets);
        int second = second(key, buckets);
        boolean swap = free(second, now) > free(first, now);
        return putInto(swap ? second : first, key, tat, now) || putInto(swap ? first : second, key, tat, now);
    }

    private int free(int start, long now) {
        int free = 0;
        for (int i = start; i < start + BUCKET; i++) {
            free += tats.get(i) < now ? 1 : 0;
        }
        return free;
    }

    private boolean putInto(int start, long key, long tat, long now) {
        for (int i = start; i < start + BUCKET; i++) {
            long old = tats.get(i);
            if (old < now && tats.compareAndSet(i, old, CLAIMED)) {
                keys.set(i, key);
                tats.set(i, tat);
                return true;
            }
        }
        return false;
    }

    /** Ends the use of a slot and tells the TAT that it had. Under the lock. */
    long move(int slot) {
        return tats.getAndSet(slot, MOVED);
    }

    long key(int slot) {
        return keys.get(slot);
    }

    int length() {
        return buckets * BUCKET;
    }

    /** How many slots hold a key with a TAT that is not past. */
    int live(long now) {
        int live = 0;
        for (int i = 0; i < length(); i++) {
            live += keys.get(i) != NO_KEY && tats.get(i) >= now ? 1 : 0;
        }
        return live;
    }

    /** Where the first bucket of a key begins. */
    static int first(long key, int buckets) {
        return BUCKET * (int) ((key & 0xFFFF_FFFFL) * buckets >>> 32);
    }

    /** Where the second one does. */
    static int second(long key, int buckets) {
        return BUCKET * (int) ((key * REMIX >>> 32) * buckets >>> 32);
    }
}
