package io.hauberk.consul;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.config.Hauberk;
import io.hauberk.okhttp.Mesh;
import io.hauberk.service.Balancer;
import io.hauberk.testkit.discovery.RegistryServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real mesh whose calls go to real servers, which a fake Consul tells over real HTTP. */
class MeshFollowsConsulTest {
    @TempDir
    Path folder;

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final List<RegistryServer> instances = new ArrayList<>();
    private final Set<Integer> reached = ConcurrentHashMap.newKeySet();
    private FakeConsul consul;

    @BeforeEach
    void start() throws Exception {
        consul = new FakeConsul();
        for (int i = 0; i < 3; i++) {
            int number = i;
            instances.add(RegistryServer.start(null, call -> {
                reached.add(number);
                call.reply(200, "{}");
            }));
        }
    }

    @AfterEach
    void stop() throws Exception {
        consul.close();
        for (RegistryServer instance : instances) {
            instance.close();
        }
    }

    private void publish(int... numbers) {
        List<String> entries = new ArrayList<>();
        for (int number : numbers) {
            String url = instances.get(number).url();
            int port = Integer.parseInt(url.substring(url.lastIndexOf(':') + 1));
            entries.add(FakeConsul.entry("orders-" + number, "127.0.0.1", port, ""));
        }
        consul.publish(entries.toArray(String[]::new));
    }

    private double shown(String meter) {
        return metrics.get(meter).tag("service", "orders").gauge().value();
    }

    private static void until(String what, BooleanSupplier reached) {
        long end = System.nanoTime() + 90_000_000_000L;
        while (!reached.getAsBoolean()) {
            assertThat(System.nanoTime() - end).as("waiting until " + what).isNegative();
            LockSupport.parkNanos(5_000_000);
        }
    }

    private void untilOnly(Integer... numbers) {
        until("calls go to " + List.of(numbers) + " alone", () -> {
            reached.clear();
            LockSupport.parkNanos(100_000_000);
            return reached.equals(Set.of(numbers));
        });
    }

    @Test
    void noCallFailsWhileInstancesComeAndGoAndTheRegistryDies() throws Exception {
        publish(0, 1);
        try (Mesh mesh = Mesh.builder()
                        .metrics(metrics)
                        .service(
                                "orders",
                                orders -> orders.discover(consul.discovery())
                                        .connectTimeout(Duration.ofSeconds(60))
                                        .balance(Balancer.roundRobin()))
                        .build();
                Callers callers = new Callers(mesh.okHttp())) {
            until("both are found", () -> shown("hauberk.discovery.endpoints") == 2);
            callers.start(3);
            untilOnly(0, 1);
            publish(1, 2);
            untilOnly(1, 2);
            consul.server.stop();
            until("the outage is noted", () -> shown("hauberk.discovery.stale") == 1);
            int before = callers.answers.get();
            until("calls go on", () -> callers.answers.get() > before + 200);
            untilOnly(1, 2);
            publish();
            consul.server.start();
            until("the empty answer is noted", () -> consul.asked.size() > 3);
            untilOnly(1, 2);
            publish(0, 2);
            untilOnly(0, 2);
            until("it is fresh", () -> shown("hauberk.discovery.stale") == 0);
            assertThat(callers.failures).isEmpty();
        }
    }

    @Test
    void aStartWhileTheRegistryIsDownGoesByTheSnapshot() throws Exception {
        Path kept = Files.createDirectory(folder.resolve("kept"));
        Path file = Files.writeString(
                folder.resolve("hauberk.yaml"),
                "hauberk: 1\nservices:\n  orders:\n    connectTimeout: 60s\n    discover: { consul: orders, url: \""
                        + consul.server.url() + "\", snapshot: kept }\n");
        publish(0, 1);
        try (Hauberk hauberk = Hauberk.load(file);
                Mesh mesh = Mesh.of(hauberk)) {
            assertThat(status(mesh.okHttp())).isEqualTo(200);
            until("it is kept", () -> Files.exists(kept.resolve("orders.json")));
        }
        consul.server.stop();
        try (Hauberk hauberk = Hauberk.loader(file).metrics(metrics).load();
                Mesh mesh = Mesh.of(hauberk)) {
            assertThat(status(mesh.okHttp())).isEqualTo(200);
            until("it is known to be old", () -> shown("hauberk.discovery.stale") == 1);
            publish(2);
            consul.server.start();
            until("it is found again", () -> shown("hauberk.discovery.stale") == 0);
            reached.clear();
            assertThat(status(mesh.okHttp())).isEqualTo(200);
            assertThat(reached).containsExactly(2);
        }
    }

    private static int status(OkHttpClient http) throws IOException {
        try (Response response = http.newCall(
                        new Request.Builder().url("http://orders/").build())
                .execute()) {
            return response.code();
        }
    }

    /** Threads that call all the time. */
    private static final class Callers implements AutoCloseable {
        final AtomicInteger answers = new AtomicInteger();
        final List<Object> failures = new CopyOnWriteArrayList<>();
        private final List<Thread> threads = new ArrayList<>();
        private final OkHttpClient http;
        private volatile boolean closed;

        Callers(OkHttpClient http) {
            this.http = http;
        }

        void start(int count) {
            for (int i = 0; i < count; i++) {
                Thread thread = new Thread(this::call, "caller");
                threads.add(thread);
                thread.start();
            }
        }

        private void call() {
            while (!closed) {
                try {
                    int status = status(http);
                    if (status != 200) {
                        failures.add(status);
                    }
                    answers.incrementAndGet();
                } catch (IOException | RuntimeException e) {
                    failures.add(e);
                }
                LockSupport.parkNanos(2_000_000);
            }
        }

        @Override
        public void close() throws InterruptedException {
            closed = true;
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }
}
