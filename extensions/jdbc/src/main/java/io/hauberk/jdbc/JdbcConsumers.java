package io.hauberk.jdbc;

import io.hauberk.Consumer;
import io.hauberk.Consumers;
import io.hauberk.Credential;
import io.hauberk.Credential.Kind;
import io.hauberk.json.Plain;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Consumers in two tables of a database. Put {@code io.hauberk.consumer.CachedConsumers} in front.
 *
 * <pre>{@code
 * CREATE TABLE hauberk_consumers (
 *   name          VARCHAR(255) NOT NULL PRIMARY KEY,
 *   plan_name     VARCHAR(255),
 *   member_of     VARCHAR(4000)                        -- groups, one a line
 * );
 * CREATE TABLE hauberk_credentials (
 *   kind          VARCHAR(16)  NOT NULL,               -- KEY, PASSWORD, SECRET, PUBLIC_KEY, SUBJECT, PEER
 *   id            VARCHAR(512) NOT NULL,               -- see Credential.Kind
 *   consumer_name VARCHAR(255) NOT NULL REFERENCES hauberk_consumers (name),
 *   proof         VARCHAR(4000) NOT NULL,              -- hash of a password, secret or public key; else empty
 *   algorithm     VARCHAR(32),
 *   expires_at    BIGINT                               -- seconds since 1970
 * );
 * CREATE INDEX hauberk_credentials_id ON hauberk_credentials (kind, id);
 * CREATE INDEX hauberk_credentials_consumer ON hauberk_credentials (consumer_name);
 * }</pre>
 *
 * <p>Two consumers must not share a kind and an id. Names of peers are exact here: a pattern in the table is found by
 * nobody. What a database holds for equal is compared again, character by character, so its collation does not matter.
 *
 * <p>One statement a lookup, with a timeout of a second by default. It blocks for a connection as long as the source does:
 * give the pool a short patience. Thread-safe, immutable.
 */
public final class JdbcConsumers implements Consumers, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JdbcConsumers.class);
    private static final int MAX_ID = 512;
    private static final String BY_NAME = "SELECT c.name, c.plan_name, c.member_of, NULL, NULL, NULL, NULL, NULL"
            + " FROM hauberk_consumers c WHERE c.name = ?";
    private static final String BY_CREDENTIAL =
            "SELECT c.name, c.plan_name, c.member_of, o.id, k.id, k.proof, k.algorithm, k.expires_at"
                    + " FROM hauberk_credentials o"
                    + " JOIN hauberk_consumers c ON c.name = o.consumer_name"
                    + " JOIN hauberk_credentials k ON k.consumer_name = c.name AND k.kind = o.kind"
                    + " WHERE o.id = ? AND o.kind = ?";

    private final Connections source;
    private final int timeoutSeconds;

    private JdbcConsumers(Connections source, int timeoutSeconds) {
        this.source = source;
        this.timeoutSeconds = timeoutSeconds;
    }

    /** Consumers in a database, best through a pool of connections; it is not closed. */
    public static JdbcConsumers in(DataSource source) {
        return in(Connections.of(source));
    }

    static JdbcConsumers in(Connections source) {
        return new JdbcConsumers(source, 1);
    }

    /** The same with another timeout for a lookup, in whole seconds, at least one. Default: one second. */
    public JdbcConsumers timeout(Duration timeout) {
        return new JdbcConsumers(source, (int) Math.max(1, timeout.toSeconds()));
    }

    @Override
    public @Nullable Consumer find(Kind kind, String id) throws IOException {
        // No such text is in the tables, and some databases fail on it.
        if (id.isEmpty() || id.length() > MAX_ID || id.indexOf('\0') >= 0) {
            return null;
        }
        boolean sound = false;
        Connection connection = null;
        try {
            connection = source.take();
            Consumer found = find(connection, kind, id);
            sound = true;
            return found;
        } catch (SQLException e) {
            throw new IOException("The consumers in the database cannot be asked: " + e.getMessage(), e);
        } finally {
            if (connection != null) {
                source.putBack(connection, sound);
            }
        }
    }

    private @Nullable Consumer find(Connection connection, Kind kind, String id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(kind == Kind.NAME ? BY_NAME : BY_CREDENTIAL)) {
            statement.setQueryTimeout(timeoutSeconds);
            statement.setString(1, id);
            if (kind != Kind.NAME) {
                statement.setString(2, kind.name());
            }
            try (ResultSet rows = statement.executeQuery()) {
                return consumer(rows, kind, id);
            } catch (IllegalArgumentException | DateTimeException e) {
                // Only this one: others must not be refused for it.
                LOG.warn(
                        "A consumer with a credential of the kind {} is nobody until its rows are mended: {}",
                        kind,
                        Plain.text(e.getMessage()));
                return null;
            }
        }
    }

    private static @Nullable Consumer consumer(ResultSet rows, Kind kind, String id) throws SQLException {
        Consumer found = null;
        while (rows.next()) {
            String name = rows.getString(1);
            String shown = kind == Kind.NAME ? name : rows.getString(4);
            if (!id.equals(shown) || found != null && !found.name().equals(name)) {
                continue;
            }
            found = found == null ? Consumer.of(name).plan(rows.getString(2)).groups(groups(rows.getString(3))) : found;
            if (kind != Kind.NAME) {
                Credential credential = credential(rows, kind);
                found = found.credentials().contains(credential) ? found : found.with(credential);
            }
        }
        return found;
    }

    private static Set<String> groups(@Nullable String lines) {
        return lines == null
                ? Set.of()
                : lines.lines().filter(line -> !line.isBlank()).collect(Collectors.toUnmodifiableSet());
    }

    private static Credential credential(ResultSet rows, Kind kind) throws SQLException {
        Credential credential = Credential.of(kind, rows.getString(5), textOrEmpty(rows.getString(6)));
        String algorithm = rows.getString(7);
        long expires = rows.getLong(8);
        boolean forever = rows.wasNull();
        credential = algorithm == null ? credential : credential.algorithm(algorithm);
        return forever ? credential : credential.expires(Instant.ofEpochSecond(expires));
    }

    private static String textOrEmpty(@Nullable String text) {
        return text == null ? "" : text; // Oracle keeps no empty texts
    }

    /** Closes connections of its own; those of a source are its own affair. */
    @Override
    public void close() {
        source.close();
    }

    @Override
    public String toString() {
        return "consumers in a database";
    }
}
