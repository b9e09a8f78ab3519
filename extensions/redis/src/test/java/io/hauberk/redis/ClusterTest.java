package io.hauberk.redis;

import static java.time.Duration.ofHours;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.Allowance;
import io.hauberk.CounterStore.Draw;
import io.hauberk.CounterStore.Level;
import io.hauberk.testkit.RawServer;
import io.hauberk.testkit.RedisServer;
import io.lettuce.core.cluster.SlotHash;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real cluster of three masters. */
class ClusterTest {
    private static final Allowance FIVE = Allowance.fixed(5, ofHours(1));

    @TempDir
    Path folder;

    private final List<RedisServer> nodes = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        RedisServer.assumeThere();
        for (int i = 0; i < 3; i++) {
            int port = RawServer.closedPort();
            nodes.add(RedisServer.at(
                    port,
                    folder.resolve("node-" + i),
                    "--cluster-enabled",
                    "yes",
                    "--cluster-port",
                    Integer.toString(RawServer.closedPort()),
                    "--cluster-require-full-coverage",
                    "no",
                    "--cluster-node-timeout",
                    "1000"));
        }
        for (int i = 0; i < 3; i++) {
            nodes.get(i)
                    .command(
                            "CLUSTER",
                            "ADDSLOTSRANGE",
                            Integer.toString(i * 5_461),
                            Integer.toString(i == 2 ? 16_383 : (i + 1) * 5_461 - 1));
            nodes.get(i).command("CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(i + 1));
        }
        for (RedisServer node : nodes.subList(1, 3)) {
            nodes.get(0).command("CLUSTER", "MEET", "127.0.0.1", Integer.toString(node.port()), busPort(node));
        }
        for (RedisServer node : nodes) {
            Eventually.get(() -> {
                assertThat(node.command("CLUSTER", "INFO"))
                        .contains("cluster_state:ok", "cluster_slots_ok:16384", "cluster_known_nodes:3");
                return true;
            });
        }
        for (RedisServer node : nodes) {
            // On a busy machine one that is silent for a second is not dead. Before, this would only be waited for.
            node.command("CONFIG", "SET", "cluster-node-timeout", "30000");
        }
    }

    private static String busPort(RedisServer node) throws IOException {
        return node.command("CONFIG", "GET", "cluster-port").lines().toList().get(1);
    }

    @AfterEach
    void stop() throws Exception {
        for (RedisServer node : nodes) {
            node.close();
        }
    }

    private Redis connect() throws Exception {
        Redis redis = Redis.at("redis-cluster://127.0.0.1:" + nodes.get(0).port());
        Eventually.get(() -> redis.peek(List.of(Draw.of("warm", FIVE, 1)), RedisTest.BUDGET));
        return redis;
    }

    @Test
    void countersAreSpreadOverAllNodesAndCountedOnce() throws Exception {
        try (Redis redis = connect()) {
            for (int caller = 0; caller < 60; caller++) {
                Draw draw = Draw.of("caller-" + caller, FIVE, 1);
                for (int i = 1; i <= 6; i++) {
                    assertThat(redis.take(List.of(draw), RedisTest.BUDGET)
                                    .get(0)
                                    .enough())
                            .isEqualTo(i <= 5);
                }
            }
        }
        for (RedisServer node : nodes) {
            assertThat(Integer.parseInt(node.command("DBSIZE"))).isBetween(5, 50);
        }
    }

    @Test
    void whatHasTheSameInBracesIsDecidedAtOnceAndTheRestIsRefusedInASentence() throws Exception {
        try (Redis redis = connect()) {
            List<Draw> together = List.of(Draw.of("second:{acme}", FIVE, 1), Draw.of("hour:{acme}", FIVE, 1));
            assertThat(redis.take(together, RedisTest.BUDGET)).allMatch(Level::enough);
            List<Draw> apart = List.of(Draw.of("a", FIVE, 1), Draw.of("b", FIVE, 1), Draw.of("c", FIVE, 1));
            assertThatThrownBy(() -> redis.take(apart, RedisTest.BUDGET))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("different slots")
                    .hasMessageContaining("in braces");
        }
    }

    @Test
    void aNodeThatIsDownFailsForItsOwnSlotsAndComesBackByItself() throws Exception {
        try (Redis redis = connect()) {
            redis.take(List.of(Draw.of("warm", FIVE, 1)), RedisTest.BUDGET);
            nodes.get(2).kill();
            int failed = 0;
            for (int i = 0; i < 60; i++) {
                String key = "caller-" + i;
                Callable<List<Level>> taking = () -> redis.take(List.of(Draw.of(key, FIVE, 1)), Duration.ofMillis(500));
                if (owner(key) == 2) {
                    failed++;
                    assertThatThrownBy(taking::call).isInstanceOf(IOException.class);
                } else {
                    // Whoever is late on a busy machine costs all of them their connection, and another one is made.
                    Eventually.get(taking);
                }
            }
            assertThat(failed).isBetween(5, 40);
            nodes.get(2).start();
            for (int i = 0; i < 60; i++) {
                Draw draw = Draw.of("again-" + i, FIVE, 1);
                Eventually.get(() -> redis.take(List.of(draw), Duration.ofMillis(500)));
            }
        }
    }

    private static int slot(String key) {
        return SlotHash.getSlot("hauberk:" + key);
    }

    /** Which node has the counter. */
    private static int owner(String key) {
        return Math.min(slot(key) / 5_461, 2);
    }

    /** A slot that moves is followed. */
    @Test
    void aSlotThatMovesIsFollowed() throws Exception {
        try (Redis redis = connect()) {
            Draw draw = Draw.of("moving", FIVE, 1);
            redis.take(List.of(draw), RedisTest.BUDGET);
            int slot = slot("moving");
            int from = owner("moving");
            int to = (from + 1) % 3;
            move(slot, nodes.get(from), nodes.get(to));
            assertThat(Eventually.get(() -> redis.take(List.of(draw), RedisTest.BUDGET))
                            .get(0)
                            .used())
                    .isEqualTo(2);
        }
    }

    private static void move(int slot, RedisServer from, RedisServer to) throws Exception {
        String number = Integer.toString(slot);
        to.command("CLUSTER", "SETSLOT", number, "IMPORTING", from.command("CLUSTER", "MYID"));
        from.command("CLUSTER", "SETSLOT", number, "MIGRATING", to.command("CLUSTER", "MYID"));
        from.command("MIGRATE", "127.0.0.1", Integer.toString(to.port()), "hauberk:moving", "0", "5000");
        String owner = to.command("CLUSTER", "MYID");
        to.command("CLUSTER", "SETSLOT", number, "NODE", owner);
        from.command("CLUSTER", "SETSLOT", number, "NODE", owner);
    }
}
