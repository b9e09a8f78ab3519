package io.hauberk.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The table of counters, in SQL. */
final class Table {
    /** A statement that hangs is ended by the database or its driver after so long. */
    private static final int QUERY_SECONDS = 1;

    @SuppressWarnings("InlineFormatString") // it is a page of its own
    private static final String COLUMNS = """
             (
              counter_key %s NOT NULL PRIMARY KEY,
              used        BIGINT NOT NULL,
              since       BIGINT NOT NULL,
              seen        BIGINT NOT NULL,
              slices      VARCHAR(2000),
              valid_until BIGINT NOT NULL,
              version     BIGINT NOT NULL
            )""";

    private final String name;
    private final Dialect dialect;

    /** @param name one that {@link #requireName} has seen */
    Table(String name, Dialect dialect) {
        this.name = name;
        this.dialect = dialect;
    }

    /** @throws IllegalArgumentException if it cannot be put into a statement as it is */
    static String requireName(String name) {
        if (!name.matches("[A-Za-z_][A-Za-z0-9_]{0,62}(\\.[A-Za-z_][A-Za-z0-9_]{0,62})?")) {
            throw new IllegalArgumentException(
                    "A table is named by letters, digits and underscores, and may have a schema"
                            + " before it, but this one is \"" + name + "\".");
        }
        return name;
    }

    /** Makes it, unless it is there. Others may do so at the same time, and one of them fails. */
    void create(Connection connection) throws SQLException {
        String index = name.replace('.', '_') + "_valid_until";
        try (Statement statement = connection.createStatement()) {
            if (exists(statement)) {
                return;
            }
            try {
                statement.executeUpdate("CREATE TABLE " + name + String.format(COLUMNS, dialect.keyType()));
                statement.executeUpdate("CREATE INDEX " + index + " ON " + name + " (valid_until)");
            } catch (SQLException e) {
                if (!exists(statement)) {
                    throw e;
                }
            }
        }
    }

    private boolean exists(Statement statement) {
        try (ResultSet none = statement.executeQuery("SELECT version FROM " + name + " WHERE 1 = 0")) {
            return !none.next();
        } catch (SQLException e) {
            return false;
        }
    }

    /** The rows that are there, and the time. */
    Found find(Connection connection, List<String> keys) throws SQLException {
        String marks = String.join(", ", keys.stream().map(key -> "?").toList());
        String sql =
                "SELECT n.micros, c.counter_key, c.used, c.since, c.seen, c.slices, c.valid_until, c.version FROM (SELECT "
                        + dialect.micros() + " AS micros) n LEFT JOIN " + name + " c ON c.counter_key IN (" + marks
                        + ")";
        try (PreparedStatement statement = prepare(connection, sql)) {
            for (int i = 0; i < keys.size(); i++) {
                statement.setString(i + 1, keys.get(i));
            }
            try (ResultSet rows = statement.executeQuery()) {
                return found(rows);
            }
        }
    }

    private static Found found(ResultSet rows) throws SQLException {
        long now = 0;
        Map<String, Versioned> byKey = new HashMap<>();
        while (rows.next()) {
            now = Math.max(now, rows.getLong(1));
            String key = rows.getString(2);
            if (key != null) {
                Row row =
                        new Row(rows.getLong(3), rows.getLong(4), rows.getLong(5), rows.getString(6), rows.getLong(7));
                byKey.put(key, new Versioned(row, rows.getLong(8)));
            }
        }
        return new Found(now, byKey);
    }

    /** Puts a row in the place of the one that was found, or of none. False if somebody else has put one there. */
    boolean replace(Connection connection, String key, @Nullable Versioned old, @Nullable Row next)
            throws SQLException {
        if (old == null) {
            return next == null || insert(connection, key, next);
        }
        return next == null ? delete(connection, key, old) : update(connection, key, old, next);
    }

    private boolean insert(Connection connection, String key, Row row) throws SQLException {
        String sql = "INSERT INTO " + name
                + " (used, since, seen, slices, valid_until, version, counter_key) VALUES (?, ?, ?, ?, ?, ?, ?)";
        try (PreparedStatement statement = prepare(connection, sql)) {
            // Chance, not 1: who has seen a row that is gone by now must not take this one for it.
            set(statement, row, ThreadLocalRandom.current().nextLong(1L << 62));
            statement.setString(7, key);
            return statement.executeUpdate() == 1;
        }
    }

    private boolean update(Connection connection, String key, Versioned old, Row row) throws SQLException {
        String sql = "UPDATE " + name
                + " SET used = ?, since = ?, seen = ?, slices = ?, valid_until = ?, version = ?"
                + " WHERE counter_key = ? AND version = ?";
        try (PreparedStatement statement = prepare(connection, sql)) {
            set(statement, row, old.version + 1);
            statement.setString(7, key);
            statement.setLong(8, old.version);
            return statement.executeUpdate() == 1;
        }
    }

    private static void set(PreparedStatement statement, Row row, long version) throws SQLException {
        statement.setLong(1, row.used());
        statement.setLong(2, row.since());
        statement.setLong(3, row.seen());
        if (row.slices() == null) {
            statement.setNull(4, Types.VARCHAR);
        } else {
            statement.setString(4, row.slices());
        }
        statement.setLong(5, row.until());
        statement.setLong(6, version);
    }

    private boolean delete(Connection connection, String key, Versioned old) throws SQLException {
        try (PreparedStatement statement =
                prepare(connection, "DELETE FROM " + name + " WHERE counter_key = ? AND version = ?")) {
            statement.setString(1, key);
            statement.setLong(2, old.version);
            return statement.executeUpdate() == 1;
        }
    }

    /** Takes a row away, whoever has written it. */
    void forget(Connection connection, String key) throws SQLException {
        try (PreparedStatement statement = prepare(connection, "DELETE FROM " + name + " WHERE counter_key = ?")) {
            statement.setString(1, key);
            statement.executeUpdate();
        }
    }

    /** Takes away what has not counted for so long. How many rows that were. */
    int clean(Connection connection, long idleMicros) throws SQLException {
        String sql = "DELETE FROM " + name + " WHERE valid_until < " + dialect.micros() + " - ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, idleMicros);
            return statement.executeUpdate();
        }
    }

    private static PreparedStatement prepare(Connection connection, String sql) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        try {
            statement.setQueryTimeout(QUERY_SECONDS);
            return statement;
        } catch (SQLException e) {
            statement.close();
            throw e;
        }
    }

    /** A row, and how often its key was written. */
    record Versioned(Row row, long version) {}

    /** What was there at a time, in microseconds of the database's clock. */
    record Found(long now, Map<String, Versioned> rows) {}
}
