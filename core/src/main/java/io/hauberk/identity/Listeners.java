package io.hauberk.identity;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Those who are told what took over. What one of them throws is logged, and the others are told all the same. */
final class Listeners<T> {
    private static final Logger log = LoggerFactory.getLogger(Listeners.class);

    private final List<Consumer<T>> all = new CopyOnWriteArrayList<>();

    AutoCloseable add(Consumer<T> listener) {
        all.add(listener);
        return () -> all.remove(listener);
    }

    void tell(T made) {
        for (Consumer<T> listener : all) {
            try {
                listener.accept(made);
            } catch (RuntimeException e) {
                log.error("A listener failed to take over {}; it keeps what it had.", made, e);
            }
        }
    }

    void clear() {
        all.clear();
    }
}
