package io.hauberk.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

class H2Test extends JdbcRows {
    @Override
    DataSource source() {
        return H2.source();
    }

    @Test
    void aMissingTableIsAFaultThatNamesIt() {
        try (Jdbc store = Jdbc.in(source())) {
            store.start();
            assertThatThrownBy(() -> store.take(one("a"), BUDGET))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("HAUBERK_COUNTERS");
        }
    }

    @Test
    void aPoolThatHangsCostsTheBudgetAndNoMore() {
        CountDownLatch never = new CountDownLatch(1);
        Connections hanging = new Connections() {
            @Override
            public Connection take() throws SQLException {
                try {
                    never.await();
                } catch (InterruptedException e) {
                    throw new SQLException(e);
                }
                throw new SQLException("the test is over");
            }

            @Override
            public void putBack(Connection connection, boolean sound) {}

            @Override
            public void close() {}
        };
        try (Jdbc store = Jdbc.in(() -> hanging).threads(1)) {
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> store.take(one("a"), Duration.ofMillis(25)))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("did not answer within 25 ms");
            }
        } finally {
            never.countDown();
        }
    }

    @Test
    void connectionsByADriverAreKeptAndUsedAgain() throws Exception {
        String url = H2.url();
        try (Jdbc store = Jdbc.in(() -> new Driven(url, "sa", "", null)).createTable(true)) {
            for (int i = 1; i <= 3; i++) {
                assertThat(store.take(one("a"), BUDGET).get(0).used()).isEqualTo(i);
            }
        }
    }

    @Test
    void namesThatAreNoneAreRefused() {
        for (String name : List.of("", "a b", "x; DROP TABLE y", "a.b.c", "1a")) {
            assertThatThrownBy(() -> Jdbc.in(source()).table(name)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(Jdbc.in(source()).table("limits.counters").toString()).isEqualTo("jdbc limits.counters");
    }

    @Test
    void aClosedStoreSaysSo() {
        Jdbc store = Jdbc.in(source());
        store.start();
        store.close();
        store.close();
        assertThatThrownBy(() -> store.take(one("a"), BUDGET)).hasMessageContaining("closed");
    }
}
