package io.hauberk.store;

import io.hauberk.Allowance;
import io.hauberk.Allowance.Algorithm;
import io.hauberk.CounterStore;
import io.hauberk.Ticker;
import io.hauberk.counter.Counters;
import io.hauberk.counter.WindowCounters;
import io.hauberk.key.By;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A store in the memory of this process: what takes over while a shared one is gone, and what stands in for one in tests.
 *
 * <p>Bounded: so many keys for each allowance, or for each length of given windows, 24 to 160 bytes each, taken as they
 * come. Newcomers beyond it share counters, so that they are refused early rather than late. One lock around all, held for
 * less than a microsecond; budgets are always kept. Thread-safe. Time is monotonic; the wall clock counts only for when a
 * given window ends.
 */
public final class MemoryStore implements CounterStore {
    private static final int MAX_KEYS = 100_000;
    private static final int MAX_ALLOWANCES = 1_000;
    /** How long a window is kept that is over, for those whose clocks are late. */
    private static final long GRACE = Duration.ofMinutes(1).toNanos();

    private final int maxKeys;
    private final Ticker ticker;
    private final InstantSource clock;
    private final LongAdder overflows = new LongAdder();
    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by lock.
    private final Map<Allowance, Counters> tables = new HashMap<>();
    // One for each length: what is shared in a full table of years would hold those back who are counted by the minute.
    private final Map<Duration, WindowCounters> windows = new HashMap<>();
    private boolean closed;

    private MemoryStore(int maxKeys, Ticker ticker, InstantSource clock) {
        this.maxKeys = maxKeys;
        this.ticker = ticker;
        this.clock = clock;
    }

    /** For 100,000 keys of each allowance. */
    public static MemoryStore create() {
        return of(MAX_KEYS, Ticker.system(), InstantSource.system());
    }

    /**
     * For so many keys of each allowance, by these clocks.
     *
     * @param maxKeys from 1 to a hundred million
     */
    public static MemoryStore of(int maxKeys, Ticker ticker, InstantSource clock) {
        return new MemoryStore(maxKeys, ticker, clock);
    }

    @Override
    public List<Level> take(List<Draw> draws, Duration budget) throws IOException {
        requireCosts(draws);
        lock.lock();
        try {
            // One counter takes nothing where it has not enough; of several, none may before all have been looked at.
            List<Level> seen = draws.size() == 1 ? List.of() : each(draws, this::peek);
            return Drawn.enough(seen) ? each(draws, this::take) : seen;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<Level> peek(List<Draw> draws, Duration budget) throws IOException {
        requireCosts(draws);
        lock.lock();
        try {
            return each(draws, this::peek);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<Level> adjust(List<Draw> draws, Duration budget) throws IOException {
        lock.lock();
        try {
            return each(draws, this::adjust);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void reset(List<Draw> draws, Duration budget) throws IOException {
        lock.lock();
        try {
            requireOpen();
            long nanos = ticker.nanos();
            for (Draw draw : draws) {
                long key = key(draw);
                if (draw.allowance().algorithm() == Algorithm.WINDOW) {
                    windows(draw.allowance()).reset(key, nanos);
                } else {
                    table(draw.allowance()).reset(key, nanos);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private static void requireCosts(List<Draw> draws) {
        for (Draw draw : draws) {
            if (draw.cost() < 0) {
                throw new IllegalArgumentException("A draw takes nothing or more, but this one takes " + draw.cost()
                        + ". To give back, use adjust.");
            }
        }
    }

    private List<Level> each(List<Draw> draws, Operation operation) throws IOException {
        requireOpen();
        long nanos = ticker.nanos();
        List<Level> levels = new ArrayList<>(draws.size());
        for (Draw draw : draws) {
            levels.add(operation.on(draw, key(draw), nanos));
        }
        return levels;
    }

    private Level take(Draw draw, long key, long nanos) throws IOException {
        Allowance allowance = draw.allowance();
        if (allowance.start() == null) {
            return table(allowance).take(key, nanos, draw.cost());
        }
        long left = left(allowance, allowance.start());
        return told(windows(allowance).take(key, nanos, draw.cost(), allowance.limit(), kept(left)), left);
    }

    private Level peek(Draw draw, long key, long nanos) throws IOException {
        Allowance allowance = draw.allowance();
        if (allowance.start() == null) {
            return table(allowance).peek(key, nanos, draw.cost());
        }
        long left = left(allowance, allowance.start());
        return told(windows(allowance).peek(key, nanos, draw.cost(), allowance.limit(), kept(left)), left);
    }

    private Level adjust(Draw draw, long key, long nanos) throws IOException {
        Allowance allowance = draw.allowance();
        if (allowance.start() == null) {
            return table(allowance).adjust(key, nanos, draw.cost(), draw.stamp());
        }
        long left = left(allowance, allowance.start());
        // Each window has a counter of its own: whatever was taken from it still counts.
        return told(
                windows(allowance).adjust(key, nanos, draw.cost(), Long.MAX_VALUE, allowance.limit(), kept(left)),
                left);
    }

    /** Nanoseconds until a given window ends; not above zero where it has. */
    private long left(Allowance allowance, Instant start) {
        return Duration.between(clock.instant(), start.plus(allowance.period())).toNanos();
    }

    private static long kept(long left) {
        return Math.max(0, left) + GRACE;
    }

    /** The times of a given window are told by the wall clock, as its end is. */
    private static Level told(Level level, long left) {
        long untilMore = level.used() == 0 ? 0 : Math.max(1, left);
        long untilEnough =
                level.enough() ? 0 : level.nanosUntilEnough() == Long.MAX_VALUE || left <= 0 ? Long.MAX_VALUE : left;
        return new Level(level.enough(), level.used(), level.remaining(), untilMore, untilEnough, level.stamp());
    }

    private Counters table(Allowance allowance) throws IOException {
        Counters known = tables.get(allowance);
        if (known != null) {
            return known;
        }
        requireRoom();
        Counters fresh = Counters.of(allowance, maxKeys, overflows::increment);
        tables.put(allowance, fresh);
        return fresh;
    }

    private WindowCounters windows(Allowance allowance) throws IOException {
        WindowCounters known = windows.get(allowance.period());
        if (known != null) {
            return known;
        }
        requireRoom();
        WindowCounters fresh = WindowCounters.ofWindows(maxKeys, overflows::increment);
        windows.put(allowance.period(), fresh);
        return fresh;
    }

    private void requireRoom() throws IOException {
        if (tables.size() + windows.size() >= MAX_ALLOWANCES) {
            throw new IOException(
                    "A store in memory counts " + MAX_ALLOWANCES + " different allowances, and not one more.");
        }
    }

    private static long key(Draw draw) {
        long key = By.hash(draw.key());
        Instant start = draw.allowance().start();
        // Each given window of one key is a counter of its own.
        return start == null ? key : key ^ (start.getEpochSecond() * 1_000_000_000 + start.getNano());
    }

    private void requireOpen() throws IOException {
        if (closed) {
            throw new IOException("The store in memory is closed.");
        }
    }

    /** How often a key found no room of its own and was counted together with others. */
    public long overflows() {
        return overflows.sum();
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            tables.clear();
            windows.clear();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String toString() {
        return "memory";
    }

    private interface Operation {
        Level on(Draw draw, long key, long nanos) throws IOException;
    }
}
