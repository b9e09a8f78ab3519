package io.hauberk.jdbc;

import io.hauberk.CounterStore;

class PostgresContractTest extends JdbcContract {
    @Override
    protected CounterStore open() throws Exception {
        PostgresServer server = PostgresServer.emptied();
        return Jdbc.in(() -> new Driven(server.url(), "hauberk", null, null)).createTable(true);
    }
}
