package io.hauberk.service;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads on which hedges run, 256 at a time at most, virtual ones from JDK 24 on; beyond that there is no hedge. One
 * thread keeps the times. They start with the first hedged call and end with the services.
 */
final class HedgeThreads implements HedgeTimer, AutoCloseable {
    static final int MOST = 256;
    private static final Logger log = LoggerFactory.getLogger(Service.class);

    private final Semaphore room = new Semaphore(MOST);
    private final AtomicInteger count = new AtomicInteger();
    private volatile @Nullable Running running;
    private boolean closed;

    @Override
    public Runnable after(long nanos, Runnable task) {
        Running now = running();
        if (now == null) {
            return () -> {};
        }
        try {
            Future<?> later = now.clock.schedule(() -> hand(now.threads, task), nanos, TimeUnit.NANOSECONDS);
            return () -> {
                boolean unused = later.cancel(false);
            };
        } catch (RejectedExecutionException e) {
            return () -> {};
        }
    }

    private void hand(Executor threads, Runnable task) {
        if (!room.tryAcquire()) {
            return;
        }
        try {
            threads.execute(() -> {
                try {
                    task.run();
                } catch (RuntimeException e) {
                    log.error("A hedge failed.", e);
                } finally {
                    room.release();
                }
            });
        } catch (RejectedExecutionException e) {
            room.release();
        }
    }

    private @Nullable Running running() {
        Running now = running;
        return now != null ? now : start();
    }

    private synchronized @Nullable Running start() {
        if (running == null && !closed) {
            ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1, daemons("hauberk-hedge-timer-"));
            clock.setRemoveOnCancelPolicy(true);
            clock.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
            running = new Running(clock, threads());
        }
        return running;
    }

    private ExecutorService threads() {
        if (Runtime.version().feature() >= 24) {
            try {
                return (ExecutorService) Executors.class
                        .getMethod("newVirtualThreadPerTaskExecutor")
                        .invoke(null);
            } catch (ReflectiveOperationException e) {
                log.debug("No virtual threads for hedges.", e);
            }
        }
        return new ThreadPoolExecutor(
                0, MOST, 30, TimeUnit.SECONDS, new SynchronousQueue<>(), daemons("hauberk-hedge-"));
    }

    private ThreadFactory daemons(String name) {
        return loop -> {
            Thread thread = new Thread(loop, name + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    @Override
    public synchronized void close() {
        closed = true;
        Running last = running;
        if (last != null) {
            last.clock.shutdownNow();
            last.threads.shutdown();
        }
    }

    private record Running(ScheduledThreadPoolExecutor clock, ExecutorService threads) {}
}
