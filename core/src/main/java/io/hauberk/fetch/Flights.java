package io.hauberk.fetch;

import io.hauberk.Deadline;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Has one thread find something out while all others who want the same wait for it. Not more than so many questions at once:
 * beyond that, and where nothing comes in time, it fails. Thread-safe.
 *
 * @param <K> what is asked for
 * @param <V> what comes of it
 */
public final class Flights<K, V> {
    private final Map<K, Flight<V>> under = new ConcurrentHashMap<>();
    private final Semaphore places;

    /** With a number of questions that may be under way. */
    public Flights(int max) {
        places = new Semaphore(max);
    }

    /**
     * Asks, or waits for who does. Blocks until the deadline at most, and no longer than {@code longest}.
     *
     * @throws IOException if asking fails, takes too long, or too many do
     */
    public V join(K key, Deadline deadline, Duration longest, Question<V> question) throws IOException {
        Flight<V> mine = new Flight<>();
        Flight<V> other = under.putIfAbsent(key, mine);
        if (other != null) {
            return other.await(Math.min(longest.toNanos(), deadline.remainingNanos()));
        }
        try {
            if (!places.tryAcquire()) {
                throw new IOException("Too many questions are under way.");
            }
            try {
                V value = question.ask();
                mine.value = value;
                return value;
            } finally {
                places.release();
            }
        } catch (IOException e) {
            mine.failure = e;
            throw e;
        } finally {
            under.remove(key, mine);
            mine.done.countDown();
        }
    }

    /** How to find it out. */
    @FunctionalInterface
    public interface Question<V> {
        /** Asks. May block. */
        V ask() throws IOException;
    }

    private static final class Flight<V> {
        private final CountDownLatch done = new CountDownLatch(1);
        private @Nullable V value;
        private @Nullable IOException failure;

        private V await(long nanos) throws IOException {
            try {
                if (!done.await(nanos, TimeUnit.NANOSECONDS)) {
                    throw new IOException("No answer came in time.");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("Interrupted while waiting for an answer.", e);
            }
            V known = value;
            if (known != null) {
                return known;
            }
            IOException why = failure;
            throw why == null ? new IOException("Who asked for it failed.") : new IOException(why.getMessage(), why);
        }
    }
}
