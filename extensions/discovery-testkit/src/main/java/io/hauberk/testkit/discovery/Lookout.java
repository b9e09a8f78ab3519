package io.hauberk.testkit.discovery;

import io.hauberk.discovery.Discovery;
import io.hauberk.discovery.Endpoint;
import io.hauberk.discovery.Watcher;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Watches by a discovery whose tasks run on real threads but never wait for their delays: they begin while somebody waits
 * {@link #until} something has happened. So a suite sees how long a discovery would have waited without waiting itself.
 */
public final class Lookout implements Watcher, AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static final Duration SETTLING = Duration.ofMillis(400);

    private final Discovery.Watch watch;

    // Guarded by this.
    private final List<Runnable> pending = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final List<Duration> delays = new ArrayList<>();
    private final List<List<Endpoint>> found = new ArrayList<>();
    private final List<Exception> failures = new ArrayList<>();
    private boolean closed;
    private boolean late;

    /** Begins to watch. */
    public Lookout(Discovery discovery) {
        watch = discovery.watch(this);
    }

    /** Lets the discovery work until that is so. */
    public synchronized void until(String what, Predicate<Lookout> reached) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!reached.test(this)) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("Waited in vain until " + what + ". Found: " + addresses() + ", failures: "
                        + failures.stream().map(String::valueOf).toList());
            }
            pending.forEach(this::start);
            pending.clear();
            wait(10);
        }
    }

    /** Lets the discovery work until these are what was found last. */
    public void untilFound(List<Endpoint> endpoints) throws InterruptedException {
        TreeSet<String> wanted = new TreeSet<>();
        endpoints.forEach(endpoint -> wanted.add(endpoint.toString()));
        until("it finds " + wanted, lookout -> wanted.equals(lookout.addresses()));
    }

    /**
     * Lets it work for a moment: a watch that waits for changes waits now. One that looks again and again has ended its
     * look, and the next is not begun.
     */
    void settle() throws InterruptedException {
        long end = System.nanoTime() + SETTLING.toNanos();
        until("a moment is over", now -> System.nanoTime() - end > 0);
        List<Thread> begun;
        synchronized (this) {
            begun = List.copyOf(threads);
        }
        for (Thread thread : begun) {
            thread.join(SETTLING.toMillis());
        }
    }

    private void start(Runnable task) {
        Thread thread = new Thread(task, "lookout");
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    synchronized @Nullable Set<String> addresses() {
        if (found.isEmpty()) {
            return null;
        }
        TreeSet<String> addresses = new TreeSet<>();
        found.get(found.size() - 1).forEach(endpoint -> addresses.add(endpoint.toString()));
        return addresses;
    }

    /** What was found last at that address. */
    synchronized Endpoint at(Endpoint wanted) {
        return found.get(found.size() - 1).stream()
                .filter(endpoint -> endpoint.toString().equals(wanted.toString()))
                .findFirst()
                .orElseThrow();
    }

    /** How often it failed. */
    public synchronized int failures() {
        return failures.size();
    }

    /** What it said when it failed last. */
    public synchronized String lastFailure() {
        return String.valueOf(failures.get(failures.size() - 1).getMessage());
    }

    /** How often it found something, or that there is nothing. */
    public synchronized int answers() {
        return found.size();
    }

    /** What was found last. */
    public synchronized List<Endpoint> last() {
        return found.isEmpty() ? List.of() : found.get(found.size() - 1);
    }

    /** The delays since there were so many. */
    public synchronized List<Duration> delaysSince(int count) {
        return List.copyOf(delays.subList(count, delays.size()));
    }

    /** How often it asked to be run again, the first time included. */
    public synchronized int delays() {
        return delays.size();
    }

    /** Whether anything was told or asked for after the watch was closed. */
    synchronized boolean heardAfterClose() {
        return late;
    }

    /** Closes, and waits until no thread of it runs any more. */
    @Override
    public void close() throws InterruptedException {
        watch.close();
        List<Thread> running;
        synchronized (this) {
            closed = true;
            running = List.copyOf(threads);
        }
        for (Thread thread : running) {
            thread.join(30_000);
            if (thread.isAlive()) {
                AssertionError hanging = new AssertionError("A thread of the watch goes on after it was closed.");
                hanging.setStackTrace(thread.getStackTrace());
                throw hanging;
            }
        }
    }

    private synchronized void note(Runnable event) {
        late |= closed;
        event.run();
        notifyAll();
    }

    @Override
    public String service() {
        return "orders";
    }

    @Override
    public String scheme() {
        return "http";
    }

    @Override
    public void found(List<Endpoint> endpoints) {
        note(() -> found.add(List.copyOf(endpoints)));
    }

    @Override
    public void recalled(List<Endpoint> endpoints, Instant at) {
        note(() -> {});
    }

    @Override
    public void failed(Exception cause) {
        note(() -> failures.add(Objects.requireNonNull(cause)));
    }

    @Override
    public void later(Duration delay, Runnable task) {
        note(() -> {
            delays.add(delay);
            pending.add(task);
        });
    }

    @Override
    public void apart(Duration delay, Runnable task) {
        later(delay, task);
    }

    @Override
    public double jitter() {
        return 0.5;
    }
}
