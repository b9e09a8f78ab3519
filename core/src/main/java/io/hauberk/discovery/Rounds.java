package io.hauberk.discovery;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A watch that looks again and again: after the time that a look asks for, varied by a tenth; and after a failure within a
 * second, then ever later up to 30 s, each time cut by chance to as little as half (so that a fleet does not come back all
 * at once). However quickly looks end, there are ten a second at most. Thread-safe.
 */
public final class Rounds implements Discovery.Watch {
    private static final Duration LEAST = Duration.ofMillis(100);
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final Watcher watcher;
    private final Look look;
    private final boolean apart;
    private final Duration longest;
    private volatile boolean closed;
    private int failures;
    private @Nullable Thread looking;

    private Rounds(Watcher watcher, Look look, boolean apart, Duration longest) {
        this.watcher = watcher;
        this.look = look;
        this.apart = apart;
        this.longest = longest;
    }

    /** Looks that take a moment, by {@link Watcher#later}. The first begins at once. */
    public static Rounds begin(Watcher watcher, Look look) {
        return begin(watcher, LONGEST, look);
    }

    /** As above, but after failures never later than after this time. */
    static Rounds begin(Watcher watcher, Duration longest, Look look) {
        return new Rounds(watcher, look, false, longest).next(Duration.ZERO);
    }

    /** Looks that may take long, by {@link Watcher#apart}. The first begins at once; closing interrupts. */
    public static Rounds apart(Watcher watcher, Look look) {
        return new Rounds(watcher, look, true, LONGEST).next(Duration.ZERO);
    }

    private Rounds next(Duration delay) {
        if (!closed) {
            if (apart) {
                watcher.apart(delay, this::round);
            } else {
                watcher.later(delay, this::round);
            }
        }
        return this;
    }

    private void round() {
        if (!enter()) {
            return;
        }
        Duration delay;
        try {
            delay = varied(look.look(this::found));
            failures = 0;
        } catch (InterruptedException e) {
            // Closed, or all services are.
            closed = true;
            return;
        } catch (Exception | LinkageError | VirtualMachineError e) {
            // An answer that was too much for the memory, say, must not be the last that was looked at.
            if (closed) {
                return;
            }
            watcher.failed(e instanceof Exception fault ? fault : new IllegalStateException(e));
            delay = backoff(failures++);
        } finally {
            leave();
        }
        next(delay);
    }

    private void found(List<Endpoint> endpoints) {
        failures = 0;
        if (!closed) {
            watcher.found(endpoints);
        }
    }

    private Duration varied(Duration wanted) {
        double factor = 0.9 + 0.2 * watcher.jitter();
        Duration varied = Duration.ofNanos((long) (wanted.toNanos() * factor));
        return varied.compareTo(LEAST) < 0 ? LEAST : varied;
    }

    private Duration backoff(int failures) {
        long most = Math.min(longest.toNanos(), FIRST.toNanos() << Math.min(failures, 10));
        return Duration.ofNanos((long) (most * (0.5 + watcher.jitter() / 2)));
    }

    private synchronized boolean enter() {
        looking = closed ? null : Thread.currentThread();
        return !closed;
    }

    private synchronized void leave() {
        looking = null;
    }

    /** Ends it. A look that is under way is interrupted where it has a thread of its own; else it ends by itself. */
    @Override
    public void close() {
        closed = true;
        synchronized (this) {
            if (apart && looking != null && looking != Thread.currentThread()) {
                looking.interrupt();
            }
        }
    }

    /** One look. */
    @FunctionalInterface
    public interface Look {
        /**
         * Looks, and tells what there is, once or several times while it lasts.
         *
         * @return when to look again; at once, for a look that waits by itself for something to change
         * @throws InterruptedException if it was interrupted; then there is no other look
         * @throws Exception if it could not be found out; the message is a sentence that names who was asked
         */
        Duration look(Consumer<List<Endpoint>> found) throws Exception;
    }
}
