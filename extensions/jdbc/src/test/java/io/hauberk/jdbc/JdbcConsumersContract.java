package io.hauberk.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Consumer;
import io.hauberk.Consumers;
import io.hauberk.Credential;
import io.hauberk.Credential.Kind;
import io.hauberk.testkit.ConsumersContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** Consumers in the tables of a database, which are made as the page on authentication says. */
abstract class JdbcConsumersContract extends ConsumersContract {
    private static final Path PAGE =
            Path.of(System.getProperty("basedir", "."), "..", "..", "docs", "authentication.md");

    /** A database without those tables. */
    abstract DataSource database() throws Exception;

    final DataSource tables() throws Exception {
        DataSource source = database();
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : told().split(";", -1)) {
                if (!sql.isBlank()) {
                    statement.execute(sql);
                }
            }
        }
        return source;
    }

    private static String told() throws IOException {
        String page = Files.readString(PAGE);
        int begin = page.indexOf("```sql") + 6;
        return page.substring(begin, page.indexOf("```", begin)).replaceAll("--.*", "");
    }

    @Override
    protected Consumers with(List<Consumer> consumers) throws Exception {
        DataSource source = tables();
        try (Connection connection = source.getConnection()) {
            for (Consumer consumer : consumers) {
                insert(connection, consumer);
            }
        }
        return JdbcConsumers.in(source);
    }

    @Test
    void aConsumerWhoseRowsAreNotUnderstoodIsNobodyAndOthersAreFound() throws Exception {
        Consumer bob = Consumer.of("bob").with(Credential.of(Kind.KEY, "of-bob", ""));
        Consumer acme = Consumer.of("acme").groups(Set.of("", "all")).with(Credential.of(Kind.KEY, "k", ""));
        DataSource source = tables();
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            insert(connection, acme);
            insert(connection, bob);
            Consumers consumers = JdbcConsumers.in(source);
            assertThat(consumers.find(Kind.KEY, "k").groups()).containsExactly("all");
            statement.executeUpdate(
                    "UPDATE hauberk_credentials SET expires_at = " + Long.MAX_VALUE + " WHERE id = 'k'");
            assertThat(consumers.find(Kind.KEY, "k")).isNull();
            assertThat(consumers.find(Kind.KEY, "of-bob")).isNotNull();
        }
    }

    static void insert(Connection connection, Consumer consumer) throws SQLException {
        try (PreparedStatement row = connection.prepareStatement("INSERT INTO hauberk_consumers VALUES (?, ?, ?)")) {
            row.setString(1, consumer.name());
            row.setString(2, consumer.plan());
            row.setString(3, String.join("\n", consumer.groups()));
            row.execute();
        }
        for (Credential credential : consumer.credentials()) {
            try (PreparedStatement row =
                    connection.prepareStatement("INSERT INTO hauberk_credentials VALUES (?, ?, ?, ?, ?, ?)")) {
                row.setString(1, credential.kind().name());
                row.setString(2, credential.id());
                row.setString(3, consumer.name());
                row.setString(4, credential.value());
                row.setString(5, credential.algorithm());
                row.setObject(
                        6,
                        credential.expires() == null
                                ? null
                                : credential.expires().getEpochSecond());
                row.execute();
            }
        }
    }
}
