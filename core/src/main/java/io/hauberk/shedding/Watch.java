package io.hauberk.shedding;

import io.hauberk.timer.Periodic;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the processor and at pools, on the timer of the library. Does not keep a filter that nobody uses any more alive.
 * Thread-safe.
 */
final class Watch {
    private static final Duration LOOK_AT_CPU = Duration.ofMillis(250);
    private static final Duration LOOK_AT_POOLS = Duration.ofMillis(50);

    private final Shedder shedder;
    private final Marks marks;
    private final List<Backlog> pools = new CopyOnWriteArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Periodic cpu;
    private @Nullable Periodic backlog;

    Watch(Shedder shedder, Marks marks) {
        this.shedder = shedder;
        this.marks = marks;
    }

    void start() {
        lock.lock();
        try {
            if (cpu == null && marks.cpu() > 0) {
                cpu = every(LOOK_AT_CPU, Watch::lookAtCpu);
            }
        } finally {
            lock.unlock();
        }
    }

    void pool(Executor pool) {
        lock.lock();
        try {
            if (marks.queueNanos() == 0 || pools.stream().anyMatch(known -> known.watches(pool))) {
                return;
            }
            pools.add(new Backlog(
                    pool,
                    marks.nanos(),
                    waited -> shedder.waited(waited, marks.nanos().nanos())));
            if (backlog == null) {
                backlog = every(LOOK_AT_POOLS, Watch::lookAtPools);
            }
        } finally {
            lock.unlock();
        }
    }

    void lookAtCpu() {
        shedder.busy(marks.load().getAsDouble());
    }

    void lookAtPools() {
        pools.forEach(Backlog::look);
    }

    private Periodic every(Duration period, Consumer<Watch> look) {
        WeakReference<Watch> self = new WeakReference<>(this);
        Periodic[] own = new Periodic[1];
        own[0] = Periodic.every(period, () -> {
            Watch watch = self.get();
            if (watch != null) {
                look.accept(watch);
            } else if (own[0] != null) {
                own[0].close();
            }
        });
        return own[0];
    }

    void close() {
        lock.lock();
        try {
            if (cpu != null) {
                cpu.close();
            }
            if (backlog != null) {
                backlog.close();
            }
            cpu = null;
            backlog = null;
            pools.clear();
        } finally {
            lock.unlock();
        }
    }
}
