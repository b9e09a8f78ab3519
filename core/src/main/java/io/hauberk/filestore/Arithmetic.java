package io.hauberk.filestore;

import io.hauberk.Allowance;
import io.hauberk.CounterStore.Level;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;

/**
 * What is done with the numbers of a {@link Cell}. Time is nanoseconds since 1970. Where the clock went back, no time has
 * passed: what a cell knows of time moves back with it.
 */
final class Arithmetic {
    private final Allowance allowance;
    private final Cell cell;
    private final long now;

    /** @param now not before 1970 */
    Arithmetic(Allowance allowance, Cell cell, long now) {
        this.allowance = allowance;
        this.cell = cell;
        this.now = now;
        catchUp();
    }

    static long nanos(Instant instant) {
        return instant.getEpochSecond() * 1_000_000_000 + instant.getNano();
    }

    private long period() {
        return allowance.period().compareTo(Duration.ofDays(36_525)) > 0
                ? Duration.ofDays(36_525).toNanos()
                : allowance.period().toNanos();
    }

    private void catchUp() {
        long back = Math.max(0, cell.last - now);
        long[] n = cell.numbers;
        switch (allowance.algorithm()) {
            case GCRA -> n[0] -= back;
            case FIXED -> {
                n[0] -= back;
                if (now - n[0] >= period()) {
                    n[0] = now;
                    n[1] = 0;
                }
            }
            case SLIDING -> slide(now / slice());
            case WINDOW -> {
                // Each window has a cell of its own.
            }
        }
        cell.last = now;
    }

    private long slice() {
        return (period() + allowance.slices() - 1) / allowance.slices();
    }

    private void slide(long newest) {
        long[] n = cell.numbers;
        long steps = newest - n[0];
        int slices = n.length - 1;
        if (steps < 0) {
            // As if it were still the time at which it was used last; a clock that was wrong by more is not waited for.
            n[0] = steps < -slices ? newest : n[0];
            return;
        }
        for (int i = slices; i >= 1; i--) {
            n[i] = i - steps >= 1 ? n[(int) (i - steps)] : 0;
        }
        n[0] = newest;
    }

    long used() {
        long[] n = cell.numbers;
        return switch (allowance.algorithm()) {
            case GCRA -> -permits(-Math.max(0, n[0] - now));
            case FIXED -> n[1];
            case WINDOW -> n[0];
            case SLIDING -> {
                long sum = 0;
                for (int i = 1; i < n.length; i++) {
                    sum += n[i];
                }
                yield sum;
            }
        };
    }

    private long remaining() {
        if (allowance.algorithm() == Allowance.Algorithm.GCRA) {
            long free = Math.max(0, span(allowance.burst()) - Math.max(0, cell.numbers[0] - now));
            return permits(free);
        }
        return Math.max(0, allowance.limit() - used());
    }

    /** How long so many permits take to come. */
    private long span(long permits) {
        return BigInteger.valueOf(period())
                .multiply(BigInteger.valueOf(permits))
                .divide(BigInteger.valueOf(allowance.limit()))
                .min(BigInteger.valueOf(Long.MAX_VALUE / 4))
                .longValue();
    }

    /** How many permits come in that time, rounded down. */
    private long permits(long nanos) {
        BigInteger[] result = BigInteger.valueOf(nanos)
                .multiply(BigInteger.valueOf(allowance.limit()))
                .divideAndRemainder(BigInteger.valueOf(period()));
        return result[0].longValue() - (result[1].signum() < 0 ? 1 : 0);
    }

    boolean enough(long cost) {
        if (allowance.algorithm() == Allowance.Algorithm.GCRA) {
            return cost <= allowance.burst()
                    && Math.max(cell.numbers[0], now) - now + span(cost) <= span(allowance.burst());
        }
        return cost <= allowance.limit() && used() + cost <= allowance.limit();
    }

    /** Takes so much, whether or not it is there. */
    void add(long cost) {
        long[] n = cell.numbers;
        switch (allowance.algorithm()) {
            case GCRA -> {
                n[0] = Math.min(Math.max(n[0], now) + span(cost), now + 2 * span(allowance.burst()));
                cell.over = n[0];
            }
            case FIXED -> {
                n[1] = Math.min(Allowance.MAX, n[1] + cost);
                cell.over = n[0] + period();
            }
            case WINDOW -> {
                n[0] = Math.min(Allowance.MAX, n[0] + cost);
                cell.over = Math.max(now, end()) + period();
            }
            case SLIDING -> {
                n[1] += Math.max(0, Math.min(cost, 2 * allowance.limit() - used()));
                cell.over = (n[0] + n.length - 1) * slice();
            }
        }
    }

    /** When the window that was asked for ends. It is remembered for one more, so that a clock that goes back finds it. */
    private long end() {
        Instant start = allowance.start();
        return start == null ? now : nanos(start) + period();
    }

    /** Gives so much back that was taken then. */
    void giveBack(long permits, long stamp) {
        long[] n = cell.numbers;
        switch (allowance.algorithm()) {
            case GCRA -> n[0] -= Math.max(0, span(permits) - Math.max(0, now - stamp));
            case FIXED -> n[1] = stamp >= n[0] ? Math.max(0, n[1] - permits) : n[1];
            case WINDOW -> n[0] = Math.max(0, n[0] - permits);
            case SLIDING -> {
                long age = n[0] - stamp / slice();
                if (age >= 0 && age < n.length - 1) {
                    n[(int) age + 1] = Math.max(0, n[(int) age + 1] - permits);
                }
            }
        }
    }

    Level level(boolean enough, long cost) {
        return new Level(enough, used(), remaining(), untilMore(), enough ? 0 : untilEnough(cost), now);
    }

    private long untilMore() {
        if (used() == 0) {
            return 0;
        }
        long[] n = cell.numbers;
        return Math.max(
                1,
                switch (allowance.algorithm()) {
                    case GCRA -> n[0] - now + span(remaining() + 1) - span(allowance.burst());
                    case FIXED -> n[0] + period() - now;
                    case WINDOW -> end() - now;
                    case SLIDING -> untilUsed(Math.min(used(), allowance.limit()) - 1);
                });
    }

    private long untilEnough(long cost) {
        long most = allowance.algorithm() == Allowance.Algorithm.GCRA ? allowance.burst() : allowance.limit();
        if (cost > most) {
            return Long.MAX_VALUE;
        }
        long[] n = cell.numbers;
        return switch (allowance.algorithm()) {
            case GCRA -> Math.max(1, n[0] - now + span(cost) - span(allowance.burst()));
            case FIXED -> n[0] + period() - now;
            case WINDOW -> end() > now ? end() - now : Long.MAX_VALUE;
            case SLIDING -> untilUsed(allowance.limit() - cost);
        };
    }

    /** How long until no more than so much counts. */
    private long untilUsed(long most) {
        long[] n = cell.numbers;
        long left = used();
        for (int i = n.length - 1; i >= 1; i--) {
            left -= n[i];
            if (left <= most) {
                return Math.max(1, (n[0] - (i - 1) + n.length - 1) * slice() - now);
            }
        }
        return 1;
    }
}
