package io.hauberk.store;

import io.hauberk.CounterStore;
import io.hauberk.CounterStore.Draw;
import io.hauberk.CounterStore.Level;
import io.hauberk.Ticker;
import io.hauberk.json.Plain;
import io.hauberk.key.Pseudonyms;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store of counters that may be gone: {@code RateLimit.of(100, ofMinutes(1)).store(Store.named("shared", redis))}. In a
 * file: {@code stores: { shared: { redis: "redis://…", onFailure: local } }}.
 *
 * <p>Each operation has a {@linkplain #budget budget}, 25 ms by default. After five failures in a row the store is not asked
 * but for one operation a second, until one succeeds; it is in use again by itself then. A failed operation, and one that was
 * not asked, is answered as {@link OnFailure} says.
 *
 * <p><b>What that admits.</b> {@code local}, with {@code n} processes: up to {@code n} times the limit while the store is gone,
 * and, where it comes or goes within a period, that in addition to what the store counted. {@code open}: anything. {@code
 * closed}: nothing. An operation whose answer did not come in time may have been counted all the same; then it counts twice.
 *
 * <p>Blocks for the budget at most; thread-safe. Parameters are immutable: each wither makes a store that has not failed yet.
 */
public final class Store implements AutoCloseable, MeterBinder {
    private static final Logger LOG = LoggerFactory.getLogger(Store.class);
    private static final Duration BUDGET = Duration.ofMillis(25);
    private static final Duration LONGEST = Duration.ofSeconds(10);

    /** What an operation is answered with where the store is gone. */
    public enum OnFailure {
        /** Each process counts for itself: the default. */
        LOCAL,
        /** Everything passes, uncounted. */
        OPEN,
        /** Nothing passes. */
        CLOSED
    }

    private final String name;
    private final CounterStore counters;
    private final OnFailure onFailure;
    private final Duration budget;
    private final Pseudonyms pseudonyms;
    private final Ticker ticker;

    private final Breaker breaker = new Breaker();
    private final MemoryStore fallback;
    private final Leases leases;
    private final StoreMeters meters;
    private final AtomicBoolean started = new AtomicBoolean();
    private final Drawn.Side remote = new Remote();
    private final Drawn.Side local = new Local();

    private Store(
            String name,
            CounterStore counters,
            OnFailure onFailure,
            Duration budget,
            Pseudonyms pseudonyms,
            Ticker ticker) {
        this.name = name;
        this.counters = counters;
        this.onFailure = onFailure;
        this.budget = budget;
        this.pseudonyms = pseudonyms;
        this.ticker = ticker;
        this.fallback = MemoryStore.of(100_000, ticker, InstantSource.system());
        this.meters = new StoreMeters(name);
        this.leases = new Leases(ticker);
        if (budget.isNegative() || budget.isZero() || budget.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("The budget of an operation on the store " + name
                    + " is longer than nothing and 10 s at most, but it is " + budget + ".");
        }
    }

    /**
     * A store.
     *
     * @param name what metrics, logs and messages call it
     * @param counters where it counts; {@link #close} closes it
     */
    public static Store named(String name, CounterStore counters) {
        return new Store(name, counters, OnFailure.LOCAL, BUDGET, Pseudonyms.standard(), Ticker.system());
    }

    /** What happens when it is gone. Default: {@link OnFailure#LOCAL}. */
    public Store onFailure(OnFailure answer) {
        return new Store(name, counters, answer, budget, pseudonyms, ticker);
    }

    /** How long an operation may take. Default: 25 ms; at most 10 s. */
    public Store budget(Duration longest) {
        return new Store(name, counters, onFailure, longest, pseudonyms, ticker);
    }

    /** How callers are named in it. Default: {@link Pseudonyms#standard()}. */
    public Store pseudonyms(Pseudonyms names) {
        return new Store(name, counters, onFailure, budget, names, ticker);
    }

    /** The clock for the breaker and for counting alone. Default: that of the machine. */
    public Store ticker(Ticker clock) {
        return new Store(name, counters, onFailure, budget, pseudonyms, clock);
    }

    /** What it is called. */
    public String name() {
        return name;
    }

    /** How callers are named in it. */
    public Pseudonyms pseudonyms() {
        return pseudonyms;
    }

    /** Whether it is not asked now, since it has failed. */
    public boolean failing() {
        return breaker.open();
    }

    /** Begins to connect, in the background, the first time. Never blocks. */
    public void start() {
        if (started.compareAndSet(false, true)) {
            counters.start();
        }
    }

    /** Takes the cost of each draw, if all counters have enough; see {@link CounterStore#take}. */
    public Drawn take(List<Draw> draws) {
        return ask(Operation.TAKE, draws, budget);
    }

    /**
     * As {@link #take(List)}, but this process may take up to {@code lease} permits in advance from each counter, and does so for
     * those that are asked for often. It asks the store less often then, and the price is that within any period as much as
     * {@code lease} for each process may pass above what the allowance says. What is not used within a tenth of the period and a
     * second is given back when the counter is asked for next, and may keep others from it until then.
     */
    public Drawn take(List<Draw> draws, long lease) {
        if (lease < 1) {
            return take(draws);
        }
        // All that is waited for, for one decision, has to come within one budget.
        long until = ticker.nanos() + budget.toNanos();
        List<Level> spent = leases.spend(draws, until);
        if (spent != null) {
            return Drawn.counted(draws, spent, remote);
        }
        if (breaker.open()) {
            return ask(Operation.TAKE, draws, left(until));
        }
        List<Draw> left = leases.leftovers(draws);
        if (!left.isEmpty() && remotely(Operation.ADJUST, left, left(until)).isEmpty()) {
            return without(Operation.TAKE, draws);
        }
        return takeMore(draws, leases.enlarged(draws, lease), until);
    }

    private Drawn takeMore(List<Draw> draws, List<Draw> larger, long until) {
        List<Draw> asked = larger;
        List<Level> levels = remotely(Operation.TAKE, asked, left(until));
        if (!asked.equals(draws) && !Drawn.enough(levels)) {
            leases.refused(draws, asked);
            asked = draws;
            levels = remotely(Operation.TAKE, asked, left(until));
        } else if (levels.isEmpty()) {
            leases.refused(draws, asked);
        }
        if (levels.isEmpty()) {
            return without(Operation.TAKE, draws);
        }
        Drawn drawn = Drawn.counted(draws, levels, remote);
        return drawn.passes() ? Drawn.counted(draws, leases.noted(draws, asked, levels), remote) : drawn;
    }

    private Duration left(long until) {
        return Duration.ofNanos(until - ticker.nanos());
    }

    /** How the counters stand; see {@link CounterStore#peek}. */
    public Drawn peek(List<Draw> draws) {
        return ask(Operation.PEEK, draws, budget);
    }

    /** Takes what is used anyway, whether or not it is there, or gives back; see {@link CounterStore#adjust}. */
    public Drawn adjust(List<Draw> draws) {
        return ask(Operation.ADJUST, draws, budget);
    }

    /**
     * Forgets what was used up, in the store and here.
     *
     * @throws IOException if the store did not, or may not have
     */
    public void reset(List<Draw> draws) throws IOException {
        fallback.reset(draws, budget);
        counters.reset(draws, budget);
    }

    private Drawn ask(Operation operation, List<Draw> draws, Duration most) {
        List<Level> levels = remotely(operation, draws, most);
        return levels.isEmpty() ? without(operation, draws) : Drawn.counted(draws, levels, remote);
    }

    /** What is said while the store is gone. */
    private Drawn without(Operation operation, List<Draw> draws) {
        return switch (onFailure) {
            case OPEN -> Drawn.open();
            case CLOSED -> Drawn.gone();
            case LOCAL -> {
                List<Level> counted = locally(operation, draws);
                yield counted.isEmpty() ? Drawn.open() : Drawn.counted(draws, counted, local);
            }
        };
    }

    /** The levels; empty where there was no answer. */
    private List<Level> remotely(Operation operation, List<Draw> draws, Duration most) {
        long began = ticker.nanos();
        if (!breaker.permits(began)) {
            meters.skipped(operation);
            return List.of();
        }
        try {
            if (most.isNegative() || most.isZero()) {
                throw new IOException("Nothing was left of the budget of " + budget.toMillis() + " ms.");
            }
            List<Level> levels = operation.on(counters, draws, most);
            if (levels.size() != draws.size()) {
                throw new IOException("It answered for " + levels.size() + " counters of " + draws.size() + ".");
            }
            succeeded(operation, began);
            return levels;
        } catch (IOException | RuntimeException e) {
            failed(operation, e);
            return List.of();
        }
    }

    private void succeeded(Operation operation, long began) {
        meters.done(operation, ticker.nanos() - began);
        if (breaker.succeeded()) {
            LOG.info("The store {} answers again.", name);
        }
    }

    private void failed(Operation operation, Exception why) {
        meters.failed(operation);
        if (breaker.failed(ticker.nanos())) {
            meters.outage();
            LOG.warn(
                    "The store {} has failed five times in a row, and is tried once a second from now on. Until it answers: {}.",
                    name,
                    onFailure.name().toLowerCase(Locale.ROOT),
                    Plain.text(why));
        }
    }

    private List<Level> locally(Operation operation, List<Draw> draws) {
        try {
            return operation.on(fallback, draws, budget);
        } catch (IOException e) {
            LOG.warn("Nothing is counted in place of the store {}.", name, e);
            return List.of();
        }
    }

    /** Counts in {@code hauberk.store.*}. */
    @Override
    public void bindTo(MeterRegistry registry) {
        meters.bindTo(registry);
        if (counters instanceof MeterBinder binder) {
            binder.bindTo(registry);
        }
    }

    /** Closes what it counts in. */
    @Override
    public void close() {
        counters.close();
        fallback.close();
    }

    @Override
    public String toString() {
        return name + " (" + counters + ", " + onFailure.name().toLowerCase(Locale.ROOT) + ")";
    }

    private final class Remote implements Drawn.Side {
        @Override
        public boolean local() {
            return false;
        }

        @Override
        public List<Level> adjust(List<Draw> draws) {
            return remotely(Operation.ADJUST, draws, budget);
        }
    }

    private final class Local implements Drawn.Side {
        @Override
        public boolean local() {
            return true;
        }

        @Override
        public List<Level> adjust(List<Draw> draws) {
            return locally(Operation.ADJUST, draws);
        }
    }
}
