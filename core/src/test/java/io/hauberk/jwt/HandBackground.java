package io.hauberk.jwt;

import io.hauberk.testkit.VirtualTime;
import io.hauberk.timer.Background;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Background work by hand, in virtual time: at once in the calling thread, or when time has moved on. */
final class HandBackground implements Background {
    private final VirtualTime time;
    private final List<Task> tasks = new ArrayList<>();

    HandBackground(VirtualTime time) {
        this.time = time;
    }

    @Override
    public Runnable after(Duration delay, Runnable work) {
        if (delay.isZero()) {
            work.run();
            return () -> {};
        }
        Task task = new Task(time.nanos() + delay.toNanos(), work);
        synchronized (tasks) {
            tasks.add(task);
        }
        return () -> {
            synchronized (tasks) {
                tasks.remove(task);
            }
        };
    }

    /** Moves time on, and does what becomes due on the way, at its time. */
    void advance(Duration duration) {
        long end = time.nanos() + duration.toNanos();
        for (Task task = next(end); task != null; task = next(end)) {
            time.advance(Duration.ofNanos(Math.max(0, task.at - time.nanos())));
            task.work.run();
        }
        time.advance(Duration.ofNanos(end - time.nanos()));
    }

    /** How long until the next task; null if there is none. */
    Duration untilNext() {
        synchronized (tasks) {
            return tasks.stream()
                    .map(task -> Duration.ofNanos(task.at - time.nanos()))
                    .min(Comparator.naturalOrder())
                    .orElse(null);
        }
    }

    private Task next(long end) {
        synchronized (tasks) {
            Task first = tasks.stream()
                    .filter(task -> task.at - end <= 0)
                    .min(Comparator.comparingLong(task -> task.at - end))
                    .orElse(null);
            tasks.remove(first);
            return first;
        }
    }

    private record Task(long at, Runnable work) {}
}
