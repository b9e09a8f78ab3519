package io.hauberk.testkit;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
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

/**
 * A real {@code redis-server} on 127.0.0.1, in a process and a folder of its own, which dies, freezes and begins anew when a
 * test wants it. It keeps its port over a restart, and nothing else unless options say so; it ends with this JVM. Debian has
 * it in the package redis-server.
 *
 * <p>Blocks where it waits for the process. For one thread.
 */
public final class RedisServer implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 60;

    private final Path folder;
    private final int port;
    private final List<String> options;
    private Process process;

    private RedisServer(Path folder, int port, List<String> options) throws IOException, InterruptedException {
        this.folder = Files.createDirectories(folder);
        this.port = port;
        this.options = options;
        this.process = begin();
    }

    /** Whether there is one on the path. */
    public static boolean there() {
        return Stream.of(String.valueOf(System.getenv("PATH")).split(File.pathSeparator, -1))
                .anyMatch(entry -> Files.isExecutable(Path.of(entry, "redis-server")));
    }

    /** Skips the test where there is none on the path. */
    public static void assumeThere() {
        // Benchmarks start one, too, and have no JUnit; it is not looked for where there is a server.
        if (!there()) {
            abort("There is no redis-server on the path. Debian has it in the package redis-server.");
        }
    }

    /**
     * Starts one on a free port, and returns when it listens. Skips the test where there is none.
     *
     * @param folder where its files go; made where it is missing
     * @param options as on its command line
     */
    public static RedisServer start(Path folder, String... options) throws IOException, InterruptedException {
        return at(RawServer.closedPort(), folder, options);
    }

    /**
     * Starts one on this port; 0 where it shall listen for TLS alone, at the option {@code --tls-port}. With the option {@code
     * --sentinel} it is one, by the file {@code sentinel.conf} in its folder.
     */
    public static RedisServer at(int port, Path folder, String... options) throws IOException, InterruptedException {
        assumeThere();
        return new RedisServer(folder, port, List.of(options));
    }

    /** Its port. */
    public int port() {
        return port;
    }

    /** Its URL. */
    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    /** Begins anew after {@link #kill}, with what it saved, which is nothing unless options say so. */
    public void start() throws IOException, InterruptedException {
        process = begin();
    }

    private Process begin() throws IOException, InterruptedException {
        Path log = folder.resolve("redis.log");
        Process begun = new ProcessBuilder(command())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(begun::destroyForcibly));
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!accepts()) {
            if (System.nanoTime() - end > 0 || !begun.isAlive()) {
                begun.destroyForcibly();
                throw new IOException("redis-server does not start: " + Files.readString(log));
            }
            begun.waitFor(20, TimeUnit.MILLISECONDS);
        }
        return begun;
    }

    private List<String> command() {
        List<String> command = new ArrayList<>(List.of("redis-server"));
        boolean sentinel = options.contains("--sentinel");
        if (sentinel) {
            command.add(folder.resolve("sentinel.conf").toString());
        }
        command.addAll(List.of("--port", Integer.toString(port), "--bind", "127.0.0.1", "--dir", folder.toString()));
        if (!sentinel) {
            command.addAll(List.of("--save", "", "--enable-debug-command", "local"));
        }
        command.addAll(options);
        return command;
    }

    private boolean accepts() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), listening()), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private int listening() {
        int tls = options.indexOf("--tls-port");
        return tls < 0 ? port : Integer.parseInt(options.get(tls + 1));
    }

    /** Kills it, as if the machine lost its power. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Freezes it (SIGSTOP): connections stay, and nothing is answered. */
    public void pause() throws IOException, InterruptedException {
        signal("STOP");
    }

    /** Lets it go on after {@link #pause}. */
    public void resume() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    /** What it answers to a command, line by line, as the protocol writes it. In plain text only. */
    public String command(String... words) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(PATIENCE_SECONDS * 1_000);
            StringBuilder line = new StringBuilder("*" + words.length + "\r\n");
            Arrays.stream(words)
                    .forEach(word -> line.append("$")
                            .append(word.getBytes(StandardCharsets.UTF_8).length)
                            .append("\r\n")
                            .append(word)
                            .append("\r\n"));
            socket.getOutputStream().write(line.toString().getBytes(StandardCharsets.UTF_8));
            return answer(new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8)));
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
        return head.startsWith("$") ? text(in, Integer.parseInt(head.substring(1))) : head.substring(1);
    }

    /** A text of so many characters, and the end of its line; none where the length is below zero. */
    private static String text(BufferedReader in, int length) throws IOException {
        char[] text = new char[Math.max(0, length)];
        for (int read = 0; read < text.length; ) {
            int more = in.read(text, read, text.length - read);
            if (more < 0) {
                throw new IOException("Redis closed the connection within an answer.");
            }
            read += more;
        }
        if (length >= 0) {
            in.readLine();
        }
        return new String(text);
    }

    /** Kills it, frozen or not. */
    @Override
    public void close() throws InterruptedException {
        kill();
    }
}
