package io.hauberk.counter.remote;

import io.hauberk.Allowance;
import io.hauberk.CounterStore.Draw;
import io.hauberk.CounterStore.Level;
import io.hauberk.counter.remote.Cells.Span;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * One draw in numbers that a store outside of this process can do with, and the level that its answer stands for. Times are in
 * microseconds of the store's clock.
 */
public final class Question {
    private static final long NANOS = 1_000;

    private final Draw draw;
    private final Allowance allowance;

    /** @throws IllegalArgumentException if no store can count that */
    Question(Draw draw) {
        this.draw = draw;
        this.allowance = draw.allowance();
    }

    /** Those for an operation; where it takes, or would, none may give back. */
    public static List<Question> of(List<Draw> draws, boolean takes) {
        for (Draw draw : draws) {
            if (takes && draw.cost() < 0) {
                throw new IllegalArgumentException("A draw takes nothing or more, but this one takes " + draw.cost()
                        + ". To give back, use adjust.");
            }
        }
        return draws.stream().map(Question::new).toList();
    }

    /** The counter's own part of its key. Each window of a given start is a counter of its own. */
    public String key() {
        Instant start = allowance.start();
        return start == null ? draw.key() : draw.key() + "@" + micros(start);
    }

    /**
     * How it is counted:
     *
     * <ul>
     *   <li>{@code c}, the generic cell rate;
     *   <li>{@code f}, a window that opens with its first use;
     *   <li>{@code w}, a window that is given;
     *   <li>{@code s}, a sliding window.
     * </ul>
     */
    public char kind() {
        return switch (allowance.algorithm()) {
            case GCRA -> 'c';
            case FIXED -> 'f';
            case WINDOW -> 'w';
            case SLIDING -> 's';
        };
    }

    /**
     * Seven numbers: the cost, the stamp of what is corrected, and five of the kind's own; 0 where it has no use for one.
     *
     * <ul>
     *   <li>{@code c}: the cost is its sign; then cost and size, each as microseconds and a fraction, and the denominator;
     *   <li>{@code f}: limit, period;
     *   <li>{@code w}: limit, end;
     *   <li>{@code s}: limit, width of a slice, slices in a period.
     * </ul>
     */
    public long[] numbers() {
        return switch (allowance.algorithm()) {
            case GCRA -> cell();
            case FIXED -> numbers(micros(allowance.period()), 0);
            case WINDOW -> numbers(end(), 0);
            case SLIDING -> numbers(width(), allowance.slices());
        };
    }

    private long[] cell() {
        Cells cells = Cells.of(allowance);
        Span price = cells.span(Math.abs(draw.cost()));
        Span size = cells.size();
        return new long[] {
            draw.cost() < 0 ? -1 : 1,
            draw.stamp(),
            price.micros(),
            price.fraction(),
            size.micros(),
            size.fraction(),
            cells.denominator()
        };
    }

    private long[] numbers(long time, long slices) {
        return new long[] {draw.cost(), draw.stamp(), allowance.limit(), time, slices, 0, 0};
    }

    private long end() {
        Instant start = allowance.start();
        return (start == null ? 0 : micros(start)) + micros(allowance.period());
    }

    /** Rounded up, so that a permit is never early. */
    private long width() {
        long micros = micros(allowance.period());
        return (micros + allowance.slices() - 1) / allowance.slices();
    }

    private static long micros(Duration duration) {
        return Math.addExact(
                Math.multiplyExact(duration.getSeconds(), 1_000_000), (duration.getNano() + NANOS - 1) / NANOS);
    }

    private static long micros(Instant instant) {
        return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), 1_000_000), instant.getNano() / NANOS);
    }

    /**
     * The level that the store answered.
     *
     * @param now the store's time
     * @param enough whether there was enough
     * @param a {@code c}: microseconds until all is back; else how much is used up
     * @param b {@code c}: and the fraction of one; {@code s}: microseconds until more is back; else until the window ends
     * @param c {@code s}: microseconds until there is enough, -1 for never
     */
    public Level level(long now, boolean enough, long a, long b, long c) {
        return switch (allowance.algorithm()) {
            case GCRA -> cellLevel(now, enough, new Span(a, b));
            case FIXED -> windowLevel(now, enough, a, b, true);
            case WINDOW -> windowLevel(now, enough, a, b, now < end() && now >= end() - micros(allowance.period()));
            case SLIDING ->
                new Level(
                        enough,
                        a,
                        Math.max(0, allowance.limit() - a),
                        a == 0 ? 0 : nanos(b),
                        enough ? 0 : nanos(c),
                        now);
        };
    }

    private Level cellLevel(long now, boolean enough, Span span) {
        Cells cells = Cells.of(allowance);
        long used = cells.used(span);
        long remaining = Math.max(0, allowance.burst() - used);
        long more = used == 0 ? 0 : Math.max(1, cells.nanosUntil(remaining + 1, span));
        long wait = enough ? 0 : draw.cost() > allowance.burst() ? Long.MAX_VALUE : cells.nanosUntil(draw.cost(), span);
        // When all will be back: by that a later correction knows how much of it has come back by itself.
        long stamp = now + span.micros() + (span.fraction() > 0 ? 1 : 0);
        return new Level(enough, used, remaining, more, wait, stamp);
    }

    private Level windowLevel(long now, boolean enough, long count, long left, boolean current) {
        boolean never = draw.cost() > allowance.limit() || !current;
        return new Level(
                enough,
                count,
                Math.max(0, allowance.limit() - count),
                count == 0 ? 0 : Math.max(1, nanos(left)),
                enough ? 0 : never ? Long.MAX_VALUE : nanos(left),
                now);
    }

    private static long nanos(long micros) {
        return micros < 0 || micros > Long.MAX_VALUE / NANOS ? Long.MAX_VALUE : micros * NANOS;
    }
}
