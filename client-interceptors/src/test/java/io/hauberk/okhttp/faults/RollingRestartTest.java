package io.hauberk.okhttp.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Sleeper;
import io.hauberk.discovery.Discovery;
import io.hauberk.discovery.Endpoint;
import io.hauberk.discovery.Watcher;
import io.hauberk.okhttp.Mesh;
import io.hauberk.service.Condition;
import io.hauberk.service.Retry;
import io.hauberk.testkit.RawMessage;
import io.hauberk.testkit.RawServer;
import io.hauberk.testkit.Script;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Five instances are replaced one after the other, under 200 requests a second: each dies at once, with all its
 * connections and all that is under way there, and the registry tells so a while later.
 */
class RollingRestartTest {
    private static final Duration BETWEEN_CALLS = Duration.ofMillis(5);
    private static final Duration TOLD_LATE = Duration.ofMillis(150);

    private final Map<String, AtomicInteger> executed = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> failed = new ConcurrentLinkedQueue<>();
    private final AtomicInteger lost = new AtomicInteger();
    private final AtomicInteger answered = new AtomicInteger();
    private final List<RawServer> instances = new ArrayList<>();

    private Watcher registry;

    private Discovery.Watch watch(Watcher watcher) {
        registry = watcher;
        tell();
        return () -> {};
    }

    private void tell() {
        registry.found(instances.stream()
                .map(instance -> Endpoint.of("http", "127.0.0.1", instance.port()))
                .toList());
    }

    private RawServer instance() throws IOException {
        Script script = scene -> {
            while (true) {
                RawMessage request = scene.readRequest();
                String id = String.valueOf(request.header("x-id"));
                executed.computeIfAbsent(id, any -> new AtomicInteger()).incrementAndGet();
                Sleeper.system().sleep(Duration.ofMillis(10));
                scene.connection().send(Script.response("done"));
            }
        };
        return RawServer.start(script);
    }

    @Test
    void fiveInstancesInThreeSeconds() throws Exception {
        restart(1, Duration.ofMillis(400));
    }

    @Test
    @Tag("long")
    void fiveInstancesTenTimes() throws Exception {
        restart(10, Duration.ofMillis(1000));
    }

    private void restart(int rounds, Duration between) throws Exception {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        for (int i = 0; i < 5; i++) {
            instances.add(instance());
        }
        ExecutorService callers = Executors.newCachedThreadPool();
        try (Mesh mesh = Mesh.builder()
                .metrics(meters)
                .service(
                        "orders",
                        orders -> orders.discover(this::watch)
                                .connectTimeout(Duration.ofSeconds(30))
                                .timeout(Duration.ofSeconds(60))
                                .retry(Retry.idempotent()
                                        .retries(2)
                                        .on(
                                                Condition.CONNECT_FAILURE,
                                                Condition.REFUSED_STREAM,
                                                Condition.RESET,
                                                Condition.GATEWAY_ERROR)))
                .build()) {
            Thread load = new Thread(() -> load(mesh, callers), "load");
            load.start();
            for (int round = 0; round < rounds * 5; round++) {
                Sleeper.system().sleep(between);
                replace(round % 5);
            }
            Sleeper.system().sleep(between);
            load.interrupt();
            load.join();
            callers.shutdown();
            assertThat(callers.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
            assertThat(mesh.close(Duration.ofSeconds(60))).as("nothing is left").isTrue();
        } finally {
            callers.shutdownNow();
            for (RawServer instance : instances) {
                instance.close();
            }
        }
        assertThat(failed).as("GETs and POSTs with a key that failed").isEmpty();
        assertThat(answered.get()).isGreaterThan(100);
        executed.forEach((id, times) -> {
            if (id.startsWith("once")) {
                assertThat(times).as(id).hasValue(1);
            }
        });
        assertThat(meters.find("hauberk.mesh.attempts").counters().stream()
                        .filter(c -> !"none".equals(c.getId().getTag("retry_reason")))
                        .mapToDouble(c -> c.count())
                        .sum())
                .as("something went wrong on the way")
                .isPositive();
    }

    private void replace(int index) throws IOException {
        RawServer old = instances.get(index);
        RawServer fresh = instance();
        old.close();
        Sleeper.system().sleep(TOLD_LATE);
        instances.set(index, fresh);
        tell();
    }

    private void load(Mesh mesh, ExecutorService callers) {
        for (int i = 0; !Thread.currentThread().isInterrupted(); i++) {
            int number = i;
            callers.execute(() -> call(mesh, number));
            try {
                Sleeper.system().sleep(BETWEEN_CALLS);
            } catch (IOException e) {
                // It was told to end.
                return;
            }
        }
    }

    private void call(Mesh mesh, int number) {
        boolean get = number % 3 == 0;
        boolean keyed = number % 3 == 1;
        String id = (get ? "get-" : keyed ? "keyed-" : "once-") + number;
        Request.Builder request =
                new Request.Builder().url("http://orders/" + id).header("x-id", id);
        if (!get) {
            request.post(RequestBody.create("hello", MediaType.get("text/plain")));
        }
        if (keyed) {
            request.header("Idempotency-Key", id);
        }
        try (Response response = mesh.okHttp().newCall(request.build()).execute()) {
            String text = response.body().string();
            if (response.code() == 200 && text.equals("done")) {
                answered.incrementAndGet();
            } else if (get || keyed) {
                failed.add(id + ": " + response.code());
            }
        } catch (IOException e) {
            lost.incrementAndGet();
            if (get || keyed) {
                failed.add(id + ": " + e);
            }
        }
    }
}
