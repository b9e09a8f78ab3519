package io.hauberk.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Allowance;
import io.hauberk.CounterStore.Draw;
import io.hauberk.CounterStore.Level;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several programs, each with several threads, that share one Redis. */
@Timeout(180)
class ProcessesTest {
    private static final int PROCESSES = 3;
    private static final int THREADS = 4;
    private static final int TIMES = 125;
    private static final long LIMIT = 1_000;

    @TempDir
    Path folder;

    @Test
    void threeProcessesOfFourThreadsGetExactlyTheLimit() throws Exception {
        try (RedisServer server = RedisServer.start(folder);
                Redis redis = Redis.at(server.url())) {
            List<Process> crowd = new ArrayList<>();
            try {
                for (int i = 0; i < PROCESSES; i++) {
                    crowd.add(fork(server.url()));
                }
                for (Process process : crowd) {
                    assertThat(process.getInputStream().read()).isEqualTo('r');
                }
                for (Process process : crowd) {
                    process.getOutputStream().write('\n');
                    process.getOutputStream().flush();
                }
                long taken = 0;
                for (Process process : crowd) {
                    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
                    taken += Long.parseLong(said.trim());
                }
                assertThat(taken).isEqualTo(LIMIT);
                for (Draw draw : draws()) {
                    assertThat(redis.peek(List.of(draw), RedisTest.BUDGET)
                                    .get(0)
                                    .used())
                            .as(draw.key())
                            .isEqualTo(LIMIT);
                }
            } finally {
                crowd.forEach(Process::destroyForcibly);
            }
        }
    }

    /** One counter of each kind, so that all of them must be right. */
    private static List<Draw> draws() {
        Duration day = Duration.ofDays(1);
        java.time.Instant midnight = java.time.Instant.now().truncatedTo(java.time.temporal.ChronoUnit.DAYS);
        return List.of(
                Draw.of("fixed", Allowance.fixed(LIMIT, day), 1),
                Draw.of("sliding", Allowance.sliding(LIMIT + 500, day), 1),
                Draw.of("gcra", Allowance.gcra(LIMIT, Duration.ofDays(300)).burst(LIMIT + 500), 1),
                Draw.of("window", Allowance.window(LIMIT, midnight.minus(day), midnight.plus(day)), 1));
    }

    private static Process fork(String url) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Taker.class.getName(),
                        url)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Takes from all counters at once, and tells how often it could. */
    static final class Taker {
        private Taker() {}

        public static void main(String[] arguments) throws Exception {
            ExecutorService threads = Executors.newFixedThreadPool(THREADS);
            try (Redis redis = Redis.at(arguments[0])) {
                Eventually.get(() -> redis.peek(draws(), RedisTest.BUDGET));
                System.out.print('r');
                System.out.flush();
                System.in.read();
                Callable<Long> work = () -> taken(redis);
                long taken = 0;
                for (Future<Long> part : threads.invokeAll(java.util.Collections.nCopies(THREADS, work))) {
                    taken += part.get();
                }
                System.out.println(taken);
            } finally {
                threads.shutdownNow();
            }
        }

        private static long taken(Redis redis) throws IOException {
            long taken = 0;
            for (int i = 0; i < TIMES; i++) {
                taken += redis.take(draws(), RedisTest.BUDGET).stream().allMatch(Level::enough) ? 1 : 0;
            }
            return taken;
        }
    }
}
