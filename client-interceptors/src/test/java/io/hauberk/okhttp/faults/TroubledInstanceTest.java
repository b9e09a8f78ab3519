package io.hauberk.okhttp.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Sleeper;
import io.hauberk.okhttp.Mesh;
import io.hauberk.service.Balancer;
import io.hauberk.service.OutlierDetection;
import io.hauberk.service.Retry;
import io.hauberk.service.Service;
import io.hauberk.testkit.RawServer;
import io.hauberk.testkit.Script;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What the simulation in {@code benchmarks/} claims, over real sockets: ten instances that answer in 10 ms, 200 calls a second,
 * one instance in trouble, no retries. The medians of five runs.
 */
@Tag("long")
class TroubledInstanceTest {
    private static final int INSTANCES = 10;
    private static final int RUNS = 5;
    private static final Duration BETWEEN_CALLS = Duration.ofMillis(5);
    private static final Duration USUAL = Duration.ofMillis(10);
    private static final Duration SLOW = Duration.ofMillis(200);

    /** What a run goes through. */
    private enum Phase {
        WARMING(2),
        WELL(3),
        SETTLING(2),
        TROUBLED(3);

        private final Duration lasts;

        Phase(int seconds) {
            this.lasts = Duration.ofSeconds(seconds);
        }

        boolean trouble() {
            return compareTo(SETTLING) >= 0;
        }
    }

    @Test
    void anInstanceTwentyTimesSlowerIsLeftAloneWithinTwoSeconds() throws Exception {
        List<Seen> runs = runs(false);

        assertThat(median(runs, Seen::share)).as("%s", runs).isLessThan(0.05);
        assertThat(median(runs, Seen::slowdown)).as("%s", runs).isLessThan(1.5);
    }

    @Test
    void anInstanceThatRefusesAtOnceGetsNextToNothing() throws Exception {
        List<Seen> runs = runs(true);

        assertThat(median(runs, Seen::share)).as("%s", runs).isLessThan(0.02);
    }

    @Test
    void whoDoesNotLookGoesOnAskingIt() throws Exception {
        Seen seen = new Run(false).with(Balancer.random(), OutlierDetection.off());

        assertThat(seen.share()).isGreaterThan(0.05);
        assertThat(seen.slowdown()).isGreaterThan(1.5);
    }

    private static List<Seen> runs(boolean refuses) throws Exception {
        List<Seen> runs = new ArrayList<>();
        for (int i = 0; i < RUNS; i++) {
            runs.add(new Run(refuses)
                    .with(Balancer.peakEwma(), Service.named("default").outlierDetection()));
        }
        return runs;
    }

    private static double median(List<Seen> runs, ToDoubleFunction<Seen> value) {
        return runs.stream().mapToDouble(value).sorted().toArray()[runs.size() / 2];
    }

    /**
     * What came of a run.
     *
     * @param share of the calls, from two seconds after the trouble began, that went to the instance in trouble
     * @param well the p99 before, in milliseconds
     * @param troubled the p99 from two seconds after it began
     */
    private record Seen(double share, double well, double troubled) {
        double slowdown() {
            return troubled / well;
        }
    }

    /** One run, with instances of its own. */
    private static final class Run {
        private final boolean refuses;
        private final Map<Phase, AtomicIntegerArray> arrivals = new EnumMap<>(Phase.class);
        private final Map<Phase, ConcurrentLinkedQueue<Long>> nanos = new EnumMap<>(Phase.class);
        private volatile Phase phase = Phase.WARMING;

        Run(boolean refuses) {
            this.refuses = refuses;
            for (Phase each : Phase.values()) {
                arrivals.put(each, new AtomicIntegerArray(INSTANCES));
                nanos.put(each, new ConcurrentLinkedQueue<>());
            }
        }

        Seen with(Balancer balancer, OutlierDetection detection) throws Exception {
            List<RawServer> instances = new ArrayList<>();
            ExecutorService callers = Executors.newCachedThreadPool();
            try {
                for (int i = 0; i < INSTANCES; i++) {
                    instances.add(instance(i));
                }
                String[] urls = instances.stream()
                        .map(instance -> "http://127.0.0.1:" + instance.port())
                        .toArray(String[]::new);
                try (Mesh mesh = Mesh.builder()
                        .service(
                                "orders",
                                orders -> orders.endpoints(urls)
                                        .balance(balancer)
                                        .outlierDetection(detection)
                                        .retry(Retry.never())
                                        .timeout(Duration.ofSeconds(2)))
                        .build()) {
                    for (Phase next : Phase.values()) {
                        phase = next;
                        load(mesh, callers, next);
                    }
                    callers.shutdown();
                    assertThat(callers.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
                }
            } finally {
                callers.shutdownNow();
                for (RawServer instance : instances) {
                    instance.close();
                }
            }
            return new Seen(share(), p99(Phase.WELL), p99(Phase.TROUBLED));
        }

        private RawServer instance(int index) throws IOException {
            Script script = scene -> {
                while (true) {
                    scene.readRequest();
                    Phase now = phase;
                    arrivals.get(now).incrementAndGet(index);
                    boolean trouble = index == 0 && now.trouble();
                    if (trouble && refuses) {
                        scene.connection().send("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n");
                    } else {
                        Sleeper.system().sleep(trouble ? SLOW : USUAL);
                        scene.connection().send(Script.response("done"));
                    }
                }
            };
            return RawServer.start(script);
        }

        /** At an even pace, whatever comes back. */
        private void load(Mesh mesh, ExecutorService callers, Phase during) throws IOException {
            long next = System.nanoTime();
            long end = next + during.lasts.toNanos();
            while (next < end) {
                callers.execute(() -> call(mesh, during));
                next += BETWEEN_CALLS.toNanos();
                long left = next - System.nanoTime();
                if (left > 0) {
                    Sleeper.system().sleep(Duration.ofNanos(left));
                }
            }
        }

        private void call(Mesh mesh, Phase during) {
            long began = System.nanoTime();
            Request request = new Request.Builder().url("http://orders/").build();
            try (Response response = mesh.okHttp().newCall(request).execute()) {
                response.body().bytes();
            } catch (IOException e) {
                // It took as long as it took.
            }
            nanos.get(during).add(System.nanoTime() - began);
        }

        private double share() {
            AtomicIntegerArray all = arrivals.get(Phase.TROUBLED);
            int sum = IntStream.range(0, INSTANCES).map(all::get).sum();
            return all.get(0) / (double) sum;
        }

        private double p99(Phase during) {
            long[] sorted = nanos.get(during).stream()
                    .mapToLong(Long::longValue)
                    .sorted()
                    .toArray();
            assertThat(sorted.length).isGreaterThan(100);
            return Arrays.stream(sorted)
                            .skip(sorted.length * 99L / 100)
                            .findFirst()
                            .orElseThrow()
                    / 1e6;
        }
    }
}
