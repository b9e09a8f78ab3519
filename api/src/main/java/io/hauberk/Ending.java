package io.hauberk;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Something that ends once and tells its listeners, whether they came before or after. Thread-safe. */
final class Ending {
    private @Nullable Listener first;
    private @Nullable Listener last;
    private @Nullable End end;

    void add(Consumer<End> listener) {
        End already;
        synchronized (this) {
            already = end;
            if (already == null) {
                append(new Listener(listener));
                return;
            }
        }
        listener.accept(already);
    }

    /** Under the lock. */
    private void append(Listener listener) {
        if (last == null) {
            first = listener;
        } else {
            last.next = listener;
        }
        last = listener;
    }

    boolean end(End how) {
        Listener listeners;
        synchronized (this) {
            if (end != null) {
                return false;
            }
            end = how;
            listeners = first;
            first = null;
            last = null;
        }
        run(listeners, how);
        return true;
    }

    synchronized @Nullable End how() {
        return end;
    }

    /** In the order in which they came. Nobody is added once it has ended. */
    private static void run(@Nullable Listener first, End how) {
        for (Listener l = first; l != null; l = l.next) {
            try {
                l.consumer.accept(how);
            } catch (RuntimeException e) {
                // A listener releases things; one that fails must not keep the others from theirs.
                Thread thread = Thread.currentThread();
                thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
            }
        }
    }

    private static final class Listener {
        final Consumer<End> consumer;

        @Nullable Listener next;

        Listener(Consumer<End> consumer) {
            this.consumer = consumer;
        }
    }
}
