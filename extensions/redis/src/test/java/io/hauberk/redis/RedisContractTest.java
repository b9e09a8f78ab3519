package io.hauberk.redis;

import io.hauberk.Allowance;
import io.hauberk.CounterStore;
import io.hauberk.CounterStore.Draw;
import io.hauberk.testkit.CounterStoreContract;
import io.hauberk.testkit.RedisServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** One server for all, which is emptied for each. */
class RedisContractTest extends CounterStoreContract {
    private static RedisServer server;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        server = RedisServer.start(folder);
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    @Override
    protected CounterStore open() throws Exception {
        server.command("FLUSHALL");
        Redis redis = Redis.at(server.url());
        // On a busy machine the first connection takes longer than it may.
        Eventually.get(() -> redis.peek(List.of(Draw.of("any", Allowance.fixed(1, Duration.ofHours(1)), 1)), budget()));
        return redis;
    }

    /** The time of a server cannot be moved on. */
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
