package io.hauberk.jdbc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Properties;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connections by a driver, kept for the next one who needs one. There are no more than threads that use them. One with which
 * something went wrong is not used again, and neither are those beside it.
 */
final class Driven implements Connections {
    private static final Logger LOG = LoggerFactory.getLogger(Jdbc.class);
    private static final int SILENCE_MILLIS = 5_000;

    private final int silenceMillis;
    private final String url;
    private final @Nullable String user;
    private final @Nullable String password;
    private final @Nullable Path passwordFile;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Connection> idle = new ArrayDeque<>();
    private boolean closed;

    Driven(String url, @Nullable String user, @Nullable String password, @Nullable Path passwordFile) {
        this(url, user, password, passwordFile, SILENCE_MILLIS);
    }

    /** @param silenceMillis for how long nothing may come of a connection that is waited for */
    Driven(
            String url,
            @Nullable String user,
            @Nullable String password,
            @Nullable Path passwordFile,
            int silenceMillis) {
        this.silenceMillis = silenceMillis;
        this.url = url;
        this.user = user;
        this.password = password;
        this.passwordFile = passwordFile;
    }

    @Override
    public Connection take() throws SQLException {
        lock.lock();
        try {
            if (closed) {
                throw new SQLException("the store is closed");
            }
            Connection kept = idle.poll();
            if (kept != null) {
                return kept;
            }
        } finally {
            lock.unlock();
        }
        return impatient(DriverManager.getConnection(url, properties()));
    }

    /**
     * With an end to waiting for a network that swallows everything. Statements end after a second, but by a word of the
     * database, which does not come then.
     */
    private Connection impatient(Connection connection) {
        try {
            connection.setNetworkTimeout(Runnable::run, silenceMillis);
        } catch (SQLException e) {
            LOG.debug("Connections by {} wait for as long as their network does.", this, e);
        }
        return connection;
    }

    private Properties properties() throws SQLException {
        Properties properties = new Properties();
        if (user != null) {
            properties.setProperty("user", user);
        }
        String secret = password;
        if (passwordFile != null) {
            try {
                secret = Files.readString(passwordFile).strip();
            } catch (IOException e) {
                throw new SQLException("The password file " + passwordFile + " cannot be read: " + e.getMessage(), e);
            }
        }
        if (secret != null) {
            properties.setProperty("password", secret);
        }
        return properties;
    }

    @Override
    public void putBack(Connection connection, boolean sound) {
        lock.lock();
        try {
            if (sound && !closed) {
                idle.push(connection);
                return;
            }
            idle.forEach(Connections::end);
            idle.clear();
        } finally {
            lock.unlock();
        }
        Connections.end(connection);
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            idle.forEach(Connections::end);
            idle.clear();
        } finally {
            lock.unlock();
        }
    }

    /** The kind of database; the rest of a URL may hold a password. */
    @Override
    public String toString() {
        String[] parts = url.split(":", 3);
        return parts.length < 2 ? "the database" : "the database at " + parts[0] + ":" + parts[1];
    }
}
