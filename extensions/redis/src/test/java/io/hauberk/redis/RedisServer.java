package io.hauberk.redis;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hauberk.testkit.RawServer;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real redis-server, of Debian's package of that name, in a folder of its own. It keeps its port over a restart. */
final class RedisServer implements AutoCloseable {
    private final Path folder;
    private final int port;
    private final List<String> options;
    private Process process;

    private RedisServer(Path folder, int port, List<String> options) throws IOException, InterruptedException {
        this.folder = Files.createDirectories(folder);
        this.port = port;
        this.options = options;
        start();
    }

    /** Skips the test where there is no redis-server. */
    static void assumeThere() {
        assumeTrue(
                Stream.of(System.getenv("PATH").split(File.pathSeparator))
                        .anyMatch(entry -> Files.isExecutable(Path.of(entry, "redis-server"))),
                "There is no redis-server on the path. Debian has it in the package redis-server.");
    }

    /** One on a free port. */
    static RedisServer start(Path folder, String... options) throws IOException, InterruptedException {
        return at(RawServer.closedPort(), folder, options);
    }

    static RedisServer at(int port, Path folder, String... options) throws IOException, InterruptedException {
        assumeThere();
        return new RedisServer(folder, port, List.of(options));
    }

    int port() {
        return port;
    }

    String url() {
        return "redis://127.0.0.1:" + port;
    }

    /** Begins anew, with what it saved, which is nothing unless options say so. */
    void start() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("redis-server"));
        if (options.contains("--sentinel")) {
            command.add(folder.resolve("sentinel.conf").toString());
        }
        command.addAll(List.of("--port", Integer.toString(port), "--bind", "127.0.0.1", "--dir", folder.toString()));
        if (!options.contains("--sentinel")) {
            command.addAll(List.of("--save", "", "--enable-debug-command", "local"));
        }
        command.addAll(options);
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("redis.log").toFile())
                .start();
        for (int i = 0; !accepts(); i++) {
            if (i > 200 || !process.isAlive()) {
                throw new IOException("redis-server does not start: " + Files.readString(folder.resolve("redis.log")));
            }
            process.waitFor(20, TimeUnit.MILLISECONDS);
        }
    }

    private boolean accepts() {
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress("127.0.0.1", options.contains("--tls-port") ? tlsPort() : port), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private int tlsPort() {
        return Integer.parseInt(options.get(options.indexOf("--tls-port") + 1));
    }

    /** As if the machine lost its power. */
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

    /** What a command answers, line by line, as the protocol writes it. */
    String command(String... words) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(10_000);
            StringBuilder line = new StringBuilder("*" + words.length + "\r\n");
            Arrays.stream(words)
                    .forEach(word -> line.append("$")
                            .append(word.getBytes(StandardCharsets.UTF_8).length)
                            .append("\r\n")
                            .append(word)
                            .append("\r\n"));
            socket.getOutputStream().write(line.toString().getBytes(StandardCharsets.UTF_8));
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            return answer(in);
        }
    }

    private static String answer(BufferedReader in) throws IOException {
        String head = in.readLine();
        if (head == null) {
            throw new IOException("Redis closed the connection.");
        }
        if (head.startsWith("*")) {
            StringBuilder all = new StringBuilder();
            for (int i = Integer.parseInt(head.substring(1)); i > 0; i--) {
                all.append(answer(in)).append('\n');
            }
            return all.toString();
        }
        if (head.startsWith("$")) {
            char[] text = new char[Math.max(0, Integer.parseInt(head.substring(1)))];
            for (int read = 0; read < text.length; ) {
                read += in.read(text, read, text.length - read);
            }
            if (!head.equals("$-1")) {
                in.readLine();
            }
            return new String(text);
        }
        return head.substring(1);
    }

    @Override
    public void close() throws Exception {
        if (process.isAlive()) {
            resume();
        }
        kill();
    }
}
