package io.hauberk.service;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/**
 * How many retries may be under way at a time: a part of the attempts that are, and some in any case (the retry budget of
 * Envoy). Thread-safe.
 */
final class ConcurrentBudget implements RetryBudget {
    private final double percent;
    private final int min;
    private final IntSupplier active;
    private final AtomicInteger retries = new AtomicInteger();

    /** @param active how many attempts are under way */
    ConcurrentBudget(double percent, int min, IntSupplier active) {
        this.percent = percent;
        this.min = min;
        this.active = active;
    }

    @Override
    public void deposit() {}

    @Override
    public boolean tryWithdraw() {
        int most = most();
        int now = retries.get();
        while (now < most) {
            if (retries.compareAndSet(now, now + 1)) {
                return true;
            }
            now = retries.get();
        }
        return false;
    }

    private int most() {
        return Math.max(min, (int) (active.getAsInt() * percent / 100));
    }

    @Override
    public void ended() {
        retries.decrementAndGet();
    }

    @Override
    public double balance() {
        return Math.max(0, most() - retries.get());
    }
}
