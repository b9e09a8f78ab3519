package io.hauberk.identity;

import io.hauberk.json.Plain;
import io.hauberk.timer.Periodic;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Generations of what a source delivers. Thread-safe. */
final class Delivered implements Origin<Generation>, CertificateSource.Receiver {
    private static final Logger log = LoggerFactory.getLogger(Delivered.class);
    private static final Duration PERIOD = Duration.ofSeconds(3);

    private final CertificateSource source;
    private final InstantSource clock;
    private final Consumer<Generation> inspector;
    private final Listeners<Generation> listeners = new Listeners<>();
    private final CountDownLatch first = new CountDownLatch(1);
    private final LongAdder accepted = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable Generation current;
    private volatile @Nullable String problem;

    // Guarded by lock.
    private boolean begun;
    private @Nullable AutoCloseable delivery;
    private @Nullable Periodic inspection;
    private boolean closed;

    Delivered(CertificateSource source, InstantSource clock, Consumer<Generation> inspector) {
        this.source = source;
        this.clock = clock;
        this.inspector = inspector;
    }

    /** Begins, unless it has, and waits for the first material. */
    void begin(Duration atMost) {
        if (claimed()) {
            start();
        }
        boolean there;
        try {
            there = first.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            there = false;
        }
        if (!there) {
            String why = problem;
            close();
            throw new IllegalArgumentException(
                    why != null
                            ? why
                            : source + " has delivered no certificate within " + atMost.toMillis() / 1000.0 + " s.");
        }
    }

    private boolean claimed() {
        lock.lock();
        try {
            boolean was = begun;
            begun = true;
            return !was && !closed;
        } finally {
            lock.unlock();
        }
    }

    /** Without the lock: a source may have locks of its own, and offers from other threads before it returns. */
    private void start() {
        AutoCloseable started = null;
        try {
            started = source.begin(this);
        } finally {
            lock.lock();
            try {
                begun = started != null;
                if (started != null && !closed) {
                    delivery = started;
                    inspection = Periodic.every(PERIOD, this::poll);
                    started = null;
                }
            } finally {
                lock.unlock();
            }
        }
        end(started);
    }

    @Override
    public boolean offer(Material material) {
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            MaterialCheck.delivered("What " + source + " delivered", material, clock.instant());
            Generation before = current;
            if (before != null && before.material().sameAs(material)) {
                // Agents repeat themselves when we call again; connections need not change for that.
                problem = null;
                return true;
            }
            Generation next = new Generation(before == null ? 1 : before.number() + 1, material);
            accept(next, before);
            return true;
        } catch (BadMaterialException e) {
            refused.increment();
            problem(e.sentence());
            return false;
        } finally {
            lock.unlock();
        }
    }

    private void accept(Generation next, @Nullable Generation before) {
        current = next;
        problem = null;
        log.info("Took over {} from {}.", next, source);
        if (before == null) {
            // Last, so that whoever waited for it does not hear of it as of a change.
            listeners.tell(next);
            first.countDown();
        } else {
            accepted.increment();
            listeners.tell(next);
        }
    }

    @Override
    public void problem(String sentence) {
        if (!sentence.equals(problem)) {
            problem = sentence;
            log.warn("{} {}", current == null ? "No certificate yet." : "Kept " + current + ".", Plain.text(sentence));
        }
    }

    @Override
    public Generation current() {
        Generation now = current;
        if (now == null) {
            throw new IllegalStateException("The identity from " + source + " has not begun. Call begin() first.");
        }
        return now;
    }

    @Override
    public @Nullable String problem() {
        return problem;
    }

    @Override
    public long accepted() {
        return accepted.sum();
    }

    @Override
    public long refused() {
        return refused.sum();
    }

    @Override
    public boolean reload() {
        return false;
    }

    @Override
    public void poll() {
        Generation now = current;
        if (now != null) {
            inspector.accept(now);
        }
    }

    @Override
    public AutoCloseable onChange(Consumer<Generation> listener) {
        return listeners.add(listener);
    }

    /** What a source does not close by itself must not keep us from ending. */
    @Override
    public void close() {
        AutoCloseable ending;
        lock.lock();
        try {
            closed = true;
            ending = delivery;
            delivery = null;
            if (inspection != null) {
                inspection.close();
                inspection = null;
            }
        } finally {
            lock.unlock();
        }
        listeners.clear();
        end(ending);
    }

    private void end(@Nullable AutoCloseable ending) {
        try {
            if (ending != null) {
                ending.close();
            }
        } catch (Exception e) {
            log.warn("{} did not end cleanly.", source, e);
        }
    }
}
