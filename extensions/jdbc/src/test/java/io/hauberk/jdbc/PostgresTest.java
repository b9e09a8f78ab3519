package io.hauberk.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PostgresTest extends JdbcRows {
    private PostgresServer server;

    @BeforeEach
    void empty() throws Exception {
        server = PostgresServer.emptied();
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
            assertThat(used(store, Duration.ofSeconds(2))).isPositive();
            cable.cut();
            assertThatThrownBy(() -> store.take(one("a"), Duration.ofMillis(25)))
                    .isInstanceOf(IOException.class);
            // More where an answer was late on a busy machine: what was done then is not taken back.
            assertThat(used(store, Duration.ofSeconds(2))).isGreaterThanOrEqualTo(2);
        }
    }

    /** Takes until it is answered, and tells what is used then. */
    private static long used(Jdbc store, Duration budget) throws IOException {
        long end = System.nanoTime() + 2 * BUDGET.toNanos();
        while (true) {
            try {
                return store.take(one("a"), budget).get(0).used();
            } catch (IOException e) {
                if (System.nanoTime() - end > 0) {
                    throw e;
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
            try {
                assertThatThrownBy(() -> store.take(one("a"), Duration.ofSeconds(5)))
                        .isInstanceOf(IOException.class);
            } finally {
                server.begin();
            }
            assertThat(used(store, BUDGET)).isEqualTo(2);
        }
    }
}
