package io.hauberk.credential;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Sees to it that what was signed is taken once, by this process. Remembers what was seen, by its hash, as long as its time is
 * in the window, and never gives up one for another: when it is full, nothing new is taken. What it has forgotten is not
 * taken again either, also where the clock steps back. Thread-safe; never blocks for long.
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
    private final Map<Long, Marks> seen = new HashMap<>();
    private final byte[] salt = new byte[16];
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
        new SecureRandom().nextBytes(salt);
    }

    /** Whether the time is in the window. */
    public boolean inWindow(long seconds) {
        long age = clock.instant().getEpochSecond() - seconds;
        return age <= windowSeconds && age >= -windowSeconds;
    }

    /**
     * Takes what is called so.
     *
     * @param seconds the time that it was signed with, in seconds since 1970
     * @param id what tells it from others
     */
    public Verdict take(long seconds, String id) {
        if (!inWindow(seconds)) {
            return Verdict.OUT_OF_WINDOW;
        }
        ByteBuffer hash = hash(id);
        lock.lock();
        try {
            forget(clock.instant().getEpochSecond() - windowSeconds);
            long part = Math.floorDiv(seconds, partSeconds);
            if (part <= forgotten) {
                return Verdict.OUT_OF_WINDOW;
            }
            return mark(part, hash.getLong(0), hash.getLong(8));
        } finally {
            lock.unlock();
        }
    }

    private Verdict mark(long part, long low, long high) {
        Marks marks = seen.get(part);
        if (marks != null && marks.contains(low, high)) {
            return Verdict.REPLAYED;
        }
        if (size >= max) {
            return Verdict.FULL;
        }
        seen.computeIfAbsent(part, key -> new Marks()).add(low, high);
        size++;
        return Verdict.FIRST;
    }

    /** The first half of it is enough; by the salt nobody can choose where it goes. */
    private ByteBuffer hash(String id) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(salt);
            return ByteBuffer.wrap(digest.digest(id.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256.", e);
        }
    }

    /** Forgets the parts that lie wholly before a moment. */
    private void forget(long before) {
        long last = Math.floorDiv(before, partSeconds) - 1;
        if (last <= forgotten) {
            return;
        }
        forgotten = last;
        for (Iterator<Map.Entry<Long, Marks>> i = seen.entrySet().iterator(); i.hasNext(); ) {
            Map.Entry<Long, Marks> part = i.next();
            if (part.getKey() <= last) {
                size -= part.getValue().size();
                i.remove();
            }
        }
    }
}
