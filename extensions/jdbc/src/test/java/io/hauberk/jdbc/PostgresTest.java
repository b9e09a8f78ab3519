package io.hauberk.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PostgresTest extends JdbcRows {
    private static PostgresServer server;

    @BeforeAll
    static void start() throws Exception {
        server = PostgresServer.start();
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void empty() throws Exception {
        try (Connection connection = server.source().getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("DROP TABLE IF EXISTS hauberk_counters");
        }
    }

    @Override
    DataSource source() {
        return server.source();
    }

    @Test
    void whatWasCommittedSurvivesACrashAndTheStoreGoesOnByItself() throws Exception {
        try (Jdbc store =
                Jdbc.in(() -> new Driven(server.url(), "hauberk", null, null)).createTable(true)) {
            store.take(one("a"), BUDGET);
            server.crash();
            assertThatThrownBy(() -> store.take(one("a"), Duration.ofSeconds(5)))
                    .isInstanceOf(IOException.class);
            server.begin();
            long end = System.nanoTime() + BUDGET.toNanos();
            while (true) {
                try {
                    assertThat(store.take(one("a"), BUDGET).get(0).used()).isEqualTo(2);
                    return;
                } catch (IOException e) {
                    assertThat(System.nanoTime()).isLessThan(end);
                }
            }
        }
    }
}
