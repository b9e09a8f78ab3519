package io.hauberk.jdbc;

import io.hauberk.CounterStore;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Counters in a table of a database: PostgreSQL, MySQL, MariaDB or H2. Meant for quotas, which are asked for a few hundred times
 * a second at most and have to survive restarts.
 *
 * <pre>{@code
 * CREATE TABLE hauberk_counters (
 *   counter_key VARCHAR(255) NOT NULL PRIMARY KEY,   -- MySQL: CHARACTER SET ascii COLLATE ascii_bin
 *   used        BIGINT NOT NULL,
 *   since       BIGINT NOT NULL,
 *   seen        BIGINT NOT NULL,
 *   slices      VARCHAR(2000),
 *   valid_until BIGINT NOT NULL,
 *   version     BIGINT NOT NULL
 * );
 * CREATE INDEX hauberk_counters_valid_until ON hauberk_counters (valid_until);
 * }</pre>
 *
 * <p>Time is the database's. Drivers wait for as long as they like, so the work is done on threads of the store's own, each with
 * a connection; 256 more operations may wait for one. An operation whose budget is over is not begun any more; one that
 * has begun may still be committed.
 *
 * <p>Parameters are immutable; each wither makes a store of its own. Thread-safe; blocks for the budget at most.
 */
public final class Jdbc implements CounterStore, MeterBinder {
    private static final Setting DEFAULT = new Setting("hauberk_counters", false, 8, Duration.ofMinutes(10), "jdbc");

    private final Supplier<Connections> source;
    private final Setting setting;
    private final Meters meters = new Meters();
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable Workers workers;
    private boolean closed;

    private Jdbc(Supplier<Connections> source, Setting setting) {
        this.source = source;
        this.setting = setting;
    }

    /** Counters in a database. The source is best a pool with as many connections as this has threads; it is not closed. */
    public static Jdbc in(DataSource source) {
        return new Jdbc(() -> Connections.of(source), DEFAULT);
    }

    static Jdbc in(Supplier<Connections> source) {
        return new Jdbc(source, DEFAULT);
    }

    /**
     * The table, with its schema if need be. Default: {@code hauberk_counters}.
     *
     * @throws IllegalArgumentException if that is no plain name
     */
    public Jdbc table(String name) {
        return changed(before -> before.table(name));
    }

    /** Whether to make the table if it is not there. Default: no. */
    public Jdbc createTable(boolean create) {
        return changed(before -> before.createTable(create));
    }

    /** How many operations may be under way at a time, 1 to 64. Default: 8. */
    public Jdbc threads(int number) {
        return changed(before -> before.threads(number));
    }

    /** How often rows that do not count any more are deleted. Default: every ten minutes. */
    public Jdbc cleanEvery(Duration period) {
        return changed(before -> before.cleanEvery(period));
    }

    /** What metrics call it. Default: {@code jdbc}. */
    public Jdbc named(String name) {
        return changed(before -> before.named(name));
    }

    private Jdbc changed(UnaryOperator<Setting> change) {
        return new Jdbc(source, change.apply(setting));
    }

    @Override
    public void start() {
        if (workers == null) {
            Workers begun = begin();
            if (begun != null) {
                begun.warmUp();
            }
        }
    }

    private @Nullable Workers begin() {
        lock.lock();
        try {
            if (workers == null && !closed) {
                workers = new Workers(source.get(), setting, meters);
            }
            return workers;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<Level> take(List<Draw> draws, Duration budget) throws IOException {
        return workers().run(new Operation(Act.TAKE, draws), budget);
    }

    @Override
    public List<Level> peek(List<Draw> draws, Duration budget) throws IOException {
        return workers().run(new Operation(Act.PEEK, draws), budget);
    }

    @Override
    public List<Level> adjust(List<Draw> draws, Duration budget) throws IOException {
        return workers().run(new Operation(Act.ADJUST, draws), budget);
    }

    @Override
    public void reset(List<Draw> draws, Duration budget) throws IOException {
        workers().run(new Operation(Act.RESET, draws), budget);
    }

    /** Deletes rows that do not count any more, now. Blocks until it is done. */
    void clean() throws IOException {
        workers().clean();
    }

    private Workers workers() throws IOException {
        Workers now = workers;
        if (now == null) {
            now = begin();
        }
        if (now == null) {
            throw new IOException("The store in a database is closed.");
        }
        return now;
    }

    /**
     * Counts in {@code hauberk.jdbc.conflicts} how often somebody else was faster and an operation began again, and in
     * {@code hauberk.jdbc.cleaned} the rows that were deleted.
     */
    @Override
    public void bindTo(MeterRegistry registry) {
        meters.bindTo(registry, setting.name());
    }

    @Override
    public void close() {
        Workers last;
        lock.lock();
        try {
            closed = true;
            last = workers;
            workers = null;
        } finally {
            lock.unlock();
        }
        if (last != null) {
            last.close();
        }
    }

    @Override
    public String toString() {
        return "jdbc " + setting.table();
    }
}
