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

    /** The driver would wait for ever, and each thread of the store with it. */
    @Test
    void aConnectionThatFallsSilentIsGivenUp() throws Exception {
        try (Cable cable = new Cable(server.port());
                Jdbc store = Jdbc.in(() -> new Driven(server.url(cable.port()), "hauberk", null, null, 300))
                        .createTable(true)
                        .threads(1)) {
            store.take(one("a"), BUDGET);
            cable.cut();
            assertThatThrownBy(() -> store.take(one("a"), Duration.ofMillis(25)))
                    .isInstanceOf(IOException.class);
            long end = System.nanoTime() + BUDGET.toNanos();
            while (true) {
                try {
                    assertThat(store.take(one("a"), Duration.ofSeconds(2))
                                    .get(0)
                                    .used())
                            .isEqualTo(2);
                    return;
                } catch (IOException e) {
                    assertThat(System.nanoTime()).isLessThan(end);
                }
            }
        }
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
