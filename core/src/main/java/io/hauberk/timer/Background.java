package io.hauberk.timer;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Runs tasks later, in other threads. Tests run them by hand. */
@FunctionalInterface
public interface Background {
    /** Runs the task once, after the delay. Returns what cancels it. Never blocks. */
    Runnable after(Duration delay, Runnable task);

    /**
     * For all that the library fetches: one thread that waits, and one for each task as long as it runs, so that a server
     * that does not answer keeps no other one waiting. Daemons, all of them, and gone when there is nothing to do.
     */
    static Background shared() {
        return Shared::after;
    }

    /** The threads. */
    final class Shared {
        private static final long IDLE_SECONDS = 10;
        private static final ScheduledThreadPoolExecutor CLOCK = clock();
        private static final ExecutorService WORKERS = new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), Shared::thread);

        private Shared() {}

        private static ScheduledThreadPoolExecutor clock() {
            ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1, Shared::thread);
            clock.setRemoveOnCancelPolicy(true);
            clock.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
            clock.allowCoreThreadTimeOut(true);
            return clock;
        }

        private static Thread thread(Runnable task) {
            Thread thread = new Thread(task, "hauberk-fetch");
            thread.setDaemon(true);
            // Else it would be that of whoever came first: perhaps a web application that is to be unloaded one day.
            thread.setContextClassLoader(null);
            return thread;
        }

        static Runnable after(Duration delay, Runnable task) {
            if (delay.isZero()) {
                WORKERS.execute(task);
                return () -> {};
            }
            Future<?> future = CLOCK.schedule(() -> WORKERS.execute(task), delay.toNanos(), TimeUnit.NANOSECONDS);
            return () -> future.cancel(false);
        }
    }
}
