package io.hauberk.credential;

/**
 * A set of hashes of 128 bits with open addressing, at most three quarters full: 22 to 43 bytes each. The hashes must be
 * evenly spread, and no stranger may choose them. Not thread-safe.
 */
final class Marks {
    private long[] slots = new long[32];
    private int size;

    /** Adds a hash; false if it was there. */
    boolean add(long low, long high) {
        long odd = low | 1; // zero stands for a free place
        int at = find(slots, odd, high);
        if (slots[at] != 0) {
            return false;
        }
        if ((size + 1) * 8L > slots.length * 3L) {
            grow();
            at = find(slots, odd, high);
        }
        slots[at] = odd;
        slots[at + 1] = high;
        size++;
        return true;
    }

    boolean contains(long low, long high) {
        return slots[find(slots, low | 1, high)] != 0;
    }

    int size() {
        return size;
    }

    private void grow() {
        long[] larger = new long[slots.length * 2];
        for (int i = 0; i < slots.length; i += 2) {
            if (slots[i] != 0) {
                int at = find(larger, slots[i], slots[i + 1]);
                larger[at] = slots[i];
                larger[at + 1] = slots[i + 1];
            }
        }
        slots = larger;
    }

    /** Where the hash is, or the free place where it would be. */
    private static int find(long[] slots, long low, long high) {
        int mask = slots.length / 2 - 1;
        int at = (int) high & mask;
        while (slots[2 * at] != 0 && (slots[2 * at] != low || slots[2 * at + 1] != high)) {
            at = at + 1 & mask;
        }
        return 2 * at;
    }
}
