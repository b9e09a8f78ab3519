package io.hauberk;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Something that ends once and tells its listeners, whether they came before or after. Thread-safe. */
final class Ending {
    private @Nullable Listener last;
    private @Nullable End end;

    void add(Consumer<End> listener) {
        End already;
        synchronized (this) {
            already = end;
            if (already == null) {
                last = new Listener(listener, last);
                return;
            }
        }
        listener.accept(already);
    }

    boolean end(End how) {
        Listener listeners;
        synchronized (this) {
            if (end != null) {
                return false;
            }
            end = how;
            listeners = last;
            last = null;
        }
        run(listeners, how);
        return true;
    }

    synchronized @Nullable End how() {
        return end;
    }

    private static void run(@Nullable Listener newest, End how) {
        Listener oldest = null;
        for (Listener l = newest; l != null; l = l.previous) {
            oldest = new Listener(l.consumer, oldest);
        }
        for (Listener l = oldest; l != null; l = l.previous) {
            try {
                l.consumer.accept(how);
            } catch (RuntimeException e) {
                // A listener releases things; one that fails must not keep the others from theirs.
                Thread thread = Thread.currentThread();
                thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
            }
        }
    }

    private record Listener(
            Consumer<End> consumer, @Nullable Listener previous) {}
}
