package io.hauberk.okhttp;

import io.hauberk.Deadline;
import io.hauberk.End;
import io.hauberk.Exchange;
import io.hauberk.Sleeper;
import io.hauberk.Ticker;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** The calls of a mesh's clients and handlers that have not ended, bodies included. Thread-safe. */
final class UnderWay implements Consumer<End> {
    /** How often it is looked whether calls have ended. */
    private static final Duration LOOK = Duration.ofMillis(10);

    private final AtomicInteger calls = new AtomicInteger();

    /** A call has begun; it ends with its exchange. */
    void began(Exchange exchange) {
        began();
        exchange.onEnd(this);
    }

    /** A call has begun. */
    void began() {
        calls.incrementAndGet();
    }

    /** One has ended. */
    void ended() {
        calls.decrementAndGet();
    }

    /** One has ended. */
    @Override
    public void accept(End end) {
        ended();
    }

    /** Waits until all have ended, at most so long; whether they have. */
    boolean awaitNone(Duration atMost, Ticker ticker, Sleeper sleeper) {
        Deadline end = Deadline.after(atMost, ticker);
        try {
            while (calls.get() > 0 && !end.passed()) {
                sleeper.sleep(LOOK);
            }
        } catch (InterruptedIOException e) {
            Thread.currentThread().interrupt();
        }
        return calls.get() == 0;
    }
}
