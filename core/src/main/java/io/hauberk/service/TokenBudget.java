package io.hauberk.service;

import io.hauberk.Ticker;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many retries a service may still have: a part of the requests of the last 10 seconds and some a second beside it
 * (the token bucket of Finagle and Linkerd). Requests are counted before they are sent, retries are not counted among
 * them. Ten slices of a second; counting takes no lock but once a slice, and allocates nothing. Thread-safe.
 */
final class TokenBudget implements RetryBudget {
    private static final int SLICES = 10;
    private static final long SLICE = TimeUnit.SECONDS.toNanos(1);

    private final double ratio;
    private final double reserve;
    private final Ticker ticker;
    private final long start;
    private final LongAdder requests = new LongAdder();
    private volatile long slice;

    // Guarded by this: what was counted in the slices before this one, and retries in this one, too.
    private final long[] requestsThen = new long[SLICES];
    private final long[] retries = new long[SLICES];

    TokenBudget(double ratio, double perSecond, Ticker ticker) {
        this.ratio = ratio;
        this.reserve = perSecond * SLICES;
        this.ticker = ticker;
        this.start = ticker.nanos();
    }

    /** A request that is no retry is about to be sent. */
    @Override
    public void deposit() {
        if (current() != slice) {
            roll();
        }
        requests.increment();
    }

    /** Takes one retry out of the budget, if there is one. */
    @Override
    public synchronized boolean tryWithdraw() {
        if (balance() < 1 - 1e-9) {
            return false;
        }
        retries[(int) (slice % SLICES)]++;
        return true;
    }

    /** What was spent stays spent. */
    @Override
    public void ended() {}

    @Override
    public synchronized double balance() {
        roll();
        long deposits = requests.sum();
        long withdrawals = 0;
        for (int i = 0; i < SLICES; i++) {
            deposits += requestsThen[i];
            withdrawals += retries[i];
        }
        return deposits * ratio + reserve - withdrawals;
    }

    private long current() {
        return (ticker.nanos() - start) / SLICE;
    }

    private synchronized void roll() {
        long now = current();
        if (now <= slice) {
            return;
        }
        requestsThen[(int) (slice % SLICES)] = requests.sumThenReset();
        for (long i = Math.max(slice + 1, now - SLICES + 1); i <= now; i++) {
            requestsThen[(int) (i % SLICES)] = 0;
            retries[(int) (i % SLICES)] = 0;
        }
        slice = now;
    }
}
