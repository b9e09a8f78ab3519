package io.hauberk.jdbc;

import io.hauberk.CounterStore;
import java.util.UUID;
import org.h2.jdbcx.JdbcDataSource;

class H2ContractTest extends JdbcContract {
    @Override
    protected CounterStore open() {
        JdbcDataSource source = new JdbcDataSource();
        source.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        return Jdbc.in(source).createTable(true);
    }
}
