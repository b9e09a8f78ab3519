package io.hauberk.oauth;

import io.hauberk.Deadline;
import io.hauberk.Ticker;
import io.hauberk.json.Plain;
import io.hauberk.timer.Background;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A token for ourselves, kept fresh. It is asked for when it is first needed, by one thread while the others wait; and again
 * in the background when a fifth of its life is left. Until it expires the last one serves. After a failure nobody asks for a
 * while: one second, doubled up to a minute. Thread-safe.
 */
final class OwnToken {
    private static final Logger log = LoggerFactory.getLogger(OwnToken.class);
    private static final Duration ASK = Duration.ofSeconds(4);
    private static final long SAFETY_NANOS = Duration.ofSeconds(5).toNanos();
    private static final long MAX_WAIT_SECONDS = 60;

    private final Source source;
    private final Ticker ticker;
    private final Background background;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable Held held;
    private volatile int failures;
    private volatile long askAt;

    OwnToken(Source source, Ticker ticker, Background background) {
        this.source = source;
        this.ticker = ticker;
        this.background = background;
        this.askAt = ticker.nanos();
    }

    /**
     * The token. May block while there is none, until the deadline at most.
     *
     * @throws IOException if there is none to be had
     */
    String get(Deadline deadline) throws IOException {
        Held now = held;
        long at = ticker.nanos();
        if (now == null || at - now.expiresAt >= 0) {
            return fresh(deadline);
        }
        if (at - now.refreshAt >= 0 && at - askAt >= 0 && lock.tryLock()) {
            try {
                ahead();
            } finally {
                lock.unlock();
            }
        }
        return now.token;
    }

    /** Called under the lock; moves the time to ask, so that one thread alone asks. */
    private void ahead() {
        askAt = ticker.nanos() + ASK.toNanos();
        background.after(Duration.ZERO, () -> {
            lock.lock();
            try {
                ask(Deadline.after(ASK, ticker));
            } catch (IOException e) {
                log.warn(
                        "A token cannot be renewed; the last one serves until it expires. {}",
                        Plain.text(e.getMessage()));
            } finally {
                lock.unlock();
            }
        });
    }

    private String fresh(Deadline deadline) throws IOException {
        boolean mine;
        try {
            mine = lock.tryLock(Math.min(ASK.toNanos(), deadline.remainingNanos()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while waiting for a token.", e);
        }
        if (!mine) {
            throw new IOException("No token came in time.");
        }
        try {
            Held now = held;
            if (now != null && ticker.nanos() - now.expiresAt < 0) {
                return now.token;
            }
            if (failures > 0 && ticker.nanos() - askAt < 0) {
                throw new IOException("No token could be had a moment ago.");
            }
            return ask(Deadline.after(ASK, ticker));
        } finally {
            lock.unlock();
        }
    }

    private String ask(Deadline deadline) throws IOException {
        long began = ticker.nanos();
        try {
            Grant grant = source.ask(deadline);
            long life = TimeUnit.SECONDS.toNanos(grant.lifeSeconds());
            held = new Held(
                    grant.accessToken(), began, began + life - Math.min(SAFETY_NANOS, life / 10), began + life / 5 * 4);
            failures = 0;
            askAt = began;
            return grant.accessToken();
        } catch (IOException e) {
            int before = failures;
            failures = before + 1;
            askAt = ticker.nanos() + TimeUnit.SECONDS.toNanos(Math.min(MAX_WAIT_SECONDS, 1L << Math.min(before, 10)));
            throw e;
        }
    }

    /** Gives a token up that a service did not take, unless it is so new that another one would fare no better. */
    void refused(String token) {
        Held now = held;
        if (now != null && now.token.equals(token) && ticker.nanos() - now.askedAt > 2 * SAFETY_NANOS) {
            held = null;
        }
    }

    /** How long until it may be asked for again. */
    Duration retryAfter() {
        return Duration.ofNanos(Math.max(TimeUnit.SECONDS.toNanos(1), askAt - ticker.nanos()));
    }

    @FunctionalInterface
    interface Source {
        Grant ask(Deadline deadline) throws IOException;
    }

    private record Held(String token, long askedAt, long expiresAt, long refreshAt) {
        @Override
        public String toString() {
            return "a token";
        }
    }
}
