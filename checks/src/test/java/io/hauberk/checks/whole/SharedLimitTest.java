package io.hauberk.checks.whole;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Sleeper;
import io.hauberk.config.Hauberk;
import io.hauberk.servlet.HauberkFilter;
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
import okhttp3.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Limits that gateways share by a real Redis, which is killed, frozen and begun again. */
@Timeout(120)
class SharedLimitTest {
    @TempDir
    Path folder;

    /** A gateway whose routes have limits of their own: one for each, since their numbers differ. */
    private Hauberk hauberk(RedisProcess redis, String onFailure) throws IOException {
        Path file = Files.writeString(folder.resolve("hauberk.yaml"), """
                hauberk: 1
                stores:
                  shared: { redis: "%s", onFailure: %s, budget: 1s }
                routes:
                  - name: exact
                    match: [ { path: /exact } ]
                    filters: [ { rateLimit: { limit: 200, per: 1h, by: address, algorithm: fixed, store: shared } } ]
                    respond: { status: 200, body: "hello" }
                  - name: several
                    match: [ { path: /several } ]
                    filters:
                      - rateLimit: { limits: [ { limit: 3, per: 1h }, { limit: 1000, per: 1d } ], by: address, store: shared }
                    respond: { status: 200, body: "hello" }
                  - name: open
                    match: [ { path: /open } ]
                    filters: [ { rateLimit: { limit: 1000000, per: 1h, by: address, store: shared } } ]
                    respond: { status: 200, body: "hello" }
                """.formatted(redis.url(), onFailure));
        return Hauberk.load(file);
    }

    private static Container.Running start(Container container, Hauberk hauberk) throws Exception {
        return container.start(context -> HauberkFilter.install(context, hauberk.gateway()));
    }

    private static int status(Load load, String path) throws IOException {
        try (Response response = load.open("GET", path, null)) {
            return response.code();
        }
    }

    private static void await(Callable<Boolean> condition) throws Exception {
        for (int i = 0; !condition.call(); i++) {
            assertThat(i).as("polls of 20 ms").isLessThan(2_000);
            Sleeper.system().sleep(Duration.ofMillis(20));
        }
    }

    /** Whether the store is what answers, and not this process alone. */
    private static boolean shared(Load load) throws IOException {
        try (Response response = load.open("GET", "/open", null)) {
            return response.code() == 200;
        }
    }

    @Test
    void twoGatewaysOnTwoContainersAdmitExactlyTheLimitTogether() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try (RedisProcess redis = new RedisProcess(folder);
                Hauberk first = hauberk(redis, "closed");
                Hauberk second = hauberk(redis, "closed");
                Container.Running jetty = start(Container.JETTY, first);
                Container.Running tomcat = start(Container.TOMCAT, second);
                Load one = new Load(jetty.port());
                Load two = new Load(tomcat.port())) {
            await(() -> shared(one) && shared(two));
            List<Callable<Integer>> work = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                Load load = i % 2 == 0 ? one : two;
                work.add(() -> passed(load, 50));
            }
            int passed = 0;
            for (Future<Integer> part : threads.invokeAll(work)) {
                passed += part.get();
            }
            assertThat(passed).isEqualTo(200);
        } finally {
            threads.shutdownNow();
        }
    }

    private static int passed(Load load, int times) throws IOException {
        int passed = 0;
        for (int i = 0; i < times; i++) {
            int status = status(load, "/exact");
            assertThat(status).isIn(200, 429);
            passed += status == 200 ? 1 : 0;
        }
        return passed;
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void severalLimitsAreOneDecision(Container container) throws Exception {
        try (RedisProcess redis = new RedisProcess(folder);
                Hauberk hauberk = hauberk(redis, "closed");
                Container.Running running = start(container, hauberk);
                Load load = new Load(running.port())) {
            await(() -> shared(load));
            for (int i = 0; i < 3; i++) {
                assertThat(status(load, "/several")).isEqualTo(200);
            }
            try (Response refused = load.open("GET", "/several", null)) {
                assertThat(refused.code()).isEqualTo(429);
                assertThat(refused.header("Retry-After")).isNotNull();
                assertThat(refused.header("RateLimit-Policy")).contains("q=3", "q=1000");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "JETTY,local,200", "TOMCAT,local,200", "JETTY,open,200", "TOMCAT,open,200", "JETTY,closed,503", "TOMCAT,closed,503"
    })
    void aRedisThatIsKilledIsStoodInForAndUsedAgain(Container container, String onFailure, int gone) throws Exception {
        try (RedisProcess redis = new RedisProcess(folder);
                Hauberk hauberk = hauberk(redis, onFailure);
                Container.Running running = start(container, hauberk);
                Load load = new Load(running.port())) {
            await(() -> shared(load));
            redis.kill();
            for (int i = 0; i < 30; i++) {
                assertThat(status(load, "/open")).isEqualTo(gone);
            }
            redis.start();
            await(() -> status(load, "/open") == 200 && redis.counts());
        }
    }

    @ParameterizedTest
    @CsvSource({"JETTY,local,200", "TOMCAT,open,200", "JETTY,closed,503", "TOMCAT,closed,503"})
    void aRedisThatIsFrozenIsStoodInForAndUsedAgain(Container container, String onFailure, int gone) throws Exception {
        try (RedisProcess redis = new RedisProcess(folder);
                Hauberk hauberk = hauberk(redis, onFailure);
                Container.Running running = start(container, hauberk);
                Load load = new Load(running.port())) {
            await(() -> shared(load));
            redis.pause();
            for (int i = 0; i < 10; i++) {
                assertThat(status(load, "/open")).isEqualTo(gone);
            }
            redis.resume();
            await(() -> status(load, "/open") == 200);
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void aRedisThatIsNotThereDoesNotKeepAGatewayFromBeginning(Container container) throws Exception {
        try (RedisProcess redis = new RedisProcess(folder)) {
            redis.kill();
            try (Hauberk hauberk = hauberk(redis, "closed");
                    Container.Running running = start(container, hauberk);
                    Load load = new Load(running.port())) {
                assertThat(status(load, "/open")).isEqualTo(503);
                redis.start();
                await(() -> status(load, "/open") == 200);
            }
        }
    }
}
