package io.hauberk.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;

/** What databases say differently: the time of day, here in microseconds. */
enum Dialect {
    POSTGRESQL("PostgreSQL", "CAST(EXTRACT(EPOCH FROM CLOCK_TIMESTAMP()) * 1000000 AS BIGINT)", "VARCHAR(255)"),
    MYSQL("MySQL", "CAST(UNIX_TIMESTAMP(NOW(6)) * 1000000 AS SIGNED)", Dialect.BINARY),
    MARIADB("MariaDB", "CAST(UNIX_TIMESTAMP(NOW(6)) * 1000000 AS SIGNED)", Dialect.BINARY),
    H2("H2", "CAST(EXTRACT(EPOCH FROM CURRENT_TIMESTAMP) * 1000000 AS BIGINT)", "VARCHAR(255)");

    /** Its usual comparison takes upper and lower case for equal. */
    private static final String BINARY = "VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin";

    private final String product;
    private final String micros;
    private final String keyType;

    Dialect(String product, String micros, String keyType) {
        this.product = product;
        this.micros = micros;
        this.keyType = keyType;
    }

    /** That of the database at the other end. */
    static Dialect of(Connection connection) throws SQLException {
        String name = connection.getMetaData().getDatabaseProductName();
        return Arrays.stream(values())
                .filter(dialect -> dialect.product.equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new SQLException(
                        "Counters are kept in PostgreSQL, MySQL, MariaDB or H2, but this is " + name + "."));
    }

    /** The time as an expression. */
    String micros() {
        return micros;
    }

    /** The type of a text in which upper and lower case differ. */
    String keyType() {
        return keyType;
    }
}
