package io.hauberk.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/** The program in a Java of its own, as {@code bin/hauberk} runs it. */
final class Running implements AutoCloseable {
    private static final String READY = "hauberk ready on ";
    /** So long no step of a test takes, unless something hangs. */
    static final long HANG_SECONDS = 150;

    private static final OkHttpClient HTTP = new OkHttpClient.Builder()
            .followRedirects(false)
            .retryOnConnectionFailure(true)
            .readTimeout(HANG_SECONDS, TimeUnit.SECONDS)
            .build();

    private final Process process;
    private final Lines out;
    private final Lines err;

    private Running(Process process) {
        this.process = process;
        this.out = new Lines(process.getInputStream());
        this.err = new Lines(process.getErrorStream());
    }

    /** Starts the program; it need not come up. */
    static Running start(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path")));
        command.add("io.hauberk.standalone.Main");
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("BOB_HMAC", "s3cret");
        builder.environment().put("HAUBERK_TEST_PREFIX", "/from-outside");
        try {
            return new Running(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Serves a file and waits until it is ready. */
    static Running serve(Path file, String... more) {
        List<String> arguments = new ArrayList<>(List.of("serve", file.toString()));
        arguments.addAll(List.of(more));
        Running running = start(arguments.toArray(String[]::new));
        running.out.await(line -> line.startsWith(READY), () -> "ready; errors: " + running.err.text());
        return running;
    }

    /** Runs a command to its end. */
    static Ended run(String... arguments) {
        try (Running running = start(arguments)) {
            int status = running.awaitExit();
            return new Ended(status, running.out.whole(), running.err.whole());
        }
    }

    /** What the ready line says. */
    String url() {
        return out.await(line -> line.startsWith(READY), () -> "ready").substring(READY.length());
    }

    int port() {
        return Integer.parseInt(url().substring(url().lastIndexOf(':') + 1));
    }

    String adminUrl() {
        String line = err.await(text -> text.contains("Health and metrics are on"), () -> "the admin port");
        return "http://127.0.0.1:" + line.replaceAll(".* port (\\d+).*", "$1");
    }

    /** Waits for a line in the log. */
    String awaitLog(String part) {
        return err.await(line -> line.contains(part), () -> part + " in the log: " + err.text());
    }

    /** How many lines of the log hold this. */
    long logged(String part) {
        return err.text().lines().filter(line -> line.contains(part)).count();
    }

    String standardOutput() {
        return out.text();
    }

    String log() {
        return err.text();
    }

    Answer get(String path, String... fields) throws IOException {
        return send(request(url() + path, fields).build());
    }

    Answer admin(String path) throws IOException {
        return send(request(adminUrl() + path).build());
    }

    static Request.Builder request(String url, String... fields) {
        Request.Builder request = new Request.Builder().url(url);
        for (int i = 0; i < fields.length; i += 2) {
            request.addHeader(fields[i], fields[i + 1]);
        }
        return request;
    }

    static Answer send(Request request) throws IOException {
        return send(HTTP, request);
    }

    static Answer send(OkHttpClient client, Request request) throws IOException {
        try (Response response = client.newCall(request).execute()) {
            return new Answer(response, response.body().string());
        }
    }

    static OkHttpClient http() {
        return HTTP;
    }

    /** Sends SIGTERM. */
    Running terminate() {
        // Not process.destroy(), which closes the streams that we read.
        process.toHandle().destroy();
        return this;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    int awaitExit() {
        try {
            assertThat(process.waitFor(HANG_SECONDS, TimeUnit.SECONDS))
                    .as("the program ends; its log: %s", err.text())
                    .isTrue();
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(HANG_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** An answer with its whole body. */
    record Answer(Response head, String body) {
        int status() {
            return head.code();
        }
    }

    /** A command that has ended. */
    record Ended(int status, String out, String err) {
        List<String> lines() {
            return err.lines().toList();
        }
    }

    /** The lines of a stream as they come. */
    private static final class Lines {
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition more = lock.newCondition();
        private final List<String> lines = new ArrayList<>();
        private final Thread reader;
        private boolean ended;

        Lines(InputStream in) {
            reader = new Thread(() -> read(in), "lines");
            reader.setDaemon(true);
            reader.start();
        }

        private void read(InputStream in) {
            try (BufferedReader text = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
                for (String line = text.readLine(); line != null; line = text.readLine()) {
                    add(line);
                }
            } catch (IOException e) {
                add("(" + e + ")");
            }
            lock.lock();
            try {
                ended = true;
                more.signalAll();
            } finally {
                lock.unlock();
            }
        }

        private void add(String line) {
            lock.lock();
            try {
                lines.add(line);
                more.signalAll();
            } finally {
                lock.unlock();
            }
        }

        String await(Predicate<String> wanted, java.util.function.Supplier<String> what) {
            lock.lock();
            try {
                long left = TimeUnit.SECONDS.toNanos(HANG_SECONDS);
                while (true) {
                    for (String line : lines) {
                        if (wanted.test(line)) {
                            return line;
                        }
                    }
                    if (ended || left <= 0) {
                        throw new AssertionError("There never was " + what.get());
                    }
                    left = more.awaitNanos(left);
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            } finally {
                lock.unlock();
            }
        }

        String text() {
            lock.lock();
            try {
                return String.join("\n", lines);
            } finally {
                lock.unlock();
            }
        }

        /** All of it, once the program has ended. */
        String whole() {
            try {
                reader.join(TimeUnit.SECONDS.toMillis(HANG_SECONDS));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return text();
        }
    }
}
