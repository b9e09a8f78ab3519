package io.hauberk.throttle;

import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The lines of all keys. Bounded: one whose next slot is due and in which nobody waits says no more than none, and may be
 * forgotten; where all others are in use, newcomers share lines, one for each of 64 groups. So nobody is pushed out, and
 * nobody starts afresh because of others. Thread-safe.
 */
final class Lines {
    private static final int GROUPS = 64;
    /** How long a search for lines to forget is good for, where it found little: each costs a look at all of them. */
    private static final long SEARCH_NANOS = 1_000_000_000;

    private final Pace pace;
    private final int maxKeys;
    private final ConcurrentHashMap<Long, Line> lines = new ConcurrentHashMap<>();
    private final AtomicReferenceArray<@Nullable Line> shared = new AtomicReferenceArray<>(GROUPS);
    /** One for the lines of each group: held for a moment only, and too large for each caller to have one. */
    private final ReentrantLock[] locks = new ReentrantLock[GROUPS];

    private final ReentrantLock searching = new ReentrantLock();

    // Guarded by searching.
    private boolean searched;
    private long searchedAt;

    Lines(Pace pace, int maxKeys) {
        this.pace = pace;
        this.maxKeys = maxKeys;
        Arrays.setAll(locks, group -> new ReentrantLock());
    }

    /** The line of a key. It may be closed by the time it is used; then ask again. */
    Line of(long key, long now) {
        Line known = lines.get(key);
        return known != null ? known : fresh(key, now);
    }

    private Line fresh(long key, long now) {
        if (lines.size() >= maxKeys && !forget(now)) {
            return shared(key, now);
        }
        // Asked for before the map is locked: to wait for a line there would hold a carrier of virtual threads.
        long start = start(key, now);
        return lines.computeIfAbsent(key, k -> new Line(pace, locks[group(key)], start));
    }

    /** Whoever was counted together with others does not begin afresh. */
    private long start(long key, long now) {
        Line together = shared.get(group(key));
        long slot = together == null ? now : together.slot();
        return slot - now < 0 ? now : slot;
    }

    private Line shared(long key, long now) {
        Line together = shared.get(group(key));
        if (together != null) {
            return together;
        }
        Line fresh = new Line(pace, locks[group(key)], now);
        Line first = shared.compareAndExchange(group(key), null, fresh);
        return first == null ? fresh : first;
    }

    private static int group(long key) {
        return (int) (key >>> 32) & GROUPS - 1;
    }

    /** Forgets lines that say nothing; whether there is room now. */
    private boolean forget(long now) {
        searching.lock();
        try {
            if (!searched || now - searchedAt > SEARCH_NANOS) {
                searched = true;
                searchedAt = now;
                lines.values().removeIf(line -> line.closeIfIdle(now));
            }
            return lines.size() < maxKeys;
        } finally {
            searching.unlock();
        }
    }

    int size() {
        return lines.size();
    }
}
