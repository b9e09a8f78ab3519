/** Counts limits and quotas in a table of a database. */
module io.hauberk.jdbc {
    requires transitive io.hauberk.core;
    requires transitive java.sql;
    requires static transitive org.jspecify;
    requires org.slf4j;

    exports io.hauberk.jdbc;

    provides io.hauberk.ConsumersProvider with
            io.hauberk.jdbc.JdbcConsumersProvider;
    provides io.hauberk.CounterStoreProvider with
            io.hauberk.jdbc.JdbcProvider;
}
