package io.hauberk.credential;

import io.hauberk.Exchange;
import io.hauberk.Key;
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
import java.util.function.LongPredicate;

/**
 * Sees to it that what was signed is taken once, by this process. Remembers what was seen, by its hash, as long as its time is
 * in the window, and never gives up one for another: when it is full, nothing new is taken. What it has forgotten is not
 * taken again either, also where the clock steps back: times of which something was forgotten stay closed. A request that
 * asks again, since two of its filters share the guard, gets the same answer. Thread-safe; never blocks for long.
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
    private final Forgotten forgotten = new Forgotten();
    private final Key<String> taken = Key.named("taken once");
    private final byte[] salt = new byte[16];
    private int size;
    private long swept = Long.MIN_VALUE;

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
     * Takes what is called so, for a request. What this very request has been let through with is not its own replay.
     *
     * @param seconds the time that it was signed with, in seconds since 1970
     * @param id what tells it from others
     */
    public Verdict take(Exchange exchange, long seconds, String id) {
        if (id.equals(exchange.get(taken))) {
            return Verdict.FIRST;
        }
        Verdict verdict = take(seconds, id);
        if (verdict == Verdict.FIRST) {
            exchange.put(taken, id);
        }
        return verdict;
    }

    /** Takes what is called so, whoever asks. */
    Verdict take(long seconds, String id) {
        if (!inWindow(seconds)) {
            return Verdict.OUT_OF_WINDOW;
        }
        ByteBuffer hash = hash(id);
        lock.lock();
        try {
            long now = clock.instant().getEpochSecond();
            forgetBefore(Math.floorDiv(now - windowSeconds, partSeconds));
            long part = Math.floorDiv(seconds, partSeconds);
            return forgotten.contains(part)
                    ? Verdict.OUT_OF_WINDOW
                    : mark(part, hash.getLong(0), hash.getLong(8), Math.floorDiv(now + windowSeconds, partSeconds));
        } finally {
            lock.unlock();
        }
    }

    /** @param last the last part that the window reaches into */
    private Verdict mark(long part, long low, long high, long last) {
        Marks marks = seen.get(part);
        if (marks != null && marks.contains(low, high)) {
            return Verdict.REPLAYED;
        }
        if (size >= max) {
            // What was taken while the clock was ahead holds nobody's place.
            forget(each -> each > last);
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

    /** Forgets the parts before one; looks at them again only when the clock has moved on, or back. */
    private void forgetBefore(long first) {
        if (first != swept) {
            swept = first;
            forget(each -> each < first);
        }
    }

    private void forget(LongPredicate which) {
        for (Iterator<Map.Entry<Long, Marks>> i = seen.entrySet().iterator(); i.hasNext(); ) {
            Map.Entry<Long, Marks> part = i.next();
            if (which.test(part.getKey())) {
                size -= part.getValue().size();
                forgotten.add(part.getKey());
                i.remove();
            }
        }
    }
}
