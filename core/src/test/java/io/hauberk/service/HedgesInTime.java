package io.hauberk.service;

import io.hauberk.testkit.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Hedges run in the thread of whoever lets time pass, when theirs has come. */
final class HedgesInTime implements HedgeTimer {
    private record Due(long at, Runnable task) {}

    private final VirtualTime time;
    private final List<Due> due = new ArrayList<>();

    HedgesInTime(VirtualTime time) {
        this.time = time;
    }

    @Override
    public Runnable after(long nanos, Runnable task) {
        Due one = new Due(time.nanos() + nanos, task);
        due.add(one);
        return () -> due.remove(one);
    }

    int waiting() {
        return due.size();
    }

    /** Lets time pass, and runs what becomes due meanwhile. */
    void pass(Duration duration) {
        long end = time.nanos() + duration.toNanos();
        while (true) {
            Due next = due.stream().filter(d -> d.at <= end).findFirst().orElse(null);
            if (next == null) {
                break;
            }
            due.remove(next);
            time.advance(Duration.ofNanos(Math.max(0, next.at - time.nanos())));
            next.task.run();
        }
        time.advance(Duration.ofNanos(Math.max(0, end - time.nanos())));
    }
}
