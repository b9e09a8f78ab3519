package io.hauberk.service;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The daemon threads of health checks and of warming up, 64 at most, and the one that sees when checks are due. They
 * start when they are needed; those that do nothing end again.
 */
final class CheckThreads implements Executor, Supply.Timer, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(HealthCheck.class);
    private static final int THREADS = 64;
    private static final int IDLE_SECONDS = 10;

    private final AtomicInteger count = new AtomicInteger();
    private @Nullable ThreadPoolExecutor workers;
    private @Nullable ScheduledThreadPoolExecutor timer;
    private boolean closed;

    @Override
    public synchronized void execute(Runnable task) {
        if (closed) {
            return;
        }
        if (workers == null) {
            workers = new ThreadPoolExecutor(
                    THREADS, THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), this::worker);
            workers.allowCoreThreadTimeOut(true);
        }
        workers.execute(task);
    }

    @Override
    public synchronized void later(Duration delay, Runnable task) {
        if (closed) {
            return;
        }
        if (timer == null) {
            timer = new ScheduledThreadPoolExecutor(1, loop -> daemon(loop, "hauberk-check-timer"));
            timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        }
        Future<?> unused = timer.schedule(() -> run(task), delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            log.error("Health checks failed by themselves.", e);
        }
    }

    private Thread worker(Runnable loop) {
        return daemon(loop, "hauberk-check-" + count.incrementAndGet());
    }

    private static Thread daemon(Runnable loop, String name) {
        Thread thread = new Thread(loop, name);
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (workers != null) {
            workers.shutdownNow();
        }
        if (timer != null) {
            timer.shutdownNow();
        }
    }
}
