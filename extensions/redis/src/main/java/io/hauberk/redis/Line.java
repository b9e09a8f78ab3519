package io.hauberk.redis;

import io.lettuce.core.RedisException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The line to a Redis: connects when it is first used, asks, and gives a connection up from which nothing comes back.
 * Thread-safe.
 */
final class Line implements AutoCloseable {
    private static final long SILENCE_NANOS = Duration.ofSeconds(1).toNanos();

    private final Setting setting;
    private final Meters meters;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable Upkeep upkeep;
    private volatile long lastAnswer = System.nanoTime();
    private boolean closed;

    Line(Setting setting, Meters meters) {
        this.setting = setting;
        this.meters = meters;
    }

    /** What is to be asked, in one command or several. */
    @FunctionalInterface
    interface Question<T> {
        /**
         * Asks.
         *
         * @param until when to stop waiting, in {@link System#nanoTime()}
         */
        @Nullable T on(Connected connected, long until)
                throws IOException, ExecutionException, InterruptedException, TimeoutException;
    }

    /** Begins to connect in the background, the first time. */
    @Nullable Upkeep begin() {
        Upkeep begun = upkeep;
        if (begun != null) {
            return begun;
        }
        lock.lock();
        try {
            if (upkeep == null && !closed) {
                upkeep = new Upkeep(setting.location().toString(), new Clients(setting), meters);
            }
            return upkeep;
        } finally {
            lock.unlock();
        }
    }

    /** The answer, within the budget; null where the question has none. */
    <T> @Nullable T ask(Question<T> question, Duration budget) throws IOException {
        long until = System.nanoTime() + budget.toNanos();
        Upkeep line = begin();
        if (line == null) {
            throw new IOException("The line to " + setting.location() + " is closed.");
        }
        Connected on = null;
        try {
            on = line.connected(until - System.nanoTime());
            if (on == null) {
                throw new IOException("There is no connection to " + setting.location() + ": " + line.trouble() + ".");
            }
            @Nullable T answer = question.on(on, until);
            lastAnswer = System.nanoTime();
            return answer;
        } catch (TimeoutException e) {
            if (on != null) {
                suspect(line, on);
            }
            throw new IOException(setting.location() + " did not answer within " + budget.toMillis() + " ms.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("The thread was interrupted while it waited for " + setting.location() + ".", e);
        } catch (ExecutionException e) {
            throw failed(e.getCause() == null ? e : e.getCause());
        } catch (RedisException | CancellationException e) {
            throw failed(e);
        }
    }

    private IOException failed(Throwable cause) {
        return new IOException(setting.location() + " cannot be asked: " + cause.getMessage(), cause);
    }

    /** A connection may be dead without anybody saying so: then another machine answers, or nobody. */
    private void suspect(Upkeep line, Connected on) {
        long silent = System.nanoTime() - Math.max(lastAnswer, on.since());
        if (silent > SILENCE_NANOS) {
            line.giveUp(on, "nothing has come back for " + silent / 1_000_000 + " ms");
        }
    }

    @Override
    public void close() {
        Upkeep last;
        lock.lock();
        try {
            closed = true;
            last = upkeep;
            upkeep = null;
        } finally {
            lock.unlock();
        }
        if (last != null) {
            last.close();
        }
    }
}
