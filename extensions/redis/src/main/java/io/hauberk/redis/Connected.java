package io.hauberk.redis;

import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.async.RedisScriptingAsyncCommands;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A connection to one server, or to a cluster as a whole. Counts what has no answer yet: Lettuce counts only what is not
 * written yet.
 */
final class Connected {
    /** How many commands may be on their way, so that a server that is silent costs a bounded amount of memory. */
    static final int MAX_PENDING = 1_024;

    private final StatefulConnection<byte[], byte[]> connection;
    private final RedisScriptingAsyncCommands<byte[], byte[]> scripts;
    private final long since = System.nanoTime();
    private final AtomicInteger pending = new AtomicInteger();
    private final AtomicBoolean closed = new AtomicBoolean();

    /** @param scripts its commands for scripts; they only send */
    Connected(StatefulConnection<byte[], byte[]> connection, RedisScriptingAsyncCommands<byte[], byte[]> scripts) {
        this.connection = connection;
        this.scripts = scripts;
    }

    RedisScriptingAsyncCommands<byte[], byte[]> scripts() {
        return scripts;
    }

    /** When it was made, in {@link System#nanoTime()}. */
    long since() {
        return since;
    }

    /** A command is about to be sent. */
    void enter() throws IOException {
        if (pending.incrementAndGet() > MAX_PENDING) {
            pending.decrementAndGet();
            throw new IOException(MAX_PENDING + " commands wait for an answer already.");
        }
    }

    /** A command has its answer, or never will. */
    void leave() {
        pending.decrementAndGet();
    }

    /** Does not wait; does nothing the second time, as when what we close ourselves is reported as lost. */
    @SuppressWarnings("FutureReturnValueIgnored") // nobody could mend what fails
    void close() {
        if (closed.compareAndSet(false, true)) {
            connection.closeAsync();
        }
    }
}
