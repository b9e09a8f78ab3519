package io.hauberk.jdbc;

import javax.sql.DataSource;

class PostgresConsumersTest extends JdbcConsumersContract {
    @Override
    DataSource database() throws Exception {
        return PostgresServer.emptied().source();
    }
}
