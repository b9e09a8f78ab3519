package io.hauberk.redis;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * A connection to one server, or to a cluster as a whole. Counts what has no answer yet: Lettuce counts only what is not
 * written yet.
 */
final class Connected {
    /** How many commands may be on their way, so that a server that is silent costs a bounded amount of memory. */
    static final int MAX_PENDING = 1_024;

    private final StatefulConnection<byte[], byte[]> connection;
    private final RedisClusterAsyncCommands<byte[], byte[]> commands;
    private final long since = System.nanoTime();
    private final AtomicInteger pending = new AtomicInteger();
    private final AtomicBoolean closed = new AtomicBoolean();

    /** @param commands its commands that a single server and a cluster have in common; they only send */
    Connected(StatefulConnection<byte[], byte[]> connection, RedisClusterAsyncCommands<byte[], byte[]> commands) {
        this.connection = connection;
        this.commands = commands;
    }

    /** When it was made, in {@link System#nanoTime()}. */
    long since() {
        return since;
    }

    /**
     * Sends a command and waits for its answer.
     *
     * @param until when to stop waiting, in {@link System#nanoTime()}
     */
    <T> T ask(Function<RedisClusterAsyncCommands<byte[], byte[]>, RedisFuture<T>> send, long until)
            throws IOException, ExecutionException, InterruptedException, TimeoutException {
        enter();
        boolean sent = false;
        RedisFuture<T> answer;
        try {
            answer = send.apply(commands);
            sent = true;
        } finally {
            if (!sent) {
                pending.decrementAndGet();
            }
        }
        answer.whenComplete((value, failure) -> pending.decrementAndGet());
        return answer.get(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS);
    }

    private void enter() throws IOException {
        if (pending.incrementAndGet() > MAX_PENDING) {
            pending.decrementAndGet();
            throw new IOException(MAX_PENDING + " commands wait for an answer already.");
        }
    }

    /** Whether it may still be used; false from when it was lost, or given up. */
    boolean open() {
        return !closed.get() && connection.isOpen();
    }

    /** Whoever ends the client closes it. */
    void retire() {
        closed.set(true);
    }

    /** Does not wait; does nothing the second time, as when what we close ourselves is reported as lost. */
    @SuppressWarnings("FutureReturnValueIgnored") // nobody could mend what fails
    void close() {
        if (closed.compareAndSet(false, true)) {
            connection.closeAsync();
        }
    }
}
