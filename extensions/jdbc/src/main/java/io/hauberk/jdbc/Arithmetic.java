package io.hauberk.jdbc;

import io.hauberk.Allowance;
import io.hauberk.counter.remote.Question;
import org.jspecify.annotations.Nullable;

/**
 * Decides about one counter at one time. Where the clock was set back, no time has passed: what a counter knows of time moves
 * back with it.
 */
final class Arithmetic {
    private final boolean adjust;
    private final long now;

    Arithmetic(Act act, long now) {
        this.adjust = act == Act.ADJUST;
        this.now = now;
    }

    Verdict decide(Question question, @Nullable Row row) {
        long[] n = question.numbers();
        return switch (question.kind()) {
            case 'c' -> new CellRate(adjust, now, n).decide(row);
            case 'f' -> fixed(row, n[0], n[1], n[2], n[3]);
            case 'w' -> window(row, n[0], n[2], n[3]);
            default -> new Slices(row, now, n[2], n[3], (int) n[4]).decide(adjust, n[0], n[1]);
        };
    }

    /** How far the clock was set back since a row was written. */
    static long setBack(Row row, long now) {
        return Math.max(0, row.seen() - now);
    }

    private Verdict fixed(@Nullable Row row, long cost, long stamp, long limit, long period) {
        long start = row == null ? now : row.since() - setBack(row, now);
        boolean open = row != null && now - start < period;
        start = open ? start : now;
        long used = open && row != null ? row.used() : 0;
        boolean counts = cost >= 0 || stamp >= start;
        return counted(used, counts ? cost : 0, limit, start, start + period);
    }

    private Verdict window(@Nullable Row row, long cost, long limit, long end) {
        return counted(row == null ? 0 : row.used(), cost, limit, now, end);
    }

    private Verdict counted(long used, long cost, long limit, long since, long end) {
        long left = Math.max(0, end - now);
        boolean enough = adjust || used + cost <= limit;
        long then = Math.max(0, Math.min(Allowance.MAX, used + cost));
        Row next = then == 0 ? null : new Row(then, since, now, null, end);
        return new Verdict(enough, new long[] {used, left, 0}, new long[] {then, left, 0}, next);
    }
}
