package io.hauberk.discovery;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** A watcher whose tasks run when a test says so. */
final class HandWatcher implements Watcher {
    final List<List<Endpoint>> found = new ArrayList<>();
    final List<List<Endpoint>> recalled = new ArrayList<>();
    final List<Exception> failures = new ArrayList<>();
    final List<Duration> delays = new ArrayList<>();
    private final Deque<Runnable> tasks = new ArrayDeque<>();
    double jitter = 0.5;

    /** Runs the oldest task. */
    HandWatcher run() {
        tasks.remove().run();
        return this;
    }

    int waiting() {
        return tasks.size();
    }

    Duration lastDelay() {
        return delays.get(delays.size() - 1);
    }

    List<Endpoint> last() {
        return found.get(found.size() - 1);
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
        found.add(endpoints);
    }

    @Override
    public void recalled(List<Endpoint> endpoints, Instant at) {
        recalled.add(endpoints);
    }

    @Override
    public void failed(Exception cause) {
        failures.add(cause);
    }

    @Override
    public void later(Duration delay, Runnable task) {
        delays.add(delay);
        tasks.add(task);
    }

    @Override
    public void apart(Duration delay, Runnable task) {
        later(delay, task);
    }

    @Override
    public double jitter() {
        return jitter;
    }
}
