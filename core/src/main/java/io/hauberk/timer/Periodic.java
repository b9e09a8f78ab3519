package io.hauberk.timer;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A task that is run again and again, a fixed time after its last run has ended, until it is closed.
 *
 * <p>All tasks of the library share one daemon thread, {@code hauberk-timer}; it starts with the first task and ends
 * with the last. A task must be short and must not wait for the network. What it throws is logged, and it is run again.
 * Thread-safe.
 */
public final class Periodic implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Periodic.class);
    private static final Timer SHARED = new Timer();

    private final Timer timer;
    private final ScheduledFuture<?> future;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Periodic(Timer timer, ScheduledFuture<?> future) {
        this.timer = timer;
        this.future = future;
    }

    /** Runs the task for the first time after one period. */
    public static Periodic every(Duration period, Runnable task) {
        return SHARED.every(period, task);
    }

    /** Ends it. A run that is under way ends by itself. Does nothing the second time. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            timer.end(future);
        }
    }

    private static Thread thread(Runnable loop) {
        Thread thread = new Thread(loop, "hauberk-timer");
        thread.setDaemon(true);
        return thread;
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | LinkageError e) {
            log.error("A task of the timer failed; it is run again.", e);
        }
    }

    /** A thread, for as long as there are tasks. */
    static final class Timer {
        private @Nullable ScheduledThreadPoolExecutor executor;
        private int tasks;

        synchronized Periodic every(Duration period, Runnable task) {
            ScheduledThreadPoolExecutor running = executor;
            if (running == null) {
                running = new ScheduledThreadPoolExecutor(1, Periodic::thread);
                executor = running;
            }
            tasks++;
            long nanos = period.toNanos();
            return new Periodic(
                    this, running.scheduleWithFixedDelay(() -> run(task), nanos, nanos, TimeUnit.NANOSECONDS));
        }

        private synchronized void end(ScheduledFuture<?> future) {
            future.cancel(false);
            tasks--;
            if (tasks == 0 && executor != null) {
                executor.shutdown();
                executor = null;
            }
        }
    }
}
