package io.hauberk.counter;

import io.hauberk.CounterStore.Level;

/** Counters by the {@link Gcra}. */
final class TatCounters implements Counters {
    private final Gcra gcra;
    private final TatTable table;

    TatCounters(Gcra gcra, int maxKeys, Runnable overflow) {
        this.gcra = gcra;
        this.table = new TatTable(gcra, maxKeys, overflow);
    }

    @Override
    public Level take(long key, long nanos, long cost) {
        if (cost > gcra.capacity()) {
            return peek(key, nanos, cost);
        }
        long time = table.time(nanos);
        long now = gcra.units(time);
        long tat = table.take(key, now, cost);
        return tat < 0 ? level(false, ~tat, now, cost, time) : level(true, tat, now, cost, time);
    }

    @Override
    public Level peek(long key, long nanos, long cost) {
        long time = table.time(nanos);
        long now = gcra.units(time);
        long tat = table.peek(key, now);
        return level(gcra.enough(tat, now, cost), tat, now, cost, time);
    }

    @Override
    public Level adjust(long key, long nanos, long permits, long stamp) {
        long time = table.time(nanos);
        long now = gcra.units(time);
        long age = Math.max(0, time - stamp);
        return level(true, table.adjust(key, now, permits, gcra.units(age)), now, 0, time);
    }

    @Override
    public void reset(long key, long nanos) {
        table.reset(key, gcra.units(table.time(nanos)));
    }

    private Level level(boolean enough, long tat, long now, long cost, long time) {
        long used = gcra.used(tat, now);
        long remaining = gcra.remaining(tat, now);
        long untilMore = used == 0 ? 0 : gcra.nanosUntil(remaining + 1, tat, now);
        long untilEnough = enough ? 0 : cost > gcra.capacity() ? Long.MAX_VALUE : gcra.nanosUntil(cost, tat, now);
        return new Level(enough, used, remaining, untilMore, untilEnough, time);
    }

    @Override
    public int live(long nanos) {
        return table.live(gcra.units(table.time(nanos)));
    }

    @Override
    public long bytes() {
        return table.bytes();
    }
}
