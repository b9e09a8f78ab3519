package io.hauberk.consumer;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.hauberk.Consumer;
import io.hauberk.Consumers;
import io.hauberk.Credential.Kind;
import io.hauberk.Ticker;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A bounded memory before consumers that somebody else keeps. What was found is good for a minute, and, while the others
 * cannot be asked, for ten; what was not found, for five seconds, in a memory of its own, so that a stranger who invents
 * keys drives nobody out. At most 16 lookups run at once, one for each credential; after one that failed nobody is asked
 * for a second.
 *
 * <p>A credential that is taken away there therefore counts here for up to a minute more, and for ten while the others
 * are gone; its expiry is known and kept to.
 *
 * <p>Blocks for a lookup, or for up to a second where too many run. Thread-safe; each wither makes new ones with a new
 * memory.
 */
public final class CachedConsumers implements Consumers, MeterBinder, AutoCloseable {
    private static final int STRIPES = 64;
    private static final Duration WAIT = Duration.ofSeconds(1);

    private final Consumers others;
    private final Duration fresh;
    private final Duration missing;
    private final Duration stale;
    private final int max;
    private final Ticker ticker;

    private final Cache<Asked, Answer> found;
    private final Cache<Asked, Boolean> absent;
    private final ReentrantLock[] stripes = new ReentrantLock[STRIPES];
    private final Semaphore lookups = new Semaphore(16);
    private final Map<Result, LongAdder> results = new EnumMap<>(Result.class);
    private volatile @Nullable Long failedAt;

    private CachedConsumers(
            Consumers others, Duration fresh, Duration missing, Duration stale, int max, Ticker ticker) {
        this.others = others;
        this.fresh = fresh;
        this.missing = missing;
        this.stale = stale;
        this.max = max;
        this.ticker = ticker;
        this.found = cache(max, stale.compareTo(fresh) > 0 ? stale : fresh);
        this.absent = cache(max, missing);
        for (int i = 0; i < STRIPES; i++) {
            stripes[i] = new ReentrantLock();
        }
        for (Result result : Result.values()) {
            results.put(result, new LongAdder());
        }
    }

    private <V> Cache<Asked, V> cache(int size, Duration life) {
        return Caffeine.newBuilder()
                .maximumSize(size)
                .expireAfterWrite(life)
                .ticker(ticker::nanos)
                .executor(Runnable::run)
                .build();
    }

    /** In front of these. */
    public static CachedConsumers of(Consumers others) {
        return new CachedConsumers(
                others, Duration.ofMinutes(1), Duration.ofSeconds(5), Duration.ofMinutes(10), 10_000, Ticker.system());
    }

    /** These behind others, which are asked first and can be asked at no cost, such as those of a file. */
    public Consumers behind(Consumers first) {
        return new Behind(first, this);
    }

    /** How long what was found is good. Default: one minute. */
    public CachedConsumers fresh(Duration duration) {
        return new CachedConsumers(others, positive(duration), missing, stale, max, ticker);
    }

    /** How long it is remembered that nobody was found. Default: five seconds. */
    public CachedConsumers missing(Duration duration) {
        return new CachedConsumers(others, fresh, positive(duration), stale, max, ticker);
    }

    /** How long what was found is good while the others cannot be asked. Default: ten minutes. */
    public CachedConsumers stale(Duration duration) {
        return new CachedConsumers(others, fresh, missing, positive(duration), max, ticker);
    }

    /** How many findings are remembered, and as many times that there was none. Default: 10,000. */
    public CachedConsumers max(int entries) {
        if (entries < 1) {
            throw new IllegalArgumentException("A memory holds at least one consumer, but this one " + entries + ".");
        }
        return new CachedConsumers(others, fresh, missing, stale, entries, ticker);
    }

    /** By another clock, for tests. */
    public CachedConsumers ticker(Ticker ticker) {
        return new CachedConsumers(others, fresh, missing, stale, max, ticker);
    }

    private static Duration positive(Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException("A finding is good for some time, but this one for " + duration + ".");
        }
        return duration;
    }

    @Override
    public @Nullable Consumer find(Kind kind, String id) throws IOException {
        Asked asked = new Asked(kind, id);
        Answer known = found.getIfPresent(asked);
        if (known != null && ticker.nanos() - known.at < fresh.toNanos()) {
            return count(Result.HIT, known.consumer);
        }
        if (known == null && absent.getIfPresent(asked) != null) {
            return count(Result.HIT, null);
        }
        ReentrantLock stripe = stripes[Math.floorMod(asked.hashCode(), STRIPES)];
        if (known != null && !stripe.tryLock()) {
            return count(Result.STALE, known.consumer); // somebody else is asking already
        }
        if (known == null) {
            lock(stripe);
        }
        try {
            return ask(asked, known);
        } finally {
            stripe.unlock();
        }
    }

    private void lock(ReentrantLock stripe) throws IOException {
        try {
            if (stripe.tryLock(WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        results(Result.ERROR).increment();
        throw new IOException("The consumers did not answer in time.");
    }

    private @Nullable Consumer ask(Asked asked, @Nullable Answer before) throws IOException {
        Answer known = found.getIfPresent(asked); // whoever had the lock may have asked for it
        if (known != null && known != before) {
            return count(Result.HIT, known.consumer);
        }
        if (known == null && absent.getIfPresent(asked) != null) {
            return count(Result.HIT, null);
        }
        try {
            return count(Result.ASKED, answer(asked));
        } catch (IOException e) {
            if (known != null && ticker.nanos() - known.at < stale.toNanos()) {
                return count(Result.STALE, known.consumer);
            }
            results(Result.ERROR).increment();
            throw e;
        }
    }

    private @Nullable Consumer answer(Asked asked) throws IOException {
        Long failed = failedAt;
        if (failed != null && ticker.nanos() - failed < WAIT.toNanos()) {
            throw new IOException("The consumers could not be asked a moment ago.");
        }
        if (!permitted()) {
            throw new IOException("Too many lookups of consumers are running.");
        }
        Consumer consumer;
        try {
            consumer = others.find(asked.kind, asked.id);
            failedAt = null;
        } catch (IOException | RuntimeException e) {
            failedAt = ticker.nanos();
            throw e instanceof IOException io ? io : new IOException("The consumers could not be asked.", e);
        } finally {
            lookups.release();
        }
        if (consumer == null) {
            found.invalidate(asked);
            absent.put(asked, true);
        } else {
            found.put(asked, new Answer(consumer, ticker.nanos()));
        }
        return consumer;
    }

    private boolean permitted() {
        try {
            return lookups.tryAcquire(WAIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private @Nullable Consumer count(Result result, @Nullable Consumer consumer) {
        results(result).increment();
        return consumer;
    }

    private LongAdder results(Result result) {
        return java.util.Objects.requireNonNull(results.get(result));
    }

    /** Counts {@code hauberk.consumers.lookups} by {@code result}: hit, asked, stale, error; and what the others count. */
    @Override
    public void bindTo(MeterRegistry registry) {
        results.forEach((result, count) -> io.micrometer.core.instrument.FunctionCounter.builder(
                        "hauberk.consumers.lookups", count, LongAdder::sum)
                .description("Lookups of consumers that somebody else keeps.")
                .tag("result", result.name().toLowerCase(java.util.Locale.ROOT))
                .register(registry));
        if (others instanceof MeterBinder binder) {
            binder.bindTo(registry);
        }
    }

    @Override
    public String toString() {
        return others + ", remembered for " + fresh.toSeconds() + " s";
    }

    /** Closes those that it stands before, if they are to be closed. */
    @Override
    public void close() throws Exception {
        if (others instanceof AutoCloseable closeable) {
            closeable.close();
        }
    }

    private record Behind(Consumers first, CachedConsumers then) implements Consumers, MeterBinder {
        @Override
        public @Nullable Consumer find(Kind kind, String id) throws IOException {
            Consumer found = first.find(kind, id);
            return found != null ? found : then.find(kind, id);
        }

        @Override
        public void bindTo(MeterRegistry registry) {
            then.bindTo(registry);
        }

        @Override
        public String toString() {
            return first + " and " + then;
        }
    }

    private enum Result {
        HIT,
        ASKED,
        STALE,
        ERROR
    }

    private record Asked(Kind kind, String id) {}

    private record Answer(Consumer consumer, long at) {}
}
