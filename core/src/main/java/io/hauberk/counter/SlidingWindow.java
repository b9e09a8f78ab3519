package io.hauberk.counter;

/**
 * A sliding window in slices: the time when the last of it is forgotten, and a count for each slice, in a ring. A slice
 * counts as a whole for as long as any of it lies within the period, so there is one more of them than make up a period.
 */
final class SlidingWindow extends Window {
    private final long limit;
    private final long slice;
    private final int ring;
    private final int bits;

    SlidingWindow(long limit, long period, int slices) {
        this.limit = limit;
        this.slice = period / slices + (period % slices == 0 ? 0 : 1);
        this.ring = slices + 1;
        this.bits = 2 * limit < 1L << 16 ? 16 : 2 * limit < 1L << 32 ? 32 : 64;
    }

    @Override
    int length() {
        int perLong = 64 / bits;
        return 1 + (ring + perLong - 1) / perLong;
    }

    @Override
    long used(long[] row, int at, long now) {
        long sum = 0;
        for (long i = oldest(row, at, now); i <= newest(row, at); i++) {
            sum += count(row, at, i);
        }
        return sum;
    }

    @Override
    void add(long[] row, int at, long now, long permits, long lasts) {
        long most = Math.max(0, Math.min(permits, 2 * limit - used(row, at, now)));
        long index = now / slice;
        forget(row, at, now, index);
        row[at] = (index + ring) * slice;
        count(row, at, index, count(row, at, index) + most);
    }

    /** Empties the slices whose place is used again, up to that of now. */
    private void forget(long[] row, int at, long now, long index) {
        long from = open(row, at, now) ? newest(row, at) + 1 : index - ring + 1;
        for (long i = from; i <= index; i++) {
            count(row, at, i, 0);
        }
    }

    /** From the oldest slices first: what remains counts at least until what was really used has left the period. */
    @Override
    void giveBack(long[] row, int at, long now, long permits, long stamp, long lasts) {
        if (stamp / slice < now / slice - ring + 1) {
            return;
        }
        long left = permits;
        for (long i = oldest(row, at, now); i <= newest(row, at) && left > 0; i++) {
            long back = Math.min(left, count(row, at, i));
            count(row, at, i, count(row, at, i) - back);
            left -= back;
        }
    }

    @Override
    long nanosUntil(long most, long[] row, int at, long now) {
        long used = used(row, at, now);
        long i = oldest(row, at, now);
        while (i <= newest(row, at)) {
            used -= count(row, at, i);
            if (used <= most) {
                break;
            }
            i++;
        }
        return (i + ring) * slice - now;
    }

    @Override
    void share(long[] row, int at, long now, long lasts) {
        // Slices are the same for all.
    }

    @Override
    void merge(long[] row, int at, long[] other, int otherAt, long now) {
        long[] sum = new long[length()];
        long last = now / slice;
        sum[0] = (last + ring) * slice;
        for (long i = last - ring + 1; i <= last; i++) {
            count(sum, 0, i, Math.max(countAt(row, at, now, i), countAt(other, otherAt, now, i)));
        }
        System.arraycopy(sum, 0, row, at, sum.length);
    }

    private long countAt(long[] row, int at, long now, long index) {
        return index >= oldest(row, at, now) && index <= newest(row, at) ? count(row, at, index) : 0;
    }

    /** The slice in which it was last used. */
    private long newest(long[] row, int at) {
        return row[at] / slice - ring;
    }

    /** The oldest slice that counts; one after the newest where none does. */
    private long oldest(long[] row, int at, long now) {
        return open(row, at, now) ? Math.max(newest(row, at), now / slice) - ring + 1 : newest(row, at) + 1;
    }

    private long count(long[] row, int at, long index) {
        int place = (int) Math.floorMod(index, (long) ring) * bits;
        long word = row[at + 1 + place / 64];
        return bits == 64 ? word : word >>> place % 64 & (1L << bits) - 1;
    }

    private void count(long[] row, int at, long index, long number) {
        int place = (int) Math.floorMod(index, (long) ring) * bits;
        int word = at + 1 + place / 64;
        long mask = bits == 64 ? -1 : (1L << bits) - 1;
        row[word] = row[word] & ~(mask << place % 64) | number << place % 64;
    }
}
