package io.hauberk.service;

import java.util.Arrays;

/**
 * Maglev's table (Eisenbud et al., NSDI 2016): members take places in turn, each by an order of its own, until all are
 * taken; the turns of those with less weight come less often. One look-up finds the member of a key.
 */
final class Maglev implements Table {
    private final int[] places;

    private Maglev(int[] places) {
        this.places = places;
    }

    /** @param size a prime */
    static Maglev of(Members members, int size) {
        int count = members.size();
        int[] places = new int[size];
        Arrays.fill(places, -1);
        long[] next = new long[count];
        long[] skip = new long[count];
        double[] due = new double[count];
        double most = 0;
        for (int i = 0; i < count; i++) {
            String name = members.get(i).endpoint().hashKey();
            next[i] = Long.remainderUnsigned(XxHash.of(name, 0), size);
            skip[i] = 1 + Long.remainderUnsigned(XxHash.of(name, 1), size - 1);
            most = Math.max(most, members.weight(i));
        }
        for (int taken = 0; taken < size; ) {
            for (int i = 0; i < count && taken < size; i++) {
                due[i] += members.weight(i) / most;
                if (due[i] >= 1) {
                    due[i]--;
                    while (places[(int) next[i]] >= 0) {
                        next[i] = (next[i] + skip[i]) % size;
                    }
                    places[(int) next[i]] = i;
                    taken++;
                }
            }
        }
        return new Maglev(places);
    }

    @Override
    public int at(long hash) {
        return places[(int) Long.remainderUnsigned(hash, places.length)];
    }
}
