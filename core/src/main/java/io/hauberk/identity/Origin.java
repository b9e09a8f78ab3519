package io.hauberk.identity;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What something that is replaced from time to time comes from: files, or a source that delivers. Thread-safe. */
interface Origin<T> extends AutoCloseable {
    /** What is in use now. */
    T current();

    /** Why nothing newer is in use; null if nothing newer is known to be. */
    @Nullable String problem();

    long accepted();

    long refused();

    /** Looks for something newer now. Returns whether it took over. */
    boolean reload();

    /** The next round of the timer. */
    void poll();

    AutoCloseable onChange(Consumer<T> listener);

    @Override
    void close();
}
