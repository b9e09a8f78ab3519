package io.hauberk.counter;

import io.hauberk.Allowance;

/** A window that opens with its first use: the time when it closes, and a count. */
final class FixedWindow extends Window {
    @Override
    int length() {
        return 2;
    }

    @Override
    long used(long[] row, int at, long now) {
        return open(row, at, now) ? row[at + 1] : 0;
    }

    @Override
    void add(long[] row, int at, long now, long permits, long lasts) {
        if (!open(row, at, now)) {
            row[at] = now + lasts;
            row[at + 1] = 0;
        }
        row[at + 1] = Math.min(Allowance.MAX, row[at + 1] + permits);
    }

    @Override
    void giveBack(long[] row, int at, long now, long permits, long stamp, long lasts) {
        if (open(row, at, now) && stamp >= row[at] - lasts) {
            row[at + 1] = Math.max(0, row[at + 1] - permits);
        }
    }

    @Override
    long nanosUntil(long most, long[] row, int at, long now) {
        return row[at] - now;
    }

    /** It closes a whole period after the last one who used it, so that nobody gets a window early by sharing one. */
    @Override
    void share(long[] row, int at, long now, long lasts) {
        row[at] = now + lasts;
    }

    @Override
    void merge(long[] row, int at, long[] other, int otherAt, long now) {
        long most = Math.max(used(row, at, now), used(other, otherAt, now));
        row[at] = Math.max(row[at], other[otherAt]);
        row[at + 1] = most;
    }
}
