package io.hauberk.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.testkit.RedisServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

class BenchmarksTest {
    /** The same as others, by more threads. */
    private static final String BY_EIGHT = "ByEight";

    /** Others on this machine may measure meanwhile. Read once, when the runner is loaded. */
    @BeforeAll
    static void ignoreTheLockOfAllMeasurements() {
        System.setProperty("jmh.ignoreLock", "true");
    }

    @Test
    void each_benchmark_runs_and_each_line_of_the_report_has_one() throws Exception {
        Map<String, Figure> figures = Bench.figures(new Runner(new OptionsBuilder()
                        .exclude(RedisServer.there() ? BY_EIGHT + "$" : "\\.RedisBenchmark\\.")
                        .forks(0)
                        .param("routes", "10")
                        .param("keys", "1")
                        .param("endpoints", "3")
                        .mode(Mode.SingleShotTime)
                        .warmupIterations(0)
                        .measurementIterations(1)
                        .shouldFailOnError(true)
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .run());

        List<String> shown = Rows.groups().values().stream()
                .flatMap(List::stream)
                .map(Row::key)
                .filter(key -> !key.endsWith("00"))
                .filter(key -> !key.endsWith(BY_EIGHT))
                .filter(key -> RedisServer.there() || !key.startsWith("Redis."))
                .toList();
        assertThat(shown).containsExactlyInAnyOrderElementsOf(figures.keySet());
    }

    @Test
    void a_line_shows_the_ratio_and_whether_the_aim_is_met() {
        List<Row> rows = List.of(
                Row.of("ours", "A.ours").beside("A.theirs").aim("<= 2x", (own, o) -> own.nanos() <= 2 * o.nanos()),
                Row.of("(theirs)", "A.theirs"));
        Map<String, Figure> figures =
                Map.of("A.ours", new Figure(30, 33, 0), "A.theirs", new Figure(10_000, 10_000, 64));

        assertThat(Table.of("things", rows, figures))
                .containsPattern("ours +30.0 ns +\\+10 % +0 B +theirs +0.003x +-9.97 us +-64 B +<= 2x: met")
                .containsPattern("\\(theirs\\) +10.00 us +\\+0 % +64 B\\R");
    }
}
