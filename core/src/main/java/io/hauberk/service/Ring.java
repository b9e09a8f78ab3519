package io.hauberk.service;

import java.util.Arrays;

/**
 * A ring of hashes (Karger et al., 1997; Ketama's use of it): each member has points on it in proportion to its weight,
 * and has the keys between each of its points and the one before. The member's index is kept in the lowest bits of its
 * points, so that a point is one number.
 */
final class Ring implements Table {
    private static final int POINTS_EACH = 160;
    private static final int MOST_POINTS = 1 << 20;

    private final long[] points;
    private final int indexBits;

    private Ring(long[] points, int indexBits) {
        this.points = points;
        this.indexBits = indexBits;
    }

    static Ring of(Members members) {
        int size = members.size();
        int indexBits = 32 - Integer.numberOfLeadingZeros(size);
        double total = 0;
        for (int i = 0; i < size; i++) {
            total += members.weight(i);
        }
        double points = Math.max(size, Math.min((double) POINTS_EACH * size, MOST_POINTS));
        long[] all = new long[(int) points + size];
        int count = 0;
        for (int i = 0; i < size; i++) {
            int own = (int) Math.max(1, Math.round(points * members.weight(i) / total));
            own = Math.min(own, all.length - count - (size - 1 - i));
            long seed = XxHash.of(members.get(i).endpoint().hashKey(), 0);
            for (int n = 0; n < own; n++) {
                all[count++] = sortable(XxHash.mix(seed + n)) >> indexBits << indexBits | i;
            }
        }
        long[] sorted = Arrays.copyOf(all, count);
        Arrays.sort(sorted);
        return new Ring(sorted, indexBits);
    }

    /** Longs are sorted with their sign: so the ring begins in the middle. */
    private static long sortable(long hash) {
        return hash ^ Long.MIN_VALUE;
    }

    /** The first point from the key on, round and round. */
    @Override
    public int at(long hash) {
        long key = sortable(hash) >> indexBits << indexBits;
        int low = 0;
        int high = points.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (points[middle] < key) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return (int) points[low == points.length ? 0 : low] & (1 << indexBits) - 1;
    }

    int points() {
        return points.length;
    }
}
