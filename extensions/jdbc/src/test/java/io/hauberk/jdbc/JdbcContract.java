package io.hauberk.jdbc;

import io.hauberk.testkit.CounterStoreContract;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** The contract by the clock of a database, which cannot be moved on. */
abstract class JdbcContract extends CounterStoreContract {
    @Override
    protected void pass(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    @Override
    protected Duration budget() {
        return Duration.ofSeconds(20);
    }
}
