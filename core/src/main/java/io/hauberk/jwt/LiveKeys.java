package io.hauberk.jwt;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.hauberk.Deadline;
import io.hauberk.Ticker;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of one issuer, kept fresh. Thread-safe.
 *
 * <ul>
 *   <li>They are read in the background, first when the issuer starts, then again and again before their life ends. One
 *       reading at a time.
 *   <li>A request whose key is known never waits. One whose key is not, waits for the reading under way, or for one that
 *       it asks for as {@link Pace} allows; once, and no longer than {@link #WAIT}.
 *   <li>An ID that is not even in what was just read is remembered for a while, and costs nothing more.
 *   <li>While they cannot be read, the old ones serve, for {@link #TOLERANCE} beyond their life.
 *   <li>A key that is no longer in the set is {@linkplain SigningKey#retire() retired}.
 * </ul>
 */
final class LiveKeys implements AutoCloseable {
    static final Duration WAIT = Duration.ofSeconds(4);
    static final Duration TOLERANCE = Duration.ofHours(4);
    static final int MAX_WAITERS = 64;

    private static final Logger log = LoggerFactory.getLogger(LiveKeys.class);
    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final Duration LAST_RETRY = Duration.ofMinutes(1);
    private static final int MAX_ID_LENGTH = 256;

    private final String issuer;
    private final KeySource source;
    private final Set<String> algorithms;
    private final Ticker ticker;
    private final Background background;
    private final KeyMeters meters;

    private final Pace pace;
    private final Cache<String, Boolean> unknown;
    private final Semaphore waiters = new Semaphore(MAX_WAITERS);
    private final AtomicBoolean started = new AtomicBoolean();
    private final AtomicReference<@Nullable CountDownLatch> reading = new AtomicReference<>();
    private final WeakReference<LiveKeys> weak = new WeakReference<>(this);

    private volatile KeySet keys = KeySet.EMPTY;
    private volatile long readAt;
    private volatile long dueAt;
    private volatile boolean closed;

    // Touched only by the reading under way.
    private @Nullable String text;
    private long usableUntil;
    private volatile int failures;
    private volatile Runnable cancel = () -> {};

    LiveKeys(
            String issuer,
            KeySource source,
            Set<String> algorithms,
            Ticker ticker,
            Background background,
            KeyMeters meters) {
        this.issuer = issuer;
        this.source = source;
        this.algorithms = algorithms;
        this.ticker = ticker;
        this.background = background;
        this.meters = meters;
        this.pace = new Pace(ticker.nanos());
        this.dueAt = ticker.nanos();
        this.unknown = Caffeine.newBuilder()
                .maximumSize(1000)
                .expireAfterWrite(Pace.EVERY)
                .ticker(ticker::nanos)
                .executor(Runnable::run)
                .build();
    }

    /** Begins to read in the background; does nothing the second time. */
    void start() {
        if (!started.get() && started.compareAndSet(false, true)) {
            read();
        }
    }

    /**
     * The keys with an ID, all keys where a token names none. May block, see above.
     *
     * @return empty if the issuer has no such key; null if nobody can say, since no keys could be read
     */
    @Nullable List<SigningKey> find(@Nullable String id, Deadline deadline) {
        KeySet known = keys;
        List<SigningKey> found = known.find(id);
        if (!found.isEmpty()) {
            return found;
        }
        if (known.empty()) {
            start();
        }
        if (!mayAsk(known, id)) {
            // Somebody may have read them since we looked.
            return keys.empty() ? null : keys.find(id);
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
        KeySet now = keys;
        if (now.empty()) {
            return null;
        }
        List<SigningKey> found = now.find(id);
        if (found.isEmpty() && id != null && failures == 0) {
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
            return under.await(Math.min(WAIT.toNanos(), deadline.remainingNanos()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            waiters.release();
        }
    }

    /** How long until the keys are read again, if nobody can say now whether a token is right. */
    Duration retryAfter() {
        return Duration.ofNanos(Math.max(Duration.ofSeconds(1).toNanos(), dueAt - ticker.nanos()));
    }

    private double ageSeconds() {
        return keys.empty() ? Double.NaN : (ticker.nanos() - readAt) / 1e9;
    }

    /** The reading under way, or one that begins now. */
    private CountDownLatch read() {
        CountDownLatch mine = new CountDownLatch(1);
        CountDownLatch other = reading.compareAndExchange(null, mine);
        if (other != null) {
            return other;
        }
        pace.take(ticker.nanos());
        background.after(Duration.ZERO, () -> read(mine));
        return mine;
    }

    private void read(CountDownLatch mine) {
        try {
            cancel.run();
            meters.age(this, LiveKeys::ageSeconds);
            Duration next = tryRead();
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

    /** Reads once. Returns when to read again. */
    private Duration tryRead() {
        try {
            KeySource.Loaded loaded = source.load(Deadline.after(WAIT, ticker));
            boolean news = !loaded.text().equals(text) || failures > 0;
            if (news || !source.polled()) {
                install(loaded.text());
                meters.fetched("success");
            }
            readAt = ticker.nanos();
            usableUntil = readAt + loaded.life().plus(TOLERANCE).toNanos();
            recovered();
            return loaded.refresh();
        } catch (InvalidKeySetException e) {
            return failed("invalid", source + " " + e.getMessage() + ".");
        } catch (IOException | RuntimeException e) {
            return failed("failed", String.valueOf(e.getMessage()));
        }
    }

    private void install(String json) throws InvalidKeySetException {
        if (json.equals(text) && !keys.empty()) {
            return;
        }
        KeySet before = keys;
        KeySet after = KeySet.read(json, algorithms).keeping(before);
        keys = after;
        before.retireAllBut(after);
        text = json;
        log.info("Issuer {}: {} read from {}.", issuer, after, source);
    }

    private void recovered() {
        if (failures > 0) {
            log.info("Issuer {}: its keys can be read from {} again.", issuer, source);
        }
        failures = 0;
    }

    private Duration failed(String outcome, String reason) {
        meters.fetched(outcome);
        failures++;
        boolean over = !keys.empty() && ticker.nanos() - usableUntil >= 0;
        if (over) {
            KeySet before = keys;
            keys = KeySet.EMPTY;
            before.retireAllBut(KeySet.EMPTY);
            text = null;
        }
        if (over || failures == 1) {
            String then =
                    keys.empty() ? "No token of it can be verified until they can." : "The old ones serve for now.";
            log.warn("Issuer {}: its keys cannot be read. {} {}", issuer, reason, then);
        }
        long retry = FIRST_RETRY.toSeconds() << Math.min(failures - 1, 10);
        return Duration.ofSeconds(Math.min(retry, LAST_RETRY.toSeconds()));
    }

    /** Reads no more. */
    @Override
    public void close() {
        closed = true;
        cancel.run();
        meters.forget();
    }
}
