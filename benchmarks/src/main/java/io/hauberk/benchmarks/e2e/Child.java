package io.hauberk.benchmarks.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.Reader;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** A process of the rig, seen from both sides: the one that starts it, and the one that it is. */
public final class Child implements AutoCloseable {
    private final Process process;
    private final BufferedReader out;
    private final PrintStream in;
    private final int port;
    private final int readyMillis;

    private final boolean silent;

    private Child(Process process, BufferedReader out, PrintStream in, int port, int readyMillis, boolean silent) {
        this.process = process;
        this.out = out;
        this.in = in;
        this.port = port;
        this.readyMillis = readyMillis;
        this.silent = silent;
    }

    /** Starts one that says when it is ready. */
    public static Child start(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        PrintStream in = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        String line = out.readLine();
        if (line == null || !line.startsWith("ready ")) {
            process.destroy();
            throw new IOException("This did not start: " + String.join(" ", command) + ": " + line);
        }
        String[] words = line.split(" ");
        return new Child(process, out, in, Integer.parseInt(words[1]), Integer.parseInt(words[2]), false);
    }

    /** Starts one that does not talk to us, and listens on a port. */
    public static Child foreign(List<String> command, int port) throws IOException {
        Process process = new ProcessBuilder(command).inheritIO().start();
        return new Child(process, new BufferedReader(Reader.nullReader()), new PrintStream(System.err), port, 0, true);
    }

    public int port() {
        return port;
    }

    /** From the start of its virtual machine until it listened. */
    int readyMillis() {
        return readyMillis;
    }

    /** Waits, for a minute at most, until its port takes connections. */
    public void awaitListening() throws IOException {
        long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (true) {
            try (Socket socket = new Socket("127.0.0.1", port)) {
                return;
            } catch (IOException e) {
                if (System.nanoTime() - end > 0 || !process.isAlive()) {
                    throw e;
                }
                LockSupport.parkNanos(50_000_000);
            }
        }
    }

    /** Has it do something, and waits for its line. */
    public String ask(String line) throws IOException {
        in.println(line);
        String answer = out.readLine();
        if (answer == null) {
            throw new IOException("A process of the rig has ended.");
        }
        return answer;
    }

    /** The processor time that it has used, its children included where it has any. */
    public Duration cpu() {
        Duration own = process.toHandle().info().totalCpuDuration().orElse(Duration.ZERO);
        return process.descendants()
                .map(child -> child.info().totalCpuDuration().orElse(Duration.ZERO))
                .reduce(own, Duration::plus);
    }

    /** The bytes that it has allocated so far; 0 where it does not talk to us. */
    long allocated() throws IOException {
        return silent ? 0 : Long.parseLong(ask(""));
    }

    /** Its resident memory in megabytes; 0 where nobody tells. */
    public long residentMegabytes() throws IOException {
        Path status = Path.of("/proc/" + process.pid() + "/status");
        if (!Files.isReadable(status)) {
            return 0;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElse(0);
    }

    @Override
    public void close() {
        process.destroy();
    }

    /** For the process itself: says that it is ready. */
    public static void ready(int port) {
        System.out.println(
                "ready " + port + " " + ManagementFactory.getRuntimeMXBean().getUptime());
        System.out.flush();
    }

    /** For the process itself: it says what it has allocated when it is asked, and ends when its parent is gone. */
    public static void endsWithParent() {
        Thread thread = new Thread(() -> {
            try {
                for (int c = System.in.read(); c >= 0; c = System.in.read()) {
                    if (c == '\n') {
                        System.out.println(allocatedBytes());
                        System.out.flush();
                    }
                }
            } catch (IOException e) {
                System.err.println(e);
            }
            System.exit(0);
        });
        thread.setDaemon(true);
        thread.start();
    }

    /** What the threads that live have allocated so far: of a gateway that is warm, these are all. */
    public static long allocatedBytes() {
        com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        return Arrays.stream(threads.getThreadAllocatedBytes(threads.getAllThreadIds()))
                .filter(bytes -> bytes > 0)
                .sum();
    }
}
