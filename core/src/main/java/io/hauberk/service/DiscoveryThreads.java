package io.hauberk.service;

import io.hauberk.discovery.Discovery;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The daemon threads of discoveries: two for what takes a moment, so that a name server that hangs holds up other look-ups
 * for a while and no call; and one for each watch that waits for something to change, 256 at most, named by its service.
 * They start when something is first looked up.
 */
final class DiscoveryThreads implements Supply.Timer, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Discovery.class);
    private static final int THREADS = 2;
    private static final int APART = 256;
    private static final Duration FULL = Duration.ofSeconds(1);
    private static final int MOST_SAID = 1000;

    private final AtomicInteger count = new AtomicInteger();
    private final int most;
    private final Consumer<String> says;

    // Guarded by this.
    private final Set<Thread> apart = new HashSet<>();
    /** Services that wait for a thread, and all that ever had to, so that it is said once. */
    private final Set<String> waiting = new HashSet<>();

    private final Set<String> said = new HashSet<>();
    private @Nullable ScheduledThreadPoolExecutor executor;
    private boolean closed;

    DiscoveryThreads() {
        this(APART, log::warn);
    }

    /** @param says is told what an operator should know */
    DiscoveryThreads(int most, Consumer<String> says) {
        this.most = most;
        this.says = says;
    }

    @Override
    public synchronized void later(Duration delay, Runnable task) {
        if (closed) {
            return;
        }
        if (executor == null) {
            executor = new ScheduledThreadPoolExecutor(THREADS, this::shared);
            executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        }
        Future<?> unused = executor.schedule(() -> run(task), delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void apart(String service, Duration delay, Runnable task) {
        if (delay.isZero()) {
            start(service, task);
        } else {
            later(delay, () -> start(service, task));
        }
    }

    private synchronized void start(String service, Runnable task) {
        if (closed) {
            return;
        }
        if (apart.size() >= most) {
            waits(service);
            later(FULL, () -> start(service, task));
            return;
        }
        waiting.remove(service);
        Thread thread = daemon(() -> alone(task), "hauberk-discovery-" + service);
        apart.add(thread);
        thread.start();
    }

    private void waits(String service) {
        waiting.add(service);
        if (said.size() < MOST_SAID && said.add(service)) {
            says.accept("Service " + service + ": its discovery waits for a thread, since " + most + " others have one"
                    + " each; until one of them ends, what is known of the service stays as it is. Find some services by"
                    + " DNS or a file, which need no thread of their own, or share them out among several meshes.");
        }
    }

    @Override
    public synchronized boolean isWaiting(String service) {
        return waiting.contains(service);
    }

    private void alone(Runnable task) {
        try {
            run(task);
        } finally {
            synchronized (this) {
                apart.remove(Thread.currentThread());
            }
        }
    }

    private Thread shared(Runnable loop) {
        return daemon(loop, "hauberk-discovery-" + count.incrementAndGet());
    }

    private static Thread daemon(Runnable loop, String name) {
        Thread thread = new Thread(loop, name);
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
        apart.forEach(Thread::interrupt);
        if (executor != null) {
            executor.shutdownNow();
        }
    }
}
