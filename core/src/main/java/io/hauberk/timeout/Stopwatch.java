package io.hauberk.timeout;

import io.hauberk.Deadline;
import io.hauberk.Exchange;
import io.hauberk.Key;
import io.hauberk.Request;
import io.hauberk.Ticker;
import java.time.Duration;

/**
 * The clock of an exchange, except that it stands still while the content of the request is on its way. One for all the
 * timeouts of the exchange. Written by the thread that reads the content, read by any.
 */
final class Stopwatch implements Ticker {
    static final Key<Stopwatch> KEY = Key.named("stopwatch");

    private static final long RUNNING = Long.MIN_VALUE;

    private final Ticker ticker;
    private volatile long stood;
    private volatile long since = RUNNING;
    private int reasons;

    private Stopwatch(Ticker ticker) {
        this.ticker = ticker;
    }

    /** A deadline from now on, which does not outlive that of the exchange. */
    static Deadline deadline(Request request, Duration after) {
        Exchange exchange = request.exchange();
        Deadline outer = exchange.deadline();
        if (request.body().length() == 0 || outer.remainingNanos() <= after.toNanos()) {
            return Deadline.after(after, exchange.ticker());
        }
        Stopwatch stopwatch = of(exchange);
        if (outer == Deadline.NONE) {
            return Deadline.after(after, stopwatch);
        }
        long at = stopwatch.nanos() + after.toNanos();
        return Deadline.after(after, () -> Math.max(stopwatch.nanos(), at - outer.remainingNanos()));
    }

    static Stopwatch of(Exchange exchange) {
        Stopwatch stopwatch = exchange.get(KEY);
        if (stopwatch == null) {
            stopwatch = new Stopwatch(exchange.ticker());
            exchange.put(KEY, stopwatch);
        }
        return stopwatch;
    }

    @Override
    public long nanos() {
        long before = since;
        return (before == RUNNING ? ticker.nanos() : before) - stood;
    }

    synchronized void standStill() {
        if (reasons++ == 0) {
            since = ticker.nanos();
        }
    }

    synchronized void goOn() {
        if (--reasons == 0) {
            stood += ticker.nanos() - since;
            since = RUNNING;
        }
    }
}
