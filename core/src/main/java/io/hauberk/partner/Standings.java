package io.hauberk.partner;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The standing of each key. Bounded: where all places are taken by keys of which something is known, newcomers share one.
 * Thread-safe.
 */
final class Standings {
    private static final long SEARCH_NANOS = 1_000_000_000;

    private final long maxPause;
    private final int maxKeys;
    private final ConcurrentHashMap<Long, Standing> standings = new ConcurrentHashMap<>();
    private final Standing shared;
    private final ReentrantLock searching = new ReentrantLock();

    // Guarded by searching.
    private boolean searched;
    private long searchedAt;

    Standings(Terms terms) {
        this.maxPause = terms.maxPause().toNanos();
        this.maxKeys = terms.maxKeys();
        this.shared = new Standing(maxPause);
    }

    Standing of(long key, long now) {
        Standing known = standings.get(key);
        if (known != null) {
            return known;
        }
        return standings.size() < maxKeys || forget(now)
                ? standings.computeIfAbsent(key, k -> new Standing(maxPause))
                : shared;
    }

    private boolean forget(long now) {
        searching.lock();
        try {
            if (!searched || now - searchedAt > SEARCH_NANOS) {
                searched = true;
                searchedAt = now;
                standings.values().removeIf(standing -> standing.idle(now));
            }
            return standings.size() < maxKeys;
        } finally {
            searching.unlock();
        }
    }

    int size() {
        return standings.size();
    }
}
