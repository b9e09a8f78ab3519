package io.hauberk.redis;

import io.hauberk.json.Plain;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a connection up: a thread of its own makes the first one, and another whenever the one in use is lost, or is given up
 * because nothing comes back any more. Before each attempt but the first it waits for up to 50 ms, then twice as long each
 * time, up to a second, until one has lasted for a second.
 */
final class Upkeep implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Redis.class);
    private static final long FIRST_MILLIS = 50;
    private static final long LAST_MILLIS = 1_000;

    private final String where;
    private final Opener opener;
    private final Meters meters;
    private final Thread thread;
    private final CountDownLatch tried = new CountDownLatch(1);
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile @Nullable Connected connected;
    private volatile String trouble = "no connection was made yet";
    private boolean closed;

    Upkeep(String where, Opener opener, Meters meters) {
        this.where = where;
        this.opener = opener;
        this.meters = meters;
        this.thread = new Thread(this::run, "hauberk-redis");
        thread.setDaemon(true);
        thread.setContextClassLoader(null);
        thread.start();
    }

    /** The connection, or null while there is none. Waits only for the very first attempt, and not longer than it may. */
    @Nullable Connected connected(long nanos) throws InterruptedException {
        Connected now = connected;
        if (now == null && nanos > 0 && tried.getCount() > 0) {
            tried.await(nanos, TimeUnit.NANOSECONDS);
            now = connected;
        }
        return now;
    }

    /** Why there is no connection. */
    String trouble() {
        return trouble;
    }

    /** Has another made in its place, if it is still the one in use. */
    void giveUp(Connected lost, String why) {
        lock.lock();
        try {
            if (connected == lost) {
                connected = null;
                trouble = why;
                changed.signalAll();
            }
            // Last, since that is reported as a loss, too, for another reason. Under the lock, since one that is lost
            // before
            // it is in use must not be put to use after that.
            lost.close();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        int failures = 0;
        while (!isClosed()) {
            failures = attempt(failures) && lasted() ? 0 : failures + 1;
            pause(Math.max(1, failures));
        }
    }

    private boolean attempt(int failures) {
        try {
            Connected made = opener.open(this::giveUp);
            if (!use(made)) {
                made.close();
                trouble = "the other side closed it at once";
                return false;
            }
            meters.connected();
            LOG.info("Connected to {}.", where);
            return true;
        } catch (RuntimeException | LinkageError e) {
            // A class that is missing is what versions of Netty that do not fit look like; it must not end this thread.
            trouble = reason(e);
            if (failures == 0 && !isClosed()) {
                LOG.warn("{} cannot be reached: {}. It is tried again until it can.", where, trouble);
            }
            return false;
        } finally {
            tried.countDown();
        }
    }

    /** Whether it is of use: not if it was lost, or nobody needs it any more, before it was made. */
    private boolean use(Connected made) {
        lock.lock();
        try {
            boolean good = !closed && made.open();
            connected = good ? made : null;
            return good;
        } finally {
            lock.unlock();
        }
    }

    /** The innermost reason is what a person can do something about. */
    private static String reason(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : Plain.text(cause.getMessage());
    }

    /** Waits until the connection is lost; whether it was of use for long enough to begin anew without a pause that grows. */
    private boolean lasted() {
        long since = System.nanoTime();
        lock.lock();
        try {
            while (connected != null && !closed) {
                changed.awaitUninterruptibly();
            }
            if (!closed) {
                LOG.warn("The connection to {} is lost: {}.", where, trouble);
            }
        } finally {
            lock.unlock();
        }
        return System.nanoTime() - since > Duration.ofMillis(LAST_MILLIS).toNanos();
    }

    private void pause(int failures) {
        long most = Math.min(LAST_MILLIS, FIRST_MILLIS << Math.min(failures - 1, 5));
        long millis = most / 2 + ThreadLocalRandom.current().nextLong(most / 2 + 1);
        lock.lock();
        try {
            long left = Duration.ofMillis(millis).toNanos();
            while (!closed && left > 0) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            closed = true;
        } finally {
            lock.unlock();
        }
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        Connected last;
        lock.lock();
        try {
            closed = true;
            last = connected;
            connected = null;
            trouble = "the store is closed";
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (last != null) {
            last.retire();
        }
        opener.end();
    }
}
