package io.hauberk.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Allowance;
import io.hauberk.CounterStore.Draw;
import io.hauberk.testkit.RedisServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three programs of four threads each, which share one Redis: without leases first, then with leases. */
class ProcessesTest {
    private static RedisServer server;
    private static final List<Taker.Said> SAID = new ArrayList<>();

    @BeforeAll
    static void run(@TempDir Path folder) throws Exception {
        server = RedisServer.start(folder);
        List<Process> crowd = new ArrayList<>();
        try {
            for (int i = 0; i < Taker.PROCESSES; i++) {
                crowd.add(fork(server.url()));
            }
            for (Process process : crowd) {
                assertThat(process.getInputStream().read()).isEqualTo('r');
            }
            for (Process process : crowd) {
                process.getOutputStream().write('\n');
                process.getOutputStream().flush();
            }
            for (Process process : crowd) {
                byte[] said = process.getInputStream().readAllBytes();
                assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
                SAID.add(Taker.Said.read(new String(said, StandardCharsets.UTF_8)));
            }
        } finally {
            crowd.forEach(Process::destroyForcibly);
        }
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

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void withoutLeasesTheyGetExactlyTheLimit() throws Exception {
        assertThat(SAID.stream().mapToLong(Taker.Said::exact).sum()).isEqualTo(Taker.LIMIT);
        try (Redis redis = Redis.at(server.url())) {
            for (Draw draw : Taker.draws()) {
                assertThat(Eventually.get(() -> redis.peek(List.of(draw), RedisTest.BUDGET))
                                .get(0)
                                .used())
                        .as(draw.key())
                        .isEqualTo(Taker.LIMIT);
            }
        }
    }

    /** What a process still holds in the end keeps others from it, and lets nobody pass twice. */
    @Test
    void withLeasesOneWindowHoldsNoMoreThanTheLimitAndHardlyLess() {
        assertThat(SAID.stream().mapToLong(Taker.Said::leased).sum())
                .isBetween(Taker.LIMIT - Taker.PROCESSES * Taker.LEASE, Taker.LIMIT);
        assertThat(SAID.stream().mapToLong(Taker.Said::asked).sum())
                .as("operations for permits that were there")
                .isLessThan(Taker.LIMIT / 2);
    }

    /** The bound that the documents tell: what the allowance says, and the lease of each process. */
    @Test
    void withLeasesNoPeriodHoldsMoreThanTheLimitAndTheLeaseOfEachProcess() {
        List<Taker.Passed> passed = SAID.stream()
                .flatMap(said -> said.passed().stream())
                .sorted(Comparator.comparingLong(Taker.Passed::before))
                .toList();
        Allowance allowance = Taker.SLIDING;
        int bound = (int) (allowance.limit() + Taker.PROCESSES * Taker.LEASE);
        assertThat(passed).hasSizeGreaterThan(2 * bound);
        for (int i = 0; i + bound < passed.size(); i++) {
            long until = passed.subList(i, i + bound + 1).stream()
                    .mapToLong(Taker.Passed::after)
                    .max()
                    .orElseThrow();
            assertThat(until - passed.get(i).before())
                    .as("microseconds in which %d passed", bound + 1)
                    .isGreaterThanOrEqualTo(allowance.period().toNanos() / 1_000);
        }
    }
}
