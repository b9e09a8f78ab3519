package io.hauberk.jwt;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.hauberk.Deadline;
import io.hauberk.Ticker;
import io.hauberk.timer.Background;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one issuer, kept fresh. Thread-safe.
 *
 * <ul>
 *   <li>They are read in the background, first when the issuer starts, then again and again before their life ends. One
 *       reading at a time.
 *   <li>A request whose key is known never waits. One whose key is not, waits for the reading under way, or for one that
 *       it asks for as {@link Pace} allows; once, no longer than {@link #WAIT}, and no more than {@link #MAX_WAITERS} of
 *       them at the same time.
 *   <li>An ID that is not even in what was just read is remembered for a while, and costs nothing more.
 * </ul>
 */
final class LiveKeys implements AutoCloseable {
    static final Duration WAIT = Duration.ofSeconds(4);
    static final int MAX_WAITERS = 64;

    private static final int MAX_ID_LENGTH = 256;
    private static final int MAX_UNKNOWN = 1000;
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final KeyReader reader;
    private final Ticker ticker;
    private final Background background;
    private final KeyMeters meters;
    private final Duration wait;
    private final Pace pace;
    private final Cache<String, Boolean> unknown;
    private final Semaphore waiters = new Semaphore(MAX_WAITERS);
    private final AtomicBoolean started = new AtomicBoolean();
    private final AtomicReference<@Nullable CountDownLatch> reading = new AtomicReference<>();
    private final WeakReference<LiveKeys> weak = new WeakReference<>(this);

    private volatile long dueAt;
    private volatile Runnable cancel = () -> {};
    private volatile boolean closed;

    LiveKeys(KeyReader reader, Ticker ticker, Background background, KeyMeters meters, Duration wait) {
        this.reader = reader;
        this.ticker = ticker;
        this.background = background;
        this.meters = meters;
        this.wait = wait;
        this.pace = new Pace(ticker.nanos());
        this.dueAt = ticker.nanos();
        this.unknown = Caffeine.newBuilder()
                .maximumSize(MAX_UNKNOWN)
                .expireAfterWrite(Pace.EVERY)
                .ticker(ticker::nanos)
                .executor(Runnable::run)
                .build();
    }

    /** Begins to read in the background; does nothing the second time. */
    void start() {
        if (!started.get() && started.compareAndSet(false, true)) {
            meters.age(reader, KeyReader::ageSeconds);
            read();
        }
    }

    /**
     * The keys with an ID, all keys where a token names none. May block, see above.
     *
     * @return empty if the issuer has no such key; null if nobody can say, since no keys could be read
     */
    @Nullable List<SigningKey> find(@Nullable String id, Deadline deadline) {
        KeySet known = reader.keys();
        List<SigningKey> found = known.find(id);
        if (!found.isEmpty()) {
            return found;
        }
        if (known.empty()) {
            start();
        }
        if (!mayAsk(known, id)) {
            // Somebody may have read them since we looked.
            return reader.keys().empty() ? null : reader.keys().find(id);
        }
        return await(read(), deadline) ? findAgain(id) : null;
    }

    /** Whether to wait for keys: those of the reading under way, or of one that may begin now. */
    private boolean mayAsk(KeySet known, @Nullable String id) {
        if (!known.empty() && hopeless(id)) {
            return false;
        }
        long now = ticker.nanos();
        return reading.get() != null || (known.empty() ? now - dueAt >= 0 : pace.spare(now));
    }

    private boolean hopeless(@Nullable String id) {
        return id == null || id.length() > MAX_ID_LENGTH || unknown.getIfPresent(id) != null;
    }

    private @Nullable List<SigningKey> findAgain(@Nullable String id) {
        KeySet now = reader.keys();
        if (now.empty()) {
            return null;
        }
        List<SigningKey> found = now.find(id);
        if (found.isEmpty() && id != null && !reader.failing()) {
            unknown.put(id, true);
        }
        return found;
    }

    /** Waits for a reading; false if it lasted too long, or too many wait already. */
    private boolean await(CountDownLatch under, Deadline deadline) {
        if (!waiters.tryAcquire()) {
            return false;
        }
        try {
            return under.await(Math.min(wait.toNanos(), deadline.remainingNanos()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            waiters.release();
        }
    }

    /** How long until the keys are read again, if nobody can say now whether a token is right. */
    Duration retryAfter() {
        return Duration.ofNanos(Math.max(RETRY.toNanos(), dueAt - ticker.nanos()));
    }

    /** The reading under way, or one that begins now. */
    private CountDownLatch read() {
        CountDownLatch mine = new CountDownLatch(1);
        CountDownLatch other = reading.compareAndExchange(null, mine);
        if (other != null) {
            return other;
        }
        pace.take(ticker.nanos());
        boolean handedOver = false;
        try {
            background.after(Duration.ZERO, () -> read(mine));
            handedOver = true;
        } finally {
            if (!handedOver) { // no thread was to be had
                ended(mine, RETRY);
            }
        }
        return mine;
    }

    private void read(CountDownLatch mine) {
        Duration next = RETRY;
        try {
            cancel.run();
            next = reader.read(Deadline.after(wait, ticker));
        } finally {
            ended(mine, next);
        }
    }

    private void ended(CountDownLatch mine, Duration next) {
        try {
            dueAt = ticker.nanos() + next.toNanos();
            if (!closed) {
                cancel = background.after(next, again(weak));
            }
        } finally {
            reading.set(null);
            mine.countDown();
        }
    }

    /** Whoever forgets to close an issuer lets go of it nevertheless: what waits for the next time does not hold it. */
    private static Runnable again(WeakReference<LiveKeys> weak) {
        return () -> {
            LiveKeys keys = weak.get();
            if (keys != null && !keys.closed) {
                keys.read();
            }
        };
    }

    /** Reads no more. */
    @Override
    public void close() {
        closed = true;
        cancel.run();
        meters.forget();
    }
}
