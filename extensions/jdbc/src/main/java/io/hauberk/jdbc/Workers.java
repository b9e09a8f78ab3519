package io.hauberk.jdbc;

import io.hauberk.CounterStore.Level;
import io.hauberk.json.Plain;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does the work on threads of its own: a driver waits for as long as it likes, and a request must not. Operations on the same
 * counter are done one after the other within this process, since they would only get in each other's way.
 */
final class Workers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Jdbc.class);
    private static final int MAX_WAITING = 256;
    private static final int LANES = 64;
    private static final long IDLE_SECONDS = 60;
    private static final long MAX_PAUSE_NANOS = 2_000_000;

    /** Rows stay for an hour longer than they count, for those whose clock is late. */
    private static final long KEPT_MICROS = Duration.ofHours(1).toNanos() / 1_000;

    private final Connections connections;
    private final Setting setting;
    private final Meters meters;
    private final ThreadPoolExecutor threads;
    private final ReentrantLock[] lanes = new ReentrantLock[LANES];
    private final AtomicLong cleaned = new AtomicLong(System.nanoTime());
    private volatile @Nullable Table table;

    Workers(Connections connections, Setting setting, Meters meters) {
        this.connections = connections;
        this.setting = setting;
        this.meters = meters;
        this.threads = new ThreadPoolExecutor(
                setting.threads(),
                setting.threads(),
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(MAX_WAITING),
                Workers::thread);
        threads.allowCoreThreadTimeOut(true);
        for (int i = 0; i < LANES; i++) {
            lanes[i] = new ReentrantLock();
        }
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "hauberk-jdbc");
        thread.setDaemon(true);
        return thread;
    }

    /** Connects beforehand, and says so if it cannot. */
    void warmUp() {
        threads.execute(() -> {
            try {
                with(this::table);
            } catch (SQLException | TimeoutException e) {
                LOG.warn("Counters in {} cannot be kept yet: {}", connections, Plain.text(e.getMessage()));
            }
        });
    }

    List<Level> run(Operation operation, Duration budget) throws IOException {
        long until = System.nanoTime() + budget.toNanos();
        Future<List<Level>> work;
        try {
            work = threads.submit(() -> insist(operation, until));
        } catch (RejectedExecutionException e) {
            throw new IOException(
                    threads.isShutdown()
                            ? "The store in " + connections + " is closed."
                            : MAX_WAITING + " operations wait for " + connections + " already.",
                    e);
        }
        try {
            List<Level> levels = work.get(budget.toNanos(), TimeUnit.NANOSECONDS);
            cleanNowAndThen();
            return levels;
        } catch (TimeoutException e) {
            throw late(budget, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("The thread was interrupted while it waited for " + connections + ".", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TimeoutException) {
                throw late(budget, e);
            }
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IOException(connections + " cannot count: " + cause.getMessage(), cause);
        } finally {
            // Not by an interrupt, which some databases take for the end of their file.
            work.cancel(false);
        }
    }

    private IOException late(Duration budget, Exception e) {
        return new IOException(connections + " did not answer within " + budget.toMillis() + " ms.", e);
    }

    private List<Level> insist(Operation operation, long until)
            throws SQLException, TimeoutException, InterruptedException {
        ReentrantLock lane = lanes[Math.floorMod(operation.first(), LANES)];
        if (!lane.tryLock(until - System.nanoTime(), TimeUnit.NANOSECONDS)) {
            throw new TimeoutException();
        }
        try {
            return with(connection -> {
                Table there = table(connection);
                while (true) {
                    if (System.nanoTime() - until >= 0) {
                        throw new TimeoutException();
                    }
                    List<Level> levels = operation.attempt(connection, there);
                    if (levels != null) {
                        return levels;
                    }
                    meters.conflict();
                    LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(MAX_PAUSE_NANOS));
                }
            });
        } finally {
            lane.unlock();
        }
    }

    private Table table(Connection connection) throws SQLException {
        Table known = table;
        if (known == null) {
            known = new Table(setting.table(), Dialect.of(connection));
            if (setting.createTable()) {
                connection.setAutoCommit(true);
                known.create(connection);
            }
            table = known;
        }
        return known;
    }

    private void cleanNowAndThen() {
        long now = System.nanoTime();
        long last = cleaned.get();
        if (now - last < setting.cleanEvery().toNanos() || !cleaned.compareAndSet(last, now)) {
            return;
        }
        try {
            threads.execute(this::clean);
        } catch (RejectedExecutionException e) {
            LOG.debug("Old counters are cleared away the next time.", e);
        }
    }

    /** Takes away rows that do not count any more. */
    void clean() {
        try {
            int rows = with(connection -> {
                connection.setAutoCommit(true);
                return table(connection).clean(connection, KEPT_MICROS);
            });
            meters.cleaned(rows);
        } catch (SQLException | TimeoutException e) {
            LOG.warn("Old counters in {} cannot be cleared away: {}", connections, Plain.text(e.getMessage()));
        }
    }

    private <T> T with(Work<T> work) throws SQLException, TimeoutException {
        Connection connection = connections.take();
        boolean sound = false;
        try {
            T done = work.on(connection);
            sound = true;
            return done;
        } catch (TimeoutException e) {
            sound = true;
            throw e;
        } finally {
            connections.putBack(connection, sound);
        }
    }

    private interface Work<T> {
        T on(Connection connection) throws SQLException, TimeoutException;
    }

    @Override
    public void close() {
        threads.shutdown();
        connections.close();
    }
}
