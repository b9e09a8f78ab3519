package io.hauberk.jdbc;

import io.hauberk.CounterStore;

class H2ContractTest extends JdbcContract {
    @Override
    protected CounterStore open() {
        return Jdbc.in(H2.source()).createTable(true);
    }
}
