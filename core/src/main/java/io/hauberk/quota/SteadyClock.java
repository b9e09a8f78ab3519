package io.hauberk.quota;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The time of day, but never going back by a little. When the machine's clock is set back, this one goes on at half the speed
 * until the other has caught up: so no window that is over is opened once more, and none lasts more than twice as long as
 * it should. A clock that is set back by more than a day was wrong before, and is believed. Thread-safe; takes a lock only
 * while it is ahead.
 */
final class SteadyClock {
    private static final Logger LOG = LoggerFactory.getLogger(Quota.class);
    private static final long MOST_MILLIS = Duration.ofDays(1).toMillis();

    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile long latest = Long.MIN_VALUE;

    /** Whether the other one is behind. */
    private volatile boolean behind;

    // Guarded by lock: since when it is, by the monotonic clock, and what the time was then.
    private long behindSince;
    private long atThatTime;

    SteadyClock(InstantSource clock) {
        this.clock = clock;
    }

    /** The time now; {@code nanos} is what a monotonic clock tells. */
    Instant now(long nanos) {
        Instant told = clock.instant();
        long millis = told.toEpochMilli();
        if (millis >= latest) {
            latest = millis;
            if (behind) {
                behind = false;
            }
            return told;
        }
        return Instant.ofEpochMilli(ahead(millis, nanos));
    }

    private long ahead(long millis, long nanos) {
        lock.lock();
        try {
            if (latest - millis > MOST_MILLIS) {
                LOG.warn(
                        "The clock was set back by more than a day, from {} to {}. Quotas go on in the windows of now.",
                        Instant.ofEpochMilli(latest),
                        Instant.ofEpochMilli(millis));
                latest = millis;
                behind = false;
            } else {
                catchUp(millis, nanos);
            }
            return latest;
        } finally {
            lock.unlock();
        }
    }

    private void catchUp(long millis, long nanos) {
        if (!behind) {
            behind = true;
            behindSince = nanos;
            atThatTime = latest;
        }
        latest = Math.max(latest, Math.max(millis, atThatTime + (nanos - behindSince) / 2_000_000));
    }
}
