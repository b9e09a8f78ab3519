package io.hauberk.redis;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Allowance;
import io.hauberk.CounterStore.Draw;
import io.hauberk.testkit.RawServer;
import io.hauberk.testkit.RedisServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real master with a replica and a sentinel that watches them. */
@Timeout(300)
class SentinelTest {
    private static final Duration PATIENCE = ofMillis(500);

    @TempDir
    Path folder;

    private RedisServer sentinel(RedisServer master) throws Exception {
        int port = RawServer.closedPort();
        Path own = Files.createDirectories(folder.resolve("sentinel"));
        Files.writeString(own.resolve("sentinel.conf"), """
                sentinel monitor shop 127.0.0.1 %d 1
                sentinel down-after-milliseconds shop 60000
                sentinel failover-timeout shop 2000
                """.formatted(master.port()));
        return RedisServer.at(port, own, "--sentinel");
    }

    /** The old master is frozen, not dead: its connection stays open, and only silence tells. */
    @Test
    void afterAFailoverTheNewMasterCounts() throws Exception {
        try (RedisServer master = RedisServer.start(folder.resolve("master"));
                RedisServer replica = RedisServer.start(
                        folder.resolve("replica"),
                        "--replicaof",
                        "127.0.0.1 " + master.port(),
                        "--repl-diskless-sync-delay",
                        "0");
                RedisServer sentinel = sentinel(master);
                Redis redis = Redis.at("redis-sentinel://127.0.0.1:" + sentinel.port() + "#shop")) {
            Draw draw = Draw.of("a", Allowance.fixed(100, ofHours(1)), 1);
            assertThat(Eventually.get(() -> redis.take(List.of(draw), RedisTest.BUDGET))
                            .get(0)
                            .used())
                    .isEqualTo(1);
            Eventually.get(() -> {
                assertThat(sentinel.command("SENTINEL", "REPLICAS", "shop")).contains(Integer.toString(replica.port()));
                assertThat(replica.command("DBSIZE")).isEqualTo("1");
                return true;
            });
            // Not before: on a busy machine a master may be silent for that long and well.
            sentinel.command("SENTINEL", "SET", "shop", "down-after-milliseconds", "500");
            master.pause();
            Eventually.get(() -> {
                assertThat(sentinel.command("SENTINEL", "GET-MASTER-ADDR-BY-NAME", "shop"))
                        .contains(Integer.toString(replica.port()));
                return true;
            });
            assertThat(Eventually.get(() -> redis.take(List.of(draw), PATIENCE))
                            .get(0)
                            .used())
                    .isGreaterThanOrEqualTo(2);
            assertThat(replica.command("ROLE")).startsWith("master");
        }
    }
}
