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
        Local local = new Local(request, limits, keys, costs, new Level[limits.length]);
        if (limits.length == 1 || local.peek(nanos)) {
            local.take(nanos);
        }
        return local;
    }

    /** @param found how the limits stand, as was seen last */
    @SuppressWarnings("ArrayRecordComponent") // never compared, and seen by this package alone
    private record Local(Request request, Limit[] limits, long[] keys, long[] costs, Level[] found) implements Taken {
        /** Looks at all; whether each has enough. */
        boolean peek(long nanos) {
            boolean enough = true;
            for (int i = 0; i < limits.length; i++) {
                found[i] = limits[i].counters().peek(keys[i], nanos, costs[i]);
                enough &= found[i].enough();
            }
            return enough;
        }

        /** Takes from one after the other. Where somebody else took the last in between, the ones before get theirs back. */
        void take(long nanos) {
            for (int i = 0; i < limits.length; i++) {
                found[i] = limits[i].counters().take(keys[i], nanos, costs[i]);
                if (!found[i].enough()) {
                    Level refused = found[i];
                    for (int before = 0; before < i; before++) {
                        adjust(before, nanos, -costs[before]);
                    }
                    peek(nanos);
                    found[i] = refused;
                    return;
                }
            }
        }

        private void adjust(int i, long nanos, long permits) {
            found[i] = limits[i].counters().adjust(keys[i], nanos, permits, found[i].stamp());
        }

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
            long nanos = request.exchange().ticker().nanos();
            for (int i = 0; i < found.length; i++) {
                adjust(i, nanos, permits[i]);
            }
            return levels();
        }
    }
}
