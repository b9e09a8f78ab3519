package io.hauberk.jdbc;

import io.hauberk.CounterStore;
import java.sql.Connection;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class PostgresContractTest extends JdbcContract {
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

    @Override
    protected CounterStore open() throws Exception {
        try (Connection connection = server.source().getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("DROP TABLE IF EXISTS hauberk_counters");
        }
        return Jdbc.in(() -> new Driven(server.url(), "hauberk", null, null)).createTable(true);
    }
}
