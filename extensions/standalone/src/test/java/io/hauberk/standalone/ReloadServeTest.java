package io.hauberk.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file changes while requests come in. */
class ReloadServeTest {
    @TempDir
    Path folder;

    private Upstream upstream;
    private Path file;

    @BeforeEach
    void start() {
        upstream = Upstream.echo("one");
        file = folder.resolve("hauberk.yaml");
    }

    @AfterEach
    void stop() {
        upstream.close();
    }

    private String yaml(String version) {
        return """
                hauberk: 1
                server: { port: 0, address: 127.0.0.1, admin: { port: 0 } }
                policies:
                  three-only: { rateLimit: { limit: 3, per: 1h, by: address } }
                filters: [ { responseHeaders: { set: { x-version: "%s" } } } ]
                routes:
                  - { name: forwarded, match: [ { path: "/forwarded/**" } ], to: one }
                  - { name: policy, match: [ { path: /policy } ], filters: [ three-only ], respond: { status: 204 } }
                  - { name: own, match: [ { path: /own } ], filters: [ { rateLimit: { limit: 3, per: 1h, by: address } } ], respond: { status: 204 } }
                services:
                  one: { endpoints: [ "%s" ], connectTimeout: 20s }
                """.formatted(version, upstream.url());
    }

    @Test
    void aNewFileTakesOverUnderRequestsWithoutOneThatFails() throws Exception {
        Files.writeString(file, yaml("1"));
        try (Running gateway = Running.serve(file)) {
            Load load = Load.on(gateway.url() + "/forwarded/x");
            for (int version = 2; version <= 5; version++) {
                replace(file, yaml(Integer.toString(version)));
                load.awaitVersion(Integer.toString(version));
            }
            load.stop();
            assertThat(load.failures).isEmpty();
            // Requests meet a new file a little before it is counted and logged.
            gateway.awaitLog("Took over generation 5");
            assertThat(gateway.logged("Took over generation")).isEqualTo(4);
            assertThat(gateway.admin("/metrics").body())
                    .contains("hauberk_config_generation 5.0")
                    .contains("hauberk_config_reload_total{outcome=\"accepted\"} 4.0");
            assertThat(upstream.connections())
                    .as("connections of a service that stays")
                    .isLessThanOrEqualTo(Load.THREADS);
        }
    }

    @Test
    void limitsCountOnThroughAReloadThatDoesNotTouchThem() throws Exception {
        Files.writeString(file, yaml("1"));
        try (Running gateway = Running.serve(file)) {
            for (String path : List.of("/policy", "/own")) {
                assertThat(gateway.get(path).status()).isEqualTo(204);
                assertThat(gateway.get(path).status()).isEqualTo(204);
            }
            replace(
                    file,
                    yaml("2")
                            .replace("routes:", "x-note: changed\nroutes:")
                            .replace("limit: 3", "x-why: \"note\", limit: 3"));
            gateway.awaitLog("Took over generation 2");
            for (String path : List.of("/policy", "/own")) {
                assertThat(gateway.get(path).status()).isEqualTo(204);
                assertThat(gateway.get(path).status()).isEqualTo(429);
            }
        }
    }

    @Test
    void aBrokenFileIsReportedWithItsLineAndIgnoredUntilItIsMended() throws Exception {
        Files.writeString(file, yaml("1"));
        try (Running gateway = Running.serve(file)) {
            replace(file, yaml("2").replace("policies:", "polices:"));
            gateway.awaitLog("Kept generation 1");
            assertThat(gateway.awaitLog("polices"))
                    .contains("hauberk.yaml:3:1: Unknown key \"polices\"")
                    .contains("Did you mean \"policies\"?");
            assertThat(gateway.get("/forwarded/x").head().header("x-version")).isEqualTo("1");
            assertThat(gateway.admin("/health/ready").status()).isEqualTo(200);
            assertThat(gateway.admin("/metrics").body())
                    .contains("hauberk_config_reload_total{outcome=\"refused\"} 1.0")
                    .contains("hauberk_config_generation 1.0");

            Files.delete(file);
            gateway.awaitLog("there is none");
            assertThat(gateway.get("/forwarded/x").status()).isEqualTo(200);

            replace(file, yaml("3"));
            gateway.awaitLog("Took over generation 2");
            assertThat(gateway.get("/forwarded/x").head().header("x-version")).isEqualTo("3");
        }
    }

    @Test
    void theSwapOfAKubernetesVolumeCounts() throws Exception {
        mount("..2026_01", yaml("1"));
        Files.createSymbolicLink(folder.resolve("..data"), Path.of("..2026_01"));
        Files.createSymbolicLink(file, Path.of("..data", "hauberk.yaml"));
        Files.createSymbolicLink(folder.resolve("more.yaml"), Path.of("..data", "more.yaml"));
        try (Running gateway = Running.serve(file)) {
            assertThat(gateway.get("/more").status()).isEqualTo(200);
            assertThat(gateway.get("/more").body()).isEqualTo("1");

            mount("..2026_02", yaml("2"));
            Path swap = folder.resolve("..data_tmp");
            Files.createSymbolicLink(swap, Path.of("..2026_02"));
            Files.move(swap, folder.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
            Files.delete(folder.resolve("..2026_01/hauberk.yaml"));

            gateway.awaitLog("Took over generation 2");
            assertThat(gateway.get("/more").body()).isEqualTo("2");
            assertThat(gateway.get("/more").head().header("x-version")).isEqualTo("2");
        }
    }

    private void mount(String name, String yaml) throws IOException {
        Path volume = Files.createDirectory(folder.resolve(name));
        Files.writeString(
                volume.resolve("hauberk.yaml"), yaml.replace("policies:", "include: [ \"*.yaml\" ]\npolicies:"));
        String version = name.substring(name.length() - 1);
        Files.writeString(
                volume.resolve("more.yaml"),
                "routes: [ { name: more, match: [ { path: /more } ], respond: { status: 200, body: \"" + version
                        + "\" } } ]\n");
    }

    @Test
    void whatNeedsARestartIsSaid() throws Exception {
        Files.writeString(file, yaml("1"));
        try (Running gateway = Running.serve(file)) {
            replace(file, yaml("2").replace("address: 127.0.0.1,", "address: 127.0.0.1, drain: 3s,"));
            gateway.awaitLog("The server block of");
            assertThat(gateway.get("/forwarded/x").head().header("x-version")).isEqualTo("2");
        }
    }

    private static void replace(Path file, String text) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        Files.writeString(next, text);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Requests without a pause, until told to stop. */
    private static final class Load {
        static final int THREADS = 4;
        final Map<String, AtomicInteger> failures = new ConcurrentHashMap<>();
        /** Open for those that have answered. */
        private final Map<String, CountDownLatch> versions = new ConcurrentHashMap<>();

        private final AtomicBoolean running = new AtomicBoolean(true);
        private final List<Thread> threads = new java.util.ArrayList<>();

        static Load on(String url) {
            Load load = new Load();
            for (int i = 0; i < THREADS; i++) {
                Thread thread = new Thread(() -> load.run(url), "load-" + i);
                thread.setDaemon(true);
                load.threads.add(thread);
                thread.start();
            }
            return load;
        }

        private void run(String url) {
            // Nothing is tried again, so that nothing is hidden.
            OkHttpClient http = Running.http()
                    .newBuilder()
                    .retryOnConnectionFailure(false)
                    .connectionPool(new ConnectionPool())
                    .build();
            while (running.get()) {
                try {
                    Running.Answer answer =
                            Running.send(http, Running.request(url).build());
                    if (answer.status() == 200) {
                        version(String.valueOf(answer.head().header("x-version")))
                                .countDown();
                    } else {
                        fail(Integer.toString(answer.status()));
                    }
                } catch (IOException e) {
                    fail(e.toString());
                }
            }
            http.connectionPool().evictAll();
        }

        private void fail(String what) {
            failures.computeIfAbsent(what, key -> new AtomicInteger()).incrementAndGet();
        }

        private CountDownLatch version(String version) {
            return versions.computeIfAbsent(version, any -> new CountDownLatch(1));
        }

        void awaitVersion(String version) throws InterruptedException {
            assertThat(version(version).await(Running.HANG_SECONDS, TimeUnit.SECONDS))
                    .as("version %s, failures %s", version, failures)
                    .isTrue();
        }

        void stop() throws InterruptedException {
            running.set(false);
            for (Thread thread : threads) {
                thread.join(Running.HANG_SECONDS * 1000);
            }
        }
    }
}
