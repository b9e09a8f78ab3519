package io.hauberk.filestore;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the counters to their file, in a thread of its own. */
final class Keeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FileStore.class);

    private final Path file;
    private final Cells cells;
    private final Duration every;
    private final InstantSource clock;
    private final Journal journal;
    private final CountDownLatch read = new CountDownLatch(1);
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ends = lock.newCondition();

    // Guarded by lock.
    private @Nullable Thread thread;
    private boolean owned;
    private boolean failing;
    private volatile boolean closed;

    Keeper(Path file, Cells cells, Duration every, InstantSource clock) {
        this.file = file;
        this.cells = cells;
        this.every = every;
        this.clock = clock;
        this.journal = new Journal(file);
    }

    void start() {
        lock.lock();
        try {
            if (thread == null && !closed) {
                Thread fresh = new Thread(this::run, "hauberk-counters");
                fresh.setDaemon(true);
                thread = fresh;
                fresh.start();
            }
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        lock.lock();
        try {
            while (!closed) {
                keep();
                ends.awaitNanos(every.toNanos());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the file was read, or could not be, or the budget is over: then the sum counts once it is read. */
    void awaitRead(Duration budget) throws IOException {
        if (closed) {
            throw new IOException("The counters in " + file + " are closed.");
        }
        if (read.getCount() == 0) {
            return;
        }
        try {
            boolean unused = read.await(budget.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted while waiting for the counters in " + file + ".");
        }
    }

    boolean flush() {
        lock.lock();
        try {
            return keep();
        } finally {
            lock.unlock();
        }
    }

    /** Under the lock. */
    private boolean keep() {
        try {
            if (!owned) {
                own();
            }
            if (owned) {
                write();
            }
            if (failing && owned) {
                failing = false;
                LOG.info("Counters are written to {} again.", file);
            }
            return owned;
        } catch (IOException | RuntimeException e) {
            if (!failing) {
                failing = true;
                LOG.warn(
                        "Counters cannot be written to {}; they are counted in memory, and written when they can be.",
                        file,
                        e);
            }
            return false;
        } finally {
            read.countDown();
        }
    }

    private void own() throws IOException {
        if (!journal.tryOwn()) {
            if (!failing) {
                failing = true;
                LOG.warn(
                        "The counters in {} belong to another process. Until it ends, this one counts in memory.",
                        file);
            }
            return;
        }
        Journal.Contents contents = journal.read();
        if (contents.damaged() > 0) {
            LOG.warn("{} lines of {} are damaged and left out; one is what a crash leaves.", contents.damaged(), file);
        }
        cells.load(contents.cells(), now());
        owned = true;
    }

    private void write() throws IOException {
        boolean all = journal.grown();
        Map<String, String> lines = cells.lines(all, now());
        if (lines.isEmpty() && !all) {
            return;
        }
        try {
            if (all) {
                journal.replace(lines);
            } else {
                journal.append(lines);
            }
        } catch (IOException | RuntimeException e) {
            cells.unwritten(lines.keySet());
            throw e;
        }
    }

    private long now() {
        return Math.max(0, Arithmetic.nanos(clock.instant()));
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            if (thread != null) {
                keep();
            }
            closed = true;
            ends.signalAll();
            journal.close();
        } catch (IOException e) {
            LOG.warn("The counters in {} could not be closed.", file, e);
        } finally {
            lock.unlock();
        }
    }
}
