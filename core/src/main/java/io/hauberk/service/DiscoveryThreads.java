package io.hauberk.service;

import io.hauberk.discovery.Discovery;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The daemon threads on which discoveries look things up, two at most: a name server that hangs holds up other look-ups
 * for a while, and no call. They start when something is first looked up.
 */
final class DiscoveryThreads implements Supply.Timer, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Discovery.class);
    private static final int THREADS = 2;

    private final AtomicInteger count = new AtomicInteger();
    private @Nullable ScheduledThreadPoolExecutor executor;
    private boolean closed;

    @Override
    public synchronized void later(Duration delay, Runnable task) {
        if (closed) {
            return;
        }
        if (executor == null) {
            executor = new ScheduledThreadPoolExecutor(THREADS, this::thread);
            executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        }
        Future<?> unused = executor.schedule(() -> run(task), delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    private Thread thread(Runnable loop) {
        Thread thread = new Thread(loop, "hauberk-discovery-" + count.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            log.error("A discovery failed.", e);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (executor != null) {
            executor.shutdownNow();
        }
    }
}
