package io.hauberk.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.Consumer;
import io.hauberk.Consumers;
import io.hauberk.Credential;
import io.hauberk.Credential.Kind;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.apikey.ApiKey;
import io.hauberk.config.Hauberk;
import io.hauberk.testkit.ConsumersContract;
import io.hauberk.testkit.RedisServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One server for all, which is emptied for each. */
class RedisConsumersTest extends ConsumersContract {
    private static RedisServer server;

    private final List<RedisConsumers> opened = new ArrayList<>();

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

    @AfterEach
    void closeAll() {
        opened.forEach(RedisConsumers::close);
    }

    @Override
    protected Consumers with(List<Consumer> consumers) throws Exception {
        server.command("FLUSHALL");
        for (Consumer consumer : consumers) {
            Stored.put(server, "hauberk", consumer);
        }
        RedisConsumers made = RedisConsumers.in(Redis.at(server.url())).timeout(RedisTest.BUDGET);
        opened.add(made);
        Eventually.get(() -> made.find(Kind.NAME, "warm"));
        return made;
    }

    @Test
    void aRedisThatCannotBeAskedIsNoAnswer() {
        try (RedisConsumers consumers = RedisConsumers.in(Redis.at("redis://127.0.0.1:1"))) {
            assertThatThrownBy(() -> consumers.find(Kind.KEY, "k"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("no connection to redis://127.0.0.1:1");
        }
    }

    @Test
    void afterARestartItIsAskedAgainByItself(@TempDir Path folder) throws Exception {
        try (RedisServer own = RedisServer.start(folder, "--appendonly", "yes", "--appendfsync", "always");
                RedisConsumers consumers =
                        RedisConsumers.in(Redis.at(own.url()).prefix("shop")).timeout(RedisTest.BUDGET)) {
            Stored.put(own, "shop", Consumer.of("acme").with(Credential.of(Kind.KEY, "k", "")));
            assertThat(Eventually.get(() -> consumers.find(Kind.KEY, "k"))).isNotNull();
            own.kill();
            Eventually.get(() ->
                    assertThatThrownBy(() -> consumers.find(Kind.KEY, "k")).isInstanceOf(IOException.class));
            own.start();
            assertThat(Eventually.get(() -> consumers.find(Kind.KEY, "k"))).isNotNull();
        }
    }

    @Test
    void whatTheTextOfAConsumerDoesNotListIsNobodysEvenIfAKeyLeadsThere() throws Exception {
        Consumers consumers = with(List.of(Consumer.of("acme").with(Credential.of(Kind.KEY, "old", ""))));
        assertThat(consumers.find(Kind.KEY, "old")).isNotNull();
        server.command("SET", "hauberk:consumer:acme", "{}");
        assertThat(consumers.find(Kind.KEY, "old")).isNull();
        assertThat(consumers.find(Kind.NAME, "acme")).isNotNull();
        server.command("SET", "hauberk:credential:KEY:old", "nobody");
        assertThat(consumers.find(Kind.KEY, "old")).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no JSON",
                "[]",
                "{\"plan\":7}",
                "{\"groups\":\"all\"}",
                "{\"groups\":[\"\"]}",
                "{\"plam\":\"gold\"}",
                "{\"credentials\":[\"k\"]}",
                "{\"credentials\":[{\"kind\":\"KEY\"}]}",
                "{\"credentials\":[{\"kind\":\"NAME\",\"id\":\"k\"}]}",
                "{\"credentials\":[{\"kind\":\"KEY\",\"id\":\"k\",\"expire\":\"2020-01-01T00:00:00Z\"}]}",
                "{\"credentials\":[{\"kind\":\"KEY\",\"id\":\"k\",\"expires\":\"soon\"}]}",
                "{\"credentials\":[{\"kind\":\"KEY\",\"id\":\"k\",\"expires\":1800000000}]}"
            })
    void aConsumerWhoseTextIsNotUnderstoodIsNobodyAndOthersAreFound(String text) throws Exception {
        Consumers consumers = with(List.of(Consumer.of("bob").with(Credential.of(Kind.KEY, "of-bob", ""))));
        server.command("SET", "hauberk:consumer:acme", text);
        server.command("SET", "hauberk:credential:KEY:k", "acme");
        assertThat(consumers.find(Kind.KEY, "k")).isNull();
        assertThat(consumers.find(Kind.NAME, "acme")).isNull();
        assertThat(consumers.find(Kind.KEY, "of-bob")).isNotNull();
    }

    @Test
    void aHalfOfACharacterIsNoOther() throws Exception {
        Consumers consumers = with(List.of(Consumer.of("a?").with(Credential.of(Kind.PASSWORD, "a?", "pbkdf2:x"))));
        assertThat(consumers.find(Kind.PASSWORD, "a?")).isNotNull();
        assertThat(consumers.find(Kind.PASSWORD, "a\uD83D")).isNull();
        assertThat(consumers.find(Kind.NAME, "a\uD83D")).isNull();
    }

    @Test
    void aFileNamesTheRedis(@TempDir Path folder) throws Exception {
        server.command("FLUSHALL");
        Stored.put(server, "shop", Consumer.of("acme").with(Credential.of(Kind.KEY, ApiKey.hash("s3cret"), "")));
        Path file =
                Files.writeString(folder.resolve("hauberk.yaml"), """
                hauberk: 1
                consumersFrom: { redis: "%s", prefix: shop, connectTimeout: 10s, fresh: 10s }
                consumers:
                  bob: { keys: [ "sha256:%s" ] }
                routes: [ { match: [ { path: /a } ], filters: [ apiKey ], respond: { status: 204 } } ]
                """.formatted(server.url(), ApiKey.hash("of-bob")));
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        try (Hauberk hauberk = Hauberk.loader(file).metrics(meters).unwatched().load()) {
            Eventually.get(() -> {
                assertThat(status(hauberk, "s3cret")).isEqualTo(204);
                return true;
            });
            assertThat(status(hauberk, "of-bob")).isEqualTo(204);
            // Redis is asked for this one, and may be late on a busy machine.
            Eventually.get(() -> {
                assertThat(status(hauberk, "nonsense")).isEqualTo(401);
                return true;
            });
            assertThat(meters.get("hauberk.redis.connections")
                            .tag("store", "consumers")
                            .functionCounter()
                            .count())
                    .isPositive();
        }
    }

    private static int status(Hauberk hauberk, String key) throws IOException {
        return hauberk.gateway()
                .handle(Request.get("/a").with("x-api-key", key), inner -> Response.of(500))
                .status();
    }

    @Test
    void faultsInAFileAreToldInSentences(@TempDir Path folder) throws Exception {
        assertThat(faults(folder, "redis: \"http://x\"")).contains("begins with redis://");
        assertThat(faults(folder, "redis: \"redis://x\", jdbc: \"jdbc:h2:mem:x\""))
                .contains("jdbc");
        assertThat(faults(folder, "redis: \"redis://x\", prefx: shop")).contains("prefx");
        assertThat(faults(folder, "jdbc: \"jdbc:h2:mem:x\"")).contains("hauberk-jdbc, which is not there");
        assertThat(faults(folder, "fresh: 1s")).contains("It takes one of: jdbc, redis");
    }

    private static String faults(Path folder, String from) throws IOException {
        Path file = Files.writeString(
                folder.resolve("hauberk.yaml"),
                "hauberk: 1\nconsumersFrom: { " + from
                        + " }\nroutes: [ { match: [ { path: /a } ], respond: { status: 204 } } ]\n");
        return Hauberk.validate(file).toString();
    }
}
