package io.hauberk.checks.whole;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hauberk.testkit.RawServer;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real redis-server, of Debian's package of that name. It keeps its port, and nothing else, over a restart. */
final class RedisProcess implements AutoCloseable {
    private final Path folder;
    private final int port = RawServer.closedPort();
    private Process process;

    RedisProcess(Path folder) throws IOException, InterruptedException {
        assumeTrue(
                Stream.of(System.getenv("PATH").split(File.pathSeparator))
                        .anyMatch(entry -> Files.isExecutable(Path.of(entry, "redis-server"))),
                "There is no redis-server on the path. Debian has it in the package redis-server.");
        this.folder = folder;
        start();
    }

    String url() {
        return "redis://127.0.0.1:" + port;
    }

    void start() throws IOException, InterruptedException {
        process = new ProcessBuilder(
                        "redis-server",
                        "--port",
                        Integer.toString(port),
                        "--bind",
                        "127.0.0.1",
                        "--save",
                        "",
                        "--dir",
                        folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("redis.log").toFile())
                .start();
        for (int i = 0; !accepts(); i++) {
            if (i > 500 || !process.isAlive()) {
                throw new IOException("redis-server does not start: " + Files.readString(folder.resolve("redis.log")));
            }
            process.waitFor(20, TimeUnit.MILLISECONDS);
        }
    }

    private boolean accepts() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    void set(String key, String value) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            String command = "*3\r\n" + word("SET") + word(key) + word(value);
            socket.getOutputStream().write(command.getBytes(StandardCharsets.US_ASCII));
            if (socket.getInputStream().read() != '+') {
                throw new IOException("Redis does not keep " + key + ".");
            }
        }
    }

    private static String word(String text) {
        return "$" + text.length() + "\r\n" + text + "\r\n";
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** SIGSTOP: connections stay, and nothing is answered. */
    void pause() throws IOException, InterruptedException {
        signal("STOP");
    }

    void resume() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        if (process.isAlive()) {
            resume();
        }
        kill();
    }
}
