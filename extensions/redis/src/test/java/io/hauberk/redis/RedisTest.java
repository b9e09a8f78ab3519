package io.hauberk.redis;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.Allowance;
import io.hauberk.CounterStore.Draw;
import io.hauberk.CounterStore.Level;
import io.hauberk.testkit.RawServer;
import io.hauberk.testkit.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the contract of counter stores does not say: about connections, and about a real redis-server that fails. */
class RedisTest {
    static final Duration BUDGET = ofSeconds(20);
    private static final Allowance HUNDRED = Allowance.fixed(100, Duration.ofHours(1));

    @TempDir
    Path folder;

    private static List<Draw> one(String key) {
        return List.of(Draw.of(key, HUNDRED, 1));
    }

    /** The first connection takes its time on a busy machine, and no more than a second is given to it. */
    private static void begin(Redis redis) throws Exception {
        Eventually.get(() -> redis.take(one("a"), BUDGET));
    }

    private static long used(Redis redis, String key) throws IOException {
        return redis.peek(one(key), BUDGET).get(0).used();
    }

    @Test
    void aServerThatKnowsNoScriptIsSentIt() throws Exception {
        try (RedisServer server = RedisServer.start(folder);
                Redis redis = Redis.at(server.url())) {
            begin(redis);
            server.command("SCRIPT", "FLUSH");
            assertThat(redis.take(one("a"), BUDGET).get(0).used()).isEqualTo(2);
        }
    }

    @Test
    void everyKeyExpiresAndHasThePrefix() throws Exception {
        try (RedisServer server = RedisServer.start(folder);
                Redis redis = Redis.at(server.url()).prefix("shop")) {
            Eventually.get(() -> redis.peek(one("a"), BUDGET));
            for (Allowance allowance : List.of(
                    HUNDRED,
                    Allowance.gcra(10, Duration.ofHours(1)),
                    Allowance.sliding(10, Duration.ofMinutes(30)),
                    Allowance.window(
                            10, java.time.Instant.now(), java.time.Instant.now().plusSeconds(1_800)))) {
                redis.take(List.of(Draw.of("k-" + allowance.algorithm(), allowance, 1)), BUDGET);
            }
            List<String> keys = server.command("KEYS", "*").lines().toList();
            assertThat(keys).hasSize(4).allMatch(key -> key.startsWith("shop:k-"));
            for (String key : keys) {
                assertThat(Long.parseLong(server.command("PTTL", key))).as(key).isBetween(1L, 3_602_000L);
            }
        }
    }

    @Test
    void aCounterWithNothingUsedUpLeavesNoKey() throws Exception {
        try (RedisServer server = RedisServer.start(folder);
                Redis redis = Redis.at(server.url())) {
            Draw draw = Draw.of("a", HUNDRED, 7);
            Level level =
                    Eventually.get(() -> redis.take(List.of(draw), BUDGET)).get(0);
            redis.adjust(List.of(draw.correction(-7, level)), BUDGET);
            assertThat(server.command("DBSIZE")).isEqualTo("0");
        }
    }

    @Test
    void beginningDoesNotWaitForAServerThatIsNotThere() throws Exception {
        int port = RawServer.closedPort();
        RedisServer.assumeThere();
        try (Redis redis = Redis.at("redis://127.0.0.1:" + port)) {
            redis.start();
            // On a busy machine an attempt may be given up before it is refused.
            Eventually.get(() -> assertThatThrownBy(() -> redis.take(one("a"), BUDGET))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("There is no connection to redis://127.0.0.1:" + port)
                    .hasMessageContaining("Connection refused"));
            try (RedisServer server = RedisServer.at(port, folder)) {
                assertThat(Eventually.get(() -> redis.take(one("a"), BUDGET))
                                .get(0)
                                .used())
                        .isEqualTo(1);
            }
        }
    }

    @Test
    void whatCannotBeAskedNowFailsNowAndIsNotDoneLater() throws Exception {
        try (RedisServer server = RedisServer.start(folder, "--appendonly", "yes", "--appendfsync", "always");
                Redis redis = Redis.at(server.url())) {
            begin(redis);
            server.kill();
            int failed = 0;
            for (int i = 0; i < 50; i++) {
                try {
                    redis.take(one("a"), BUDGET);
                } catch (IOException e) {
                    failed++;
                }
            }
            assertThat(failed).isEqualTo(50);
            server.start();
            assertThat(Eventually.get(() -> used(redis, "a"))).isEqualTo(1);
        }
    }

    @Test
    void aServerThatIsSilentCostsTheBudgetAndIsAskedAgainWhenItSpeaks() throws Exception {
        try (RedisServer server = RedisServer.start(folder);
                Redis redis = Redis.at(server.url())) {
            begin(redis);
            server.pause();
            assertThatThrownBy(() -> redis.take(one("a"), ofMillis(25)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("did not answer within 25 ms");
            server.resume();
            assertThat(Eventually.get(() -> used(redis, "a"))).isBetween(1L, 2L);
        }
    }

    /** A connection that is open, and of which nothing comes back: what a cut cable or a frozen machine looks like. */
    @Test
    void aConnectionThatIsSilentForASecondIsGivenUp() throws Exception {
        try (RedisServer server = RedisServer.start(folder);
                Redis redis = Redis.at(server.url())) {
            begin(redis);
            server.pause();
            Eventually.get(() -> {
                assertThatThrownBy(() -> redis.take(one("a"), ofMillis(200)))
                        .hasMessageContaining("nothing has come back");
                return true;
            });
            server.resume();
            Eventually.get(() -> used(redis, "a"));
        }
    }

    @Test
    void noMoreThanSoManyWaitForAnAnswer() throws Exception {
        ExecutorService many = Executors.newFixedThreadPool(8);
        try (RedisServer server = RedisServer.start(folder);
                Redis redis = Redis.at(server.url())) {
            begin(redis);
            server.pause();
            List<Future<String>> answers = new ArrayList<>();
            Callable<String> impatient = () -> {
                try {
                    redis.take(one("a"), Duration.ofNanos(1));
                    return "answered";
                } catch (IOException e) {
                    return e.getMessage();
                }
            };
            for (int i = 0; i < 3 * Connected.MAX_PENDING; i++) {
                answers.add(many.submit(impatient));
            }
            List<String> messages = new ArrayList<>();
            for (Future<String> answer : answers) {
                messages.add(answer.get());
            }
            assertThat(messages)
                    .filteredOn(message -> message.contains("did not answer"))
                    .hasSizeBetween(1, Connected.MAX_PENDING);
        } finally {
            many.shutdownNow();
        }
    }

    @Test
    void passwordsComeFromTheUrlOrAFileThatMayChange() throws Exception {
        Path file = Files.writeString(folder.resolve("password"), "wrong\n");
        try (RedisServer server = RedisServer.start(folder.resolve("r"), "--requirepass", "p@ss word");
                Redis byUrl = Redis.at("redis://:p%40ss%20word@127.0.0.1:" + server.port());
                Redis byFile = Redis.at(server.url()).passwordFile(file)) {
            begin(byUrl);
            Eventually.get(() ->
                    assertThatThrownBy(() -> byFile.take(one("a"), BUDGET)).hasMessageContaining("WRONGPASS"));
            Files.writeString(file, "p@ss word\n");
            assertThat(Eventually.get(() -> byFile.take(one("a"), BUDGET))
                            .get(0)
                            .used())
                    .isEqualTo(2);
        }
    }

    @Test
    void nothingOfAPasswordIsSaid() {
        String url = "redis://user:secret@127.0.0.1:1/3";
        Redis redis = Redis.at(url);
        assertThat(redis.toString()).isEqualTo("redis://127.0.0.1:1/3");
        assertThatThrownBy(() -> redis.take(one("a"), BUDGET)).message().doesNotContain("secret", "user");
        redis.close();
    }

    @Test
    void aClosedStoreSaysSo() throws Exception {
        Redis redis = Redis.at("redis://127.0.0.1:1");
        redis.start();
        redis.close();
        redis.close();
        assertThatThrownBy(() -> redis.take(one("a"), BUDGET)).hasMessageContaining("closed");
    }

    @Test
    void aDatabaseOfItsOwnIsHonoured() throws Exception {
        try (RedisServer server = RedisServer.start(folder);
                Redis three = Redis.at(server.url() + "/3");
                Redis none = Redis.at(server.url())) {
            begin(three);
            assertThat(used(three, "a")).isEqualTo(1);
            assertThat(Eventually.get(() -> used(none, "a"))).isZero();
        }
    }
}
