package io.hauberk.jdbc;

import java.util.UUID;
import org.h2.jdbcx.JdbcDataSource;

/** Databases of H2 in memory, which last until the JVM ends. */
final class H2 {
    private H2() {}

    /** The URL of an empty one. */
    static String url() {
        return "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
    }

    /** An empty one. */
    static JdbcDataSource source() {
        return source(url());
    }

    static JdbcDataSource source(String url) {
        JdbcDataSource source = new JdbcDataSource();
        source.setURL(url);
        return source;
    }
}
