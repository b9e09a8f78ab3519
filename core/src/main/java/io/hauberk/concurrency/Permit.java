package io.hauberk.concurrency;

import io.hauberk.End;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The right to be in flight, given back at the end of a response.
 *
 * @param key whose it is, where each caller has a number of its own
 */
record Permit(Permits permits, @Nullable Long key) implements Consumer<End> {
    void release() {
        permits.release(key);
    }

    @Override
    public void accept(End end) {
        release();
    }

    @Override
    public String toString() {
        return "permit";
    }
}
