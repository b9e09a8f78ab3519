package io.hauberk.partner;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What is known about the limits that we have at a partner, for one key. Knows no clock: time is told, in nanoseconds of a
 * monotonic clock. Thread-safe; the lock is held for a moment only.
 */
final class Standing {
    private static final int MAX_LIMITS = 8;
    /** Answers that are late tell of a limit some windows later. */
    private static final int MAX_SILENT = 3;

    private static final long SECOND = 1_000_000_000;

    private final long maxPause;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Known> limits = new ArrayList<>(2);
    private boolean paused;
    private long pausedUntil;

    Standing(long maxPauseNanos) {
        this.maxPause = maxPauseNanos;
    }

    /** Takes one call out of each limit, if none is used up: 0. Else how long the next one has to wait. */
    long trySend(long now) {
        lock.lock();
        try {
            long wait = hold(now);
            if (wait == 0) {
                limits.forEach(Known::sent);
            }
            return wait;
        } finally {
            lock.unlock();
        }
    }

    private long hold(long now) {
        paused &= pausedUntil - now > 0;
        long wait = paused ? pausedUntil - now : 0;
        for (int i = limits.size() - 1; i >= 0; i--) {
            Known known = limits.get(i);
            if (known.until - now <= 0 && !known.beginAnew(now, maxPause)) {
                limits.remove(i);
            } else if (known.remaining <= 0) {
                wait = Math.max(wait, known.until - now);
            }
        }
        return wait;
    }

    /** It does not want to be asked for so long. What it is believed, in nanoseconds. */
    long pause(long now, long nanos) {
        lock.lock();
        try {
            long believed = Math.min(nanos, maxPause);
            if (!paused || pausedUntil - now < believed) {
                paused = true;
                pausedUntil = now + believed;
            }
            return believed;
        } finally {
            lock.unlock();
        }
    }

    /** What an answer says about a limit; whether that is used up now. */
    boolean learn(long now, Item item) {
        if (item.remaining() < 0 || item.seconds() < 0) {
            return false;
        }
        lock.lock();
        try {
            long until = now + Math.min(nanos(item.seconds()), maxPause);
            Known known = known(item.name());
            if (known == null) {
                if (limits.size() < MAX_LIMITS) {
                    limits.add(new Known(item, until));
                }
            } else {
                known.told(item, until, now);
            }
            return item.remaining() == 0 && item.seconds() > 0;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Known known(String name) {
        for (Known known : limits) {
            if (known.item.name().equals(name)) {
                return known;
            }
        }
        return null;
    }

    private static long nanos(long seconds) {
        return Math.min(seconds, Long.MAX_VALUE / SECOND / 4) * SECOND;
    }

    /** Whether it says no more than a fresh one does. */
    boolean idle(long now) {
        lock.lock();
        try {
            boolean nothing = !paused || pausedUntil - now <= 0;
            for (Known known : limits) {
                nothing &= known.until - now <= 0;
            }
            return nothing;
        } finally {
            lock.unlock();
        }
    }

    /** One limit. Guarded by the lock. */
    private static final class Known {
        private Item item;
        private long remaining;
        private long until;
        /** How many windows have begun since an answer told of it. */
        private int silent;

        Known(Item item, long until) {
            this.item = item;
            this.remaining = item.remaining();
            this.until = until;
        }

        void sent() {
            remaining--;
        }

        /** Answers come out of order: within one window the smaller number is the later one. */
        void told(Item news, long end, long now) {
            boolean sameWindow = until - now > 0 && Math.abs(end - until) <= 2 * SECOND;
            remaining = sameWindow ? Math.min(remaining, news.remaining()) : news.remaining();
            until = sameWindow ? (end - until > 0 ? end : until) : end;
            item = news.with(item);
            silent = 0;
        }

        /**
         * After the end of a window: the next one, if it is known how much is in it. At least one call asks again. A limit that no
         * answer tells of any more is taken to be gone.
         */
        boolean beginAnew(long now, long longest) {
            if (silent++ == MAX_SILENT || item.quota() < 0 || item.window() <= 0) {
                return false;
            }
            remaining = Math.max(1, item.quota());
            until = now + Math.min(nanos(item.window()), longest);
            return true;
        }
    }
}
