package io.hauberk.jdbc;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Allowance;
import io.hauberk.CounterStore;
import io.hauberk.CounterStore.Draw;
import io.hauberk.CounterStore.Level;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** What holds for counters in any database. Each test has a database without a table. */
abstract class JdbcRows {
    static final Duration BUDGET = ofSeconds(30);
    static final Allowance HUNDRED = Allowance.fixed(100, ofHours(1));

    /** An empty one. */
    abstract DataSource source() throws Exception;

    static List<Draw> one(String key) {
        return List.of(Draw.of(key, HUNDRED, 1));
    }

    private static int rows(DataSource source) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM hauberk_counters")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    /** Two stores are two processes as far as a database is concerned. */
    @Test
    void manyThreadsOfTwoStoresTakeExactlyTheLimit() throws Exception {
        DataSource source = source();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try (Jdbc first = Jdbc.in(source).createTable(true).threads(4);
                Jdbc second = Jdbc.in(source).threads(4)) {
            first.peek(one("a"), BUDGET);
            List<Callable<Integer>> work = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                CounterStore store = i % 2 == 0 ? first : second;
                work.add(() -> taken(store));
            }
            int taken = 0;
            for (Future<Integer> part : threads.invokeAll(work)) {
                taken += part.get();
            }
            assertThat(taken).isEqualTo(100);
            assertThat(first.peek(one("a"), BUDGET).get(0).used()).isEqualTo(100);
        } finally {
            threads.shutdownNow();
        }
    }

    private static int taken(CounterStore store) throws Exception {
        int taken = 0;
        for (int i = 0; i < 20; i++) {
            taken += store.take(one("a"), BUDGET).get(0).enough() ? 1 : 0;
        }
        return taken;
    }

    @Test
    void allCountersChangeOrNone() throws Exception {
        try (Jdbc store = Jdbc.in(source()).createTable(true)) {
            List<Draw> both = List.of(Draw.of("wide", HUNDRED, 1), Draw.of("narrow", Allowance.gcra(2, ofHours(1)), 1));
            store.take(both, BUDGET);
            store.take(both, BUDGET);
            List<Level> refused = store.take(both, BUDGET);
            assertThat(refused).extracting(Level::enough).containsExactly(true, false);
            assertThat(refused).extracting(Level::used).containsExactly(2L, 2L);
            assertThat(refused.get(1).nanosUntilEnough())
                    .isBetween(ofSeconds(1_500).toNanos(), ofSeconds(1_800).toNanos());
        }
    }

    @Test
    void aStoreThatBeginsAnewGoesOnCounting() throws Exception {
        DataSource source = source();
        Allowance month = Allowance.window(
                5, Instant.now().minusSeconds(60), Instant.now().plusSeconds(3_600));
        List<Draw> draw = List.of(Draw.of("acme", month, 3));
        try (Jdbc before = Jdbc.in(source).createTable(true)) {
            assertThat(before.take(draw, BUDGET).get(0).enough()).isTrue();
        }
        try (Jdbc after = Jdbc.in(source)) {
            assertThat(after.take(draw, BUDGET).get(0).enough()).isFalse();
            assertThat(after.peek(draw, BUDGET).get(0).used()).isEqualTo(3);
        }
    }

    @Test
    void whatIsGivenBackOrResetIsThereAgain() throws Exception {
        DataSource source = source();
        try (Jdbc store = Jdbc.in(source).createTable(true)) {
            Draw draw = Draw.of("a", HUNDRED, 60);
            Level level = store.take(List.of(draw), BUDGET).get(0);
            store.adjust(List.of(draw.correction(-50, level)), BUDGET);
            assertThat(store.peek(List.of(draw), BUDGET).get(0).used()).isEqualTo(10);
            store.reset(List.of(draw), BUDGET);
            assertThat(store.peek(List.of(draw), BUDGET).get(0).used()).isZero();
            assertThat(rows(source)).isZero();
        }
    }

    @Test
    void rowsThatDoNotCountAnyMoreAreDeleted() throws Exception {
        DataSource source = source();
        try (Jdbc store = Jdbc.in(source).createTable(true)) {
            Instant begin = Instant.now().minus(ofHours(3));
            Allowance past = Allowance.window(5, begin, begin.plusSeconds(60));
            store.take(List.of(Draw.of("old", past, 1)), BUDGET);
            store.take(one("new"), BUDGET);
            assertThat(rows(source)).isEqualTo(2);
            store.clean();
            assertThat(rows(source)).isEqualTo(1);
        }
    }

    @Test
    void keysThatDifferInCaseAreDifferentCounters() throws Exception {
        try (Jdbc store = Jdbc.in(source()).createTable(true)) {
            store.take(one("abc"), BUDGET);
            assertThat(store.peek(one("ABC"), BUDGET).get(0).used()).isZero();
        }
    }

    @Test
    void aSlidingWindowKeepsItsSlices() throws Exception {
        try (Jdbc store = Jdbc.in(source()).createTable(true)) {
            long begun = System.nanoTime();
            List<Draw> draw = List.of(Draw.of("s", Allowance.sliding(3, ofHours(1)), 2));
            assertThat(store.take(draw, BUDGET).get(0).enough()).isTrue();
            Level refused = store.take(draw, BUDGET).get(0);
            assertThat(refused.enough()).isFalse();
            assertThat(refused.used()).isEqualTo(2);
            // Less by what has passed, where a slice has ended in between.
            assertThat(refused.nanosUntilEnough())
                    .isBetween(
                            ofHours(1).toNanos() - (System.nanoTime() - begun),
                            ofSeconds(3_960).toNanos());
        }
    }
}
