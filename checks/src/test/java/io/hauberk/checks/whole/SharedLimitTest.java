package io.hauberk.checks.whole;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Sleeper;
import io.hauberk.apikey.ApiKey;
import io.hauberk.testkit.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import okhttp3.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Limits that a gateway on Jetty and one on Tomcat share by a real Redis, which is killed, frozen and begun again. */
@Timeout(120)
class SharedLimitTest {
    private static final int LIMIT = 200;

    /** What each mode answers while the store is gone. */
    private static final Map<String, Integer> GONE = Map.of("local", 200, "open", 200, "closed", 503);

    @TempDir
    Path folder;

    /** One route for each mode, and limits of a route's own. */
    private static String file(RedisServer redis, String budget) {
        StringBuilder file = new StringBuilder("hauberk: 1\nstores:\n");
        GONE.keySet()
                .forEach(mode -> file.append("  %s-store: { redis: \"%s\", onFailure: %s, budget: %s }\n"
                        .formatted(mode, redis.url(), mode, budget)));
        file.append("routes:\n");
        GONE.keySet().forEach(mode -> file.append("""
                  - name: %1$s
                    match: [ { path: /%1$s } ]
                    filters: [ { rateLimit: { limit: 1000000, per: 1h, by: address, store: %1$s-store } } ]
                    respond: { status: 200, body: "hello" }
                """.formatted(mode)));
        return file + """
                  - name: exact
                    match: [ { path: /exact } ]
                    filters: [ { rateLimit: { limit: %d, per: 1h, by: address, algorithm: fixed, store: closed-store } } ]
                    respond: { status: 200, body: "hello" }
                  - name: several
                    match: [ { path: /several } ]
                    filters:
                      - rateLimit: { limits: [ { limit: 4, per: 1h }, { limit: 1000, per: 1d } ], by: address, store: closed-store }
                    respond: { status: 200, body: "hello" }
                """.formatted(LIMIT);
    }

    private static void await(Callable<Boolean> condition) throws Exception {
        for (int i = 0; !condition.call(); i++) {
            assertThat(i).as("polls of 20 ms").isLessThan(6_000);
            Sleeper.system().sleep(Duration.ofMillis(20));
        }
    }

    @Test
    void twoGatewaysOnTwoContainersAdmitExactlyTheLimitTogether() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try (RedisServer redis = RedisServer.start(folder);
                Pair pair = new Pair(file(redis, "10s"))) {
            pair.awaitStores();
            List<Callable<Integer>> work = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                YamlGateway gateway = pair.gateways.get(i % 2);
                work.add(() -> passed(gateway, 50));
            }
            int passed = 0;
            for (Future<Integer> part : threads.invokeAll(work)) {
                passed += part.get();
            }
            assertThat(passed).isEqualTo(LIMIT);
        } finally {
            threads.shutdownNow();
        }
    }

    private static int passed(YamlGateway gateway, int times) throws IOException {
        int passed = 0;
        for (int i = 0; i < times; i++) {
            int status = gateway.status("/exact");
            assertThat(status).isIn(200, 429);
            passed += status == 200 ? 1 : 0;
        }
        return passed;
    }

    @Test
    void severalLimitsAreOneDecision() throws Exception {
        try (RedisServer redis = RedisServer.start(folder);
                Pair pair = new Pair(file(redis, "10s"))) {
            pair.awaitStores();
            for (YamlGateway gateway : pair.gateways) {
                assertThat(gateway.status("/several")).isEqualTo(200);
                assertThat(gateway.status("/several")).isEqualTo(200);
            }
            for (YamlGateway gateway : pair.gateways) {
                try (Response refused = gateway.load().open("GET", "/several", null)) {
                    assertThat(refused.code()).isEqualTo(429);
                    assertThat(refused.header("Retry-After")).isNotNull();
                    assertThat(refused.header("RateLimit-Policy")).contains("q=4", "q=1000");
                }
            }
        }
    }

    @Test
    void aConsumerInRedisHasOnePlanOnBothGateways() throws Exception {
        try (RedisServer redis = RedisServer.start(folder)) {
            String hash = ApiKey.hash("s3cret");
            redis.command(
                    "SET",
                    "hauberk:consumer:acme",
                    "{\"plan\":\"gold\",\"credentials\":[{\"kind\":\"KEY\",\"id\":\"" + hash + "\"}]}");
            redis.command("SET", "hauberk:credential:KEY:" + hash, "acme");
            try (Pair pair = new Pair("""
                    hauberk: 1
                    stores: { shared: { redis: "%1$s", onFailure: closed, budget: 10s } }
                    consumersFrom: { redis: "%1$s" }
                    plans:
                      gold: { rateLimits: [ { limit: 5, per: 1h, by: consumer, algorithm: fixed, store: shared } ] }
                    routes:
                      - name: all
                        match: [ { path: "/**" } ]
                        filters: [ apiKey ]
                        respond: { status: 200, body: "hello" }
                    """.formatted(redis.url()))) {
                for (YamlGateway gateway : pair.gateways) {
                    await(() -> gateway.statusWith("of-nobody") == 401);
                }
                List<Integer> statuses = new ArrayList<>();
                await(() -> {
                    // 503 as long as one of them is not connected to its store.
                    statuses.add(pair.gateways.get(statuses.size() % 2).statusWith("s3cret"));
                    return statuses.contains(429);
                });
                assertThat(statuses).filteredOn(status -> status == 200).hasSize(5);
            }
        }
    }

    /** Never there, killed, frozen: what each mode says meanwhile, and that the store counts again by itself. */
    @Test
    void aRedisThatIsGoneIsStoodInForAndUsedAgain() throws Exception {
        try (RedisServer redis = RedisServer.start(folder)) {
            redis.kill();
            try (Pair pair = new Pair(file(redis, "25ms"))) {
                pair.requireGone();
                redis.start();
                pair.awaitStores();
                redis.kill();
                pair.requireGone();
                redis.start();
                pair.awaitStores();
                redis.pause();
                pair.requireGone();
                redis.resume();
                pair.awaitStores();
            }
        }
    }

    /** A gateway on each container, by the same file. */
    private final class Pair implements AutoCloseable {
        private final List<YamlGateway> gateways = new ArrayList<>();

        Pair(String yaml) throws Exception {
            Path file = Files.writeString(folder.resolve("hauberk.yaml"), yaml);
            for (Container container : Container.values()) {
                gateways.add(new YamlGateway(container, file));
            }
        }

        /** Until each of the stores counts for each of the gateways, and nothing stands in. */
        void awaitStores() throws Exception {
            for (YamlGateway gateway : gateways) {
                for (String mode : GONE.keySet()) {
                    await(() -> {
                        long before = gateway.drawn(mode + "-store");
                        return gateway.status("/" + mode) == 200 && gateway.drawn(mode + "-store") > before;
                    });
                }
            }
        }

        void requireGone() throws IOException {
            for (YamlGateway gateway : gateways) {
                for (var mode : GONE.entrySet()) {
                    for (int i = 0; i < 10; i++) {
                        assertThat(gateway.status("/" + mode.getKey()))
                                .as(mode.getKey())
                                .isEqualTo(mode.getValue());
                    }
                }
            }
        }

        @Override
        public void close() throws Exception {
            for (YamlGateway gateway : gateways) {
                gateway.close();
            }
        }
    }
}
