package io.hauberk.credential;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Sees to it that what was signed is taken once. Remembers what was seen as long as its time is in the window, and never
 * gives up one for another: when it is full, nothing new is taken. What it has forgotten is not taken again either, also
 * where the clock steps back. Thread-safe; never blocks for long.
 */
public final class ReplayGuard {
    /** What comes of it. */
    public enum Verdict {
        /** Not seen before. */
        FIRST,
        /** Seen before. */
        REPLAYED,
        /** Too old, or of the future. */
        OUT_OF_WINDOW,
        /** There is no room to remember it. */
        FULL
    }

    private static final int PARTS = 8;

    private final long windowSeconds;
    private final long partSeconds;
    private final int max;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Long, Set<String>> seen = new HashMap<>();
    private int size;
    private long forgotten = Long.MIN_VALUE;

    /**
     * A guard that has seen nothing yet.
     *
     * @param window how far the time of a request may be from ours, in both directions
     */
    public ReplayGuard(Duration window, int max, InstantSource clock) {
        this.windowSeconds = window.toSeconds();
        this.partSeconds = Math.max(1, windowSeconds / PARTS);
        this.max = max;
        this.clock = clock;
    }

    /** Whether the time is in the window. */
    public boolean inWindow(long seconds) {
        return Math.abs(clock.instant().getEpochSecond() - seconds) <= windowSeconds;
    }

    /**
     * Takes what is called so.
     *
     * @param seconds the time that it was signed with, in seconds since 1970
     * @param id what tells it from others; a hash, short and of nobody's choice
     */
    public Verdict take(long seconds, String id) {
        if (!inWindow(seconds)) {
            return Verdict.OUT_OF_WINDOW;
        }
        lock.lock();
        try {
            forget(clock.instant().getEpochSecond() - windowSeconds);
            long part = Math.floorDiv(seconds, partSeconds);
            if (part <= forgotten) {
                return Verdict.OUT_OF_WINDOW;
            }
            Set<String> ids = seen.computeIfAbsent(part, key -> new HashSet<>());
            if (ids.contains(id)) {
                return Verdict.REPLAYED;
            }
            if (size >= max) {
                return Verdict.FULL;
            }
            ids.add(id);
            size++;
            return Verdict.FIRST;
        } finally {
            lock.unlock();
        }
    }

    /** Forgets the parts that lie wholly before a moment. */
    private void forget(long before) {
        long last = Math.floorDiv(before, partSeconds) - 1;
        if (last <= forgotten) {
            return;
        }
        forgotten = last;
        for (Iterator<Map.Entry<Long, Set<String>>> i = seen.entrySet().iterator(); i.hasNext(); ) {
            Map.Entry<Long, Set<String>> part = i.next();
            if (part.getKey() <= last) {
                size -= part.getValue().size();
                i.remove();
            }
        }
    }
}
