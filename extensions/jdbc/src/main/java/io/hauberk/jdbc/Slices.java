package io.hauberk.jdbc;

import org.jspecify.annotations.Nullable;

/** A sliding window: how much in the slice that is open, and in each before it. */
final class Slices {
    private final long now;
    private final long limit;
    private final long width;
    private final long open;
    private final long[] counts;
    private long sum;

    Slices(@Nullable Row row, long now, long limit, long width, int slices) {
        this.now = now;
        this.limit = limit;
        this.width = width;
        this.open = now / width;
        this.counts = new long[slices + 1];
        String text = row == null ? null : row.slices();
        if (row != null && text != null) {
            read(text, Math.max(0, open - row.since()));
        }
    }

    private void read(String text, long ageOfNewest) {
        long age = ageOfNewest;
        for (String count : text.split(",", -1)) {
            if (age < counts.length) {
                counts[(int) age] = Long.parseLong(count);
                sum += counts[(int) age];
            }
            age++;
        }
    }

    Verdict decide(boolean adjust, long cost, long stamp) {
        long[] before = level(Math.max(0, cost));
        boolean enough = adjust || sum + cost <= limit;
        if (cost < 0) {
            giveBack(-cost, stamp);
        } else {
            // What is owed may be as much again as the allowance.
            long added = adjust ? Math.max(0, Math.min(cost, 2 * limit - sum)) : cost;
            counts[0] += added;
            sum += added;
        }
        return new Verdict(enough, before, level(0), sum == 0 ? null : row());
    }

    private void giveBack(long permits, long stamp) {
        long age = Math.max(0, open - stamp / width);
        if (age < counts.length) {
            long given = Math.min(counts[(int) age], permits);
            counts[(int) age] -= given;
            sum -= given;
        }
    }

    private Row row() {
        StringBuilder text = new StringBuilder();
        for (int age = 0; age <= oldest(); age++) {
            text.append(age == 0 ? "" : ",").append(counts[age]);
        }
        return new Row(sum, open, now, text.toString(), (open + counts.length) * width);
    }

    private int oldest() {
        int age = counts.length - 1;
        while (age > 0 && counts[age] == 0) {
            age--;
        }
        return age;
    }

    private long[] level(long cost) {
        return new long[] {sum, micros(Math.max(0, sum - limit) + 1), micros(sum + cost - limit)};
    }

    /** When so much comes back; -1 where it never does. */
    private long micros(long permits) {
        long missing = permits;
        if (missing <= 0) {
            return 0;
        }
        for (int age = counts.length - 1; age >= 0; age--) {
            missing -= counts[age];
            if (missing <= 0) {
                return (open + counts.length - age) * width - now;
            }
        }
        return -1;
    }
}
