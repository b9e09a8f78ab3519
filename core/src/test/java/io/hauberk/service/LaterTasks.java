package io.hauberk.service;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What is to be done later is done when a test says so. */
final class LaterTasks implements Supply.Timer {
    record Later(Duration delay, Runnable task) {}

    private final List<Later> tasks = new ArrayList<>();

    @Override
    public void later(Duration delay, Runnable task) {
        tasks.add(new Later(delay, task));
    }

    List<Later> tasks() {
        return tasks;
    }

    /** Does all there are now, but not what comes of them. */
    void runAll() {
        List<Later> all = List.copyOf(tasks);
        tasks.clear();
        all.forEach(one -> one.task().run());
    }

    /** Does the next one. */
    void run() {
        tasks.remove(0).task().run();
    }
}
