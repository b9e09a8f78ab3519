package io.hauberk.network;

import io.hauberk.Exchange;
import io.hauberk.Key;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * How fast the content of a request comes in, where a filter has {@linkplain #watch asked}: who sends too slowly holds a
 * thread for nothing (slowloris). Adapters tell how long they waited for which bytes; only that time counts, so an
 * application that reads slowly does its client no harm.
 *
 * <p>A client has as much slack as {@code grace} says. Waiting uses it up, and bytes earn it back, each a {@code
 * bytesPerSecond}-th of a second, never more than there was: so a fast start does not pay for a slow rest. One thread at a
 * time.
 */
public final class Pace {
    private static final Key<Pace> KEY = Key.named("pace");
    private static final int DEPTH = 16;

    private final double nanosPerByte;
    private final long grace;
    private final long idle;
    private final TooSlow tooSlow;
    private final @Nullable Pace outer;
    private double slack;

    private Pace(long bytesPerSecond, Duration grace, Duration idle, TooSlow tooSlow, @Nullable Pace outer) {
        this.nanosPerByte = bytesPerSecond == 0 ? 0 : 1e9 / bytesPerSecond;
        this.grace = grace.toNanos();
        this.idle = idle.toNanos();
        this.tooSlow = tooSlow;
        this.outer = outer;
        this.slack = this.grace;
    }

    /** What to do with a client that is too slow. */
    @FunctionalInterface
    public interface TooSlow {
        /** Throws what reading is to fail with, or notes it and goes on. */
        void happened() throws IOException;
    }

    /**
     * Has the content of this exchange watched. For filters, before they pass the request on; several may.
     *
     * @param bytesPerSecond how fast it must come; 0 for as slowly as it likes
     * @param grace how long it may come more slowly
     * @param idle how long nothing at all may come
     */
    public static void watch(Exchange exchange, long bytesPerSecond, Duration grace, Duration idle, TooSlow tooSlow) {
        exchange.put(KEY, new Pace(bytesPerSecond, grace, idle, tooSlow, exchange.get(KEY)));
    }

    /** For adapters: whom to tell what was read; null where nobody wants to know. */
    public static @Nullable Pace of(Exchange exchange) {
        return exchange.get(KEY);
    }

    /**
     * So many bytes came after so long a wait; -1 for the end.
     *
     * @throws IOException if that is too slow
     */
    public void read(int bytes, long waitedNanos) throws IOException {
        for (Pace each = this; each != null; each = each.outer) {
            each.judge(bytes, waitedNanos);
        }
    }

    private void judge(int bytes, long waited) throws IOException {
        boolean late = waited > idle;
        if (nanosPerByte > 0) {
            slack -= waited;
            late |= slack < 0;
            slack = Math.min((double) grace, Math.max(0, slack) + (double) Math.max(0, bytes) * nanosPerByte);
        }
        // What has ended holds nobody up any more.
        if (late && bytes >= 0) {
            tooSlow.happened();
        }
    }

    /**
     * Reading has failed. Where the container's patience was over, that is too slow.
     *
     * @throws IOException instead of the failure
     */
    public void failed(Throwable failure) throws IOException {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < DEPTH; depth++, cause = cause.getCause()) {
            if (cause instanceof TimeoutException || cause instanceof SocketTimeoutException) {
                for (Pace each = this; each != null; each = each.outer) {
                    each.tooSlow.happened();
                }
                return;
            }
        }
    }
}
