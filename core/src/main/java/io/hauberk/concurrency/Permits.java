package io.hauberk.concurrency;

import io.hauberk.Request;
import io.hauberk.key.By;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Who is in flight: a number for all, or for each caller. Never blocks longer than a change of one number takes. */
final class Permits {
    private final @Nullable By by;
    private final AtomicInteger all = new AtomicInteger();
    private final Permit common = new Permit(this, null);
    private final ConcurrentHashMap<Long, Integer> each = new ConcurrentHashMap<>();

    /** @param by null for one number for all */
    Permits(@Nullable By by) {
        this.by = by;
    }

    /** The permit of a request, unless {@code max} of them are taken. */
    @Nullable Permit tryAcquire(Request request, int max) {
        if (by == null) {
            return taken(max) ? common : null;
        }
        Long key = by.hash(request);
        int[] before = new int[1];
        each.compute(key, (k, taken) -> {
            before[0] = taken == null ? 0 : taken;
            return before[0] < max ? (Integer) (before[0] + 1) : taken;
        });
        if (before[0] >= max) {
            return null;
        }
        all.incrementAndGet();
        return new Permit(this, key);
    }

    private boolean taken(int max) {
        int taken = all.get();
        while (taken < max) {
            if (all.compareAndSet(taken, taken + 1)) {
                return true;
            }
            taken = all.get();
        }
        return false;
    }

    void release(@Nullable Long key) {
        all.decrementAndGet();
        if (key != null) {
            each.computeIfPresent(key, (k, taken) -> taken == 1 ? null : (Integer) (taken - 1));
        }
    }

    int inFlight() {
        return all.get();
    }

    /** How many callers are in flight. */
    int callers() {
        return each.size();
    }
}
