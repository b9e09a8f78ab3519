package io.hauberk.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Where connections come from. Thread-safe. */
interface Connections extends AutoCloseable {
    Connection take() throws SQLException;

    /**
     * Takes one back.
     *
     * @param sound whether nothing went wrong with it
     */
    void putBack(Connection connection, boolean sound);

    @Override
    void close();

    /** Those of a pool, or of anything, that somebody else looks after. */
    static Connections of(DataSource source) {
        return new Connections() {
            @Override
            public Connection take() throws SQLException {
                return source.getConnection();
            }

            @Override
            public void putBack(Connection connection, boolean sound) {
                end(connection);
            }

            @Override
            public void close() {}

            @Override
            public String toString() {
                return "the database";
            }
        };
    }

    /** Closes a connection, whatever state it is in. */
    static void end(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            // It is of no use any more either way.
            return;
        }
    }
}
