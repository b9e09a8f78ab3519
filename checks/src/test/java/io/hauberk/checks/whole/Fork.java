package io.hauberk.checks.whole;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A {@link Side} in a JVM of its own with a heap of 64 MB. It ends with this object, and with the JVM of the test. */
final class Fork implements AutoCloseable {
    private final Process process;
    private final BufferedReader out;
    private final PrintWriter in;
    private final int port;
    private final long heap;

    private Fork(Process process) throws IOException {
        this.process = process;
        this.out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        this.in = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
        String ready = line();
        String[] words = ready.split(" ");
        if (!words[0].equals("ready")) {
            throw new IOException("The other JVM should say that it is ready, but it said: " + ready);
        }
        this.port = Integer.parseInt(words[1]);
        this.heap = Long.parseLong(words[2]);
    }

    static Fork of(Container container, int upstream) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                "-Dhauberk.test.virtualThreads=" + Boolean.getBoolean("hauberk.test.virtualThreads"),
                "-cp",
                System.getProperty("java.class.path"),
                Side.class.getName(),
                container.name(),
                Integer.toString(upstream)));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            return new Fork(process);
        } catch (IOException | RuntimeException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    private String line() throws IOException {
        String line = out.readLine();
        if (line == null) {
            throw new IOException("The other JVM has ended, with status "
                    + (process.isAlive() ? "none" : process.exitValue()) + ". Its error stream says why.");
        }
        return line;
    }

    int port() {
        return port;
    }

    /** The most that its heap can have, in bytes. */
    long heap() {
        return heap;
    }

    Side.Report report() throws IOException {
        in.println("report");
        List<String> lines = new ArrayList<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            lines.add(line);
        }
        return Side.Report.of(lines);
    }

    @Override
    public void close() throws Exception {
        Writer input = process.outputWriter(StandardCharsets.UTF_8);
        input.close();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
