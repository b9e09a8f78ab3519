package io.hauberk.ratelimit;

import io.hauberk.CounterStore.Draw;
import io.hauberk.CounterStore.Level;
import io.hauberk.Request;
import io.hauberk.key.By;
import io.hauberk.key.Pseudonyms;
import io.hauberk.limit.CounterNames;
import io.hauberk.store.Drawn;
import io.hauberk.store.Store;
import java.util.ArrayList;
import java.util.List;

/**
 * Counts in a store. A counter is called after whose limit it is, so that all processes with one configuration count
 * together, and after what the limit is, so that a changed one begins afresh.
 */
final class SharedCounting implements Counting {
    private final Store store;
    private final String scope;
    private final long lease;
    private final String shared;
    private final String alone;
    private final String uncounted;

    SharedCounting(Store store, String scope, long lease) {
        this.store = store;
        this.scope = scope;
        this.lease = lease;
        this.shared = ", store " + store.name();
        this.alone = ", in this process, since store " + store.name() + " is gone";
        this.uncounted = ", uncounted, since store " + store.name() + " is gone";
    }

    Store store() {
        return store;
    }

    /** The same, with so many permits that are taken in advance. */
    SharedCounting leasing(long permits) {
        return new SharedCounting(store, scope, permits);
    }

    @Override
    public Taken take(Request request, Limit[] limits, long[] costs) {
        Pseudonyms pseudonyms = store.pseudonyms();
        List<Draw> draws = new ArrayList<>(limits.length);
        for (int i = 0; i < limits.length; i++) {
            String name = pseudonyms.of(limits[i].by(), request);
            draws.add(Draw.of(key(limits, i, name), limits[i].allowance(), costs[i]));
        }
        return new Shared(this, store.take(draws, lease));
    }

    /**
     * What is in braces decides where a cluster keeps a counter, and those of one decision must be in one place: the caller where
     * all limits tell callers apart by the same, else the first of the limits.
     */
    private String key(Limit[] limits, int i, String name) {
        String prefix = limits[i].prefix(this);
        return alike(limits) ? prefix + '{' + name + '}' : '{' + limits[0].prefix(this) + '}' + prefix + name;
    }

    private static boolean alike(Limit[] limits) {
        By first = limits[0].by();
        for (Limit limit : limits) {
            if (limit.by() != first && !limit.by().toString().equals(first.toString())) {
                return false;
            }
        }
        return true;
    }

    /** What the keys of a limit begin with. */
    String prefix(Limit limit) {
        String name = scope.isEmpty() ? limit.name() : scope + '/' + limit.name();
        String all = name + '\n' + limit.allowance() + '\n' + limit.by();
        return CounterNames.prefix("limit", name, all);
    }

    private record Shared(SharedCounting where, Drawn drawn) implements Taken {
        @Override
        public List<Level> levels() {
            return drawn.levels();
        }

        @Override
        public boolean gone() {
            return drawn.uncounted() && !drawn.passes();
        }

        @Override
        public String remark() {
            return drawn.uncounted() ? where.uncounted : drawn.local() ? where.alone : where.shared;
        }

        @Override
        public List<Level> correct(long[] permits) {
            return drawn.correct(permits);
        }
    }
}
