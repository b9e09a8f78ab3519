package io.hauberk.counter;

/** Keys and their rows, in buckets of eight; a key may stand in either of two. Used under the lock of its segment. */
final class Rows {
    static final int NONE = -1;

    private final int buckets;
    private final int stride;
    private final long[] data;

    Rows(int buckets, int length) {
        this.buckets = buckets;
        this.stride = length + 1;
        this.data = new long[buckets * Slots.BUCKET * stride];
    }

    int buckets() {
        return buckets;
    }

    long[] data() {
        return data;
    }

    int count() {
        return buckets * Slots.BUCKET;
    }

    /** Where the row of the n-th place begins. */
    int row(int place) {
        return place * stride + 1;
    }

    long key(int place) {
        return data[place * stride];
    }

    /** Where the row of a key begins, whether or not its time is over. */
    int find(long key) {
        if (buckets == 0) {
            return NONE;
        }
        int row = find(key, Slots.first(key, buckets));
        return row != NONE ? row : find(key, Slots.second(key, buckets));
    }

    private int find(long key, int start) {
        for (int i = start; i < start + Slots.BUCKET; i++) {
            if (data[i * stride] == key) {
                return i * stride + 1;
            }
        }
        return NONE;
    }

    /** Puts a key where there is a free place, in the emptier of its buckets; false where none is. */
    boolean put(long key, long[] row, int at, long now) {
        if (buckets == 0) {
            return false;
        }
        int first = Slots.first(key, buckets);
        int second = Slots.second(key, buckets);
        boolean swap = free(second, now) > free(first, now);
        return putInto(swap ? second : first, key, row, at, now) || putInto(swap ? first : second, key, row, at, now);
    }

    private int free(int start, long now) {
        int free = 0;
        for (int i = start; i < start + Slots.BUCKET; i++) {
            free += Window.open(data, i * stride + 1, now) ? 0 : 1;
        }
        return free;
    }

    private boolean putInto(int start, long key, long[] row, int at, long now) {
        for (int i = start; i < start + Slots.BUCKET; i++) {
            int place = i * stride;
            if (!Window.open(data, place + 1, now)) {
                data[place] = key;
                System.arraycopy(row, at, data, place + 1, stride - 1);
                return true;
            }
        }
        return false;
    }
}
