package io.hauberk.jdbc;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hauberk.testkit.RawServer;
import io.hauberk.testkit.ThrowawayFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A real PostgreSQL, of Debian's package postgresql, with a database of its own in a folder of its own. It refuses to run as
 * root, so there it runs as the user postgres of that package.
 */
final class PostgresServer {
    private static PostgresServer shared;

    private static final Path VERSIONS = Path.of("/usr/lib/postgresql");

    private final ThrowawayFolder own;
    private final Path folder;
    private final Path programs;
    private final int port = RawServer.closedPort();

    private PostgresServer(ThrowawayFolder own, Path programs) throws IOException, InterruptedException {
        this.own = own;
        this.folder = own.path();
        this.programs = programs;
        run(programs.resolve("initdb").toString(), "-D", data(), "-U", "hauberk", "-A", "trust", "--no-sync");
        begin();
    }

    /** The one of this JVM, without tables. Skips the test where there is none. */
    static synchronized PostgresServer emptied() throws IOException, InterruptedException, SQLException {
        PostgresServer server = shared;
        if (server == null) {
            server = start();
            shared = server;
            Runtime.getRuntime().addShutdownHook(new Thread(server::end));
        }
        try (Connection connection = server.source().getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("DROP TABLE IF EXISTS hauberk_counters, hauberk_credentials, hauberk_consumers");
        }
        return server;
    }

    private static PostgresServer start() throws IOException, InterruptedException {
        Path programs = newest();
        assumeTrue(programs != null, "There is no PostgreSQL. Debian has it in the package postgresql.");
        ThrowawayFolder folder = ThrowawayFolder.named("hauberk-postgres");
        if (root()) {
            new ProcessBuilder("chown", "postgres", folder.toString()).start().waitFor();
        }
        return new PostgresServer(folder, programs);
    }

    private static Path newest() throws IOException {
        if (!Files.isDirectory(VERSIONS)) {
            return null;
        }
        try (Stream<Path> versions = Files.list(VERSIONS)) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .max(Comparator.naturalOrder())
                    .orElse(null);
        }
    }

    private static boolean root() {
        return "root".equals(System.getProperty("user.name"));
    }

    private String data() {
        return folder.resolve("data").toString();
    }

    /** Begins, or begins anew with all that was committed. */
    void begin() throws IOException, InterruptedException {
        String options = "-p " + port + " -c listen_addresses=127.0.0.1 -c unix_socket_directories=" + folder
                + " -c fsync=off -c max_connections=60";
        run(
                programs.resolve("pg_ctl").toString(),
                "-D",
                data(),
                "-o",
                options,
                "-l",
                folder.resolve("log").toString(),
                "-w",
                "start");
    }

    /** As if it had crashed. */
    void crash() throws IOException, InterruptedException {
        run(programs.resolve("pg_ctl").toString(), "-D", data(), "-m", "immediate", "-w", "stop");
    }

    int port() {
        return port;
    }

    String url() {
        return url(port);
    }

    /** By another port that leads here. */
    String url(int other) {
        return "jdbc:postgresql://127.0.0.1:" + other + "/postgres";
    }

    DataSource source() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {"127.0.0.1"});
        source.setPortNumbers(new int[] {port});
        source.setDatabaseName("postgres");
        source.setUser("hauberk");
        return source;
    }

    private void run(String... command) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>();
        if (root()) {
            words.addAll(List.of("runuser", "-u", "postgres", "--"));
        }
        words.addAll(List.of(command));
        Path log = Files.createTempFile(folder, "command", ".log");
        Process process = new ProcessBuilder(words)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        boolean ended = process.waitFor(120, TimeUnit.SECONDS);
        if (!ended || process.exitValue() != 0) {
            throw new IOException(String.join(" ", words) + " failed: " + Files.readString(log));
        }
        Files.delete(log);
    }

    private void end() {
        try {
            crash();
            own.close();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
