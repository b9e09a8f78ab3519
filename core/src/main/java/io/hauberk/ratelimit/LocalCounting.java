package io.hauberk.ratelimit;

import io.hauberk.CounterStore.Level;
import io.hauberk.Request;
import java.util.Arrays;
import java.util.List;

/** Counts in the counters of the limits themselves, in this process. Never blocks. */
final class LocalCounting implements Counting {
    static final LocalCounting INSTANCE = new LocalCounting();

    private LocalCounting() {}

    @Override
    public Taken take(Request request, Limit[] limits, long[] costs) {
        long nanos = request.exchange().ticker().nanos();
        long[] keys = new long[limits.length];
        for (int i = 0; i < limits.length; i++) {
            keys[i] = limits[i].by().hash(request);
        }
        Draws draws = new Draws(request, limits, keys, costs);
        if (limits.length > 1) {
            Level[] seen = draws.peek(nanos);
            if (!enough(seen)) {
                return new Local(draws, seen);
            }
        }
        return new Local(draws, draws.take(nanos));
    }

    private static boolean enough(Level[] levels) {
        for (Level level : levels) {
            if (!level.enough()) {
                return false;
            }
        }
        return true;
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared, and seen by this package alone
    private record Draws(Request request, Limit[] limits, long[] keys, long[] costs) {
        Level[] peek(long nanos) {
            Level[] levels = new Level[limits.length];
            for (int i = 0; i < limits.length; i++) {
                levels[i] = limits[i].counters().peek(keys[i], nanos, costs[i]);
            }
            return levels;
        }

        /** Takes from one after the other. Where somebody else took the last in between, the ones before get theirs back. */
        Level[] take(long nanos) {
            Level[] levels = new Level[limits.length];
            for (int i = 0; i < limits.length; i++) {
                levels[i] = limits[i].counters().take(keys[i], nanos, costs[i]);
                if (!levels[i].enough()) {
                    for (int before = 0; before < i; before++) {
                        adjust(before, nanos, -costs[before], levels[before]);
                    }
                    Level[] all = peek(nanos);
                    all[i] = levels[i];
                    return all;
                }
            }
            return levels;
        }

        Level adjust(int i, long nanos, long permits, Level taken) {
            return limits[i].counters().adjust(keys[i], nanos, permits, taken.stamp());
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared, and seen by this package alone
    private record Local(Draws draws, Level[] found) implements Taken {
        @Override
        public List<Level> levels() {
            return Arrays.asList(found);
        }

        @Override
        public boolean gone() {
            return false;
        }

        @Override
        public String remark() {
            return "";
        }

        @Override
        public List<Level> correct(long[] permits) {
            long nanos = draws.request.exchange().ticker().nanos();
            Level[] levels = new Level[found.length];
            for (int i = 0; i < found.length; i++) {
                levels[i] = draws.adjust(i, nanos, permits[i], found[i]);
            }
            return Arrays.asList(levels);
        }
    }
}
