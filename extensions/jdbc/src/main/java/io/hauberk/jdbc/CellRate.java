package io.hauberk.jdbc;

import org.jspecify.annotations.Nullable;

/** The generic cell rate: when all of it will be there again, in microseconds and a fraction of one. */
final class CellRate {
    private final boolean adjust;
    private final long now;
    private final boolean giveBack;
    private final long stamp;
    private final long cost;
    private final long costPart;
    private final long denominator;
    private final long most;
    private final long mostPart;

    private long tat;
    private long part;

    /** @param n the numbers of a {@link io.hauberk.counter.remote.Question} of the kind {@code c} */
    CellRate(boolean adjust, long now, long[] n) {
        this.adjust = adjust;
        this.now = now;
        giveBack = n[0] < 0;
        stamp = n[1];
        cost = n[2];
        costPart = n[3];
        denominator = n[6];
        // What is owed may be as much again as the allowance.
        long twicePart = 2 * n[5];
        most = adjust ? 2 * n[4] + (twicePart >= denominator ? 1 : 0) : n[4];
        mostPart = adjust ? twicePart % denominator : n[5];
    }

    Verdict decide(@Nullable Row row) {
        read(row);
        long[] before = level();
        boolean enough = true;
        if (giveBack) {
            giveBack();
        } else {
            add(cost, costPart);
            boolean within = tat - now < most || tat - now == most && part <= mostPart;
            enough = adjust || within;
            if (adjust && !within) {
                tat = now + most;
                part = mostPart;
            }
        }
        Row next = tat > now || part > 0 ? new Row(part, tat, now, null, tat + 1) : null;
        return new Verdict(enough, before, level(), next);
    }

    private void read(@Nullable Row row) {
        tat = row == null ? now : row.since() - Arithmetic.setBack(row, now);
        part = row == null ? 0 : Math.min(row.used(), denominator - 1);
        fromNow();
    }

    /** The stamp is the time when all was to be back after the draw. What lies before now has come back by itself. */
    private void giveBack() {
        long left = Math.max(0, stamp - now);
        boolean whole = left > cost;
        add(whole ? -cost : -left, whole ? -costPart : 0);
        fromNow();
    }

    private void add(long micros, long fraction) {
        long sum = part + fraction;
        tat += micros + Math.floorDiv(sum, denominator);
        part = Math.floorMod(sum, denominator);
    }

    private void fromNow() {
        if (tat < now) {
            tat = now;
            part = 0;
        }
    }

    private long[] level() {
        return new long[] {tat - now, part, 0};
    }
}
