package io.hauberk.testkit;

import io.hauberk.Sleeper;
import io.hauberk.Ticker;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Time that moves only by hand: ticker, sleeper and wall clock in one. Thread-safe.
 *
 * <p>The ticker starts 30 seconds before its numbers overflow, since only differences of a {@link Ticker} mean
 * anything: code that compares where it should subtract fails early. The wall clock starts at noon on 1 January 2026.
 */
public final class VirtualTime implements Ticker, Sleeper, InstantSource {
    private static final long FIRST_NANOS =
            Long.MAX_VALUE - Duration.ofSeconds(30).toNanos();
    private static final Instant FIRST_INSTANT = Instant.parse("2026-01-01T12:00:00Z");

    private final boolean sleepingMovesTime;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<Duration> sleeps = new ArrayList<>();
    private long elapsed;
    private int sleepers;

    private VirtualTime(boolean sleepingMovesTime) {
        this.sleepingMovesTime = sleepingMovesTime;
    }

    /** Time that a sleeper moves on by itself: {@link #sleep} returns at once, and it is later. For one thread. */
    public static VirtualTime moving() {
        return new VirtualTime(true);
    }

    /** Time that stands still: {@link #sleep} blocks until another thread has {@linkplain #advance moved} it far enough. */
    public static VirtualTime still() {
        return new VirtualTime(false);
    }

    /** Moves on, and wakes those whose sleep is over. */
    public void advance(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("Time moves forward, but this step is " + duration + ".");
        }
        lock.lock();
        try {
            elapsed += duration.toNanos();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Blocks until so many threads sleep. Only {@link #still()} time has sleepers. */
    public void awaitSleepers(int count) throws InterruptedIOException {
        lock.lock();
        try {
            while (sleepers < count) {
                changed.await();
            }
        } catch (InterruptedException e) {
            throw interrupted();
        } finally {
            lock.unlock();
        }
    }

    /** All that anybody ever asked to sleep, in order. */
    public List<Duration> sleeps() {
        lock.lock();
        try {
            return List.copyOf(sleeps);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long nanos() {
        return FIRST_NANOS + elapsed();
    }

    @Override
    public Instant instant() {
        return FIRST_INSTANT.plusNanos(elapsed());
    }

    @Override
    public void sleep(Duration duration) throws InterruptedIOException {
        lock.lock();
        try {
            sleeps.add(duration);
            long nanos = Math.max(0, duration.toNanos());
            if (sleepingMovesTime) {
                elapsed += nanos;
                changed.signalAll();
            } else {
                awaitElapsed(elapsed + nanos);
            }
        } finally {
            lock.unlock();
        }
    }

    private void awaitElapsed(long goal) throws InterruptedIOException {
        sleepers++;
        changed.signalAll();
        try {
            while (elapsed < goal) {
                changed.await();
            }
        } catch (InterruptedException e) {
            throw interrupted();
        } finally {
            sleepers--;
        }
    }

    private long elapsed() {
        lock.lock();
        try {
            return elapsed;
        } finally {
            lock.unlock();
        }
    }

    private static InterruptedIOException interrupted() {
        Thread.currentThread().interrupt();
        return new InterruptedIOException("Interrupted while waiting in virtual time.");
    }

    @Override
    public String toString() {
        return instant().toString();
    }
}
