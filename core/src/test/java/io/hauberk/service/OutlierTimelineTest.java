package io.hauberk.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Body;
import io.hauberk.End;
import io.hauberk.Exchange;
import io.hauberk.Headers;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.Ticker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Ejections over time beside a model that is as simple as it can be; and under many threads. */
class OutlierTimelineTest {
    private static final Duration BASE = Duration.ofSeconds(30);
    private static final Duration MAX = Duration.ofSeconds(100);
    private static final int FAILURES = 3;

    /** What the model knows of an endpoint. */
    private static final class Model {
        private int inARow;
        private boolean ejected;
        private long until;
        private int times;
    }

    @Property(tries = 300)
    void endpointsComeAndGoAsTheModelSays(@ForAll @IntRange(min = 2, max = 7) int size, @ForAll long seed)
            throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        Bench bench = new Bench();
        int[] failing = new int[size];
        bench.transport.all((request, attempt) -> {
            int index = attempt.endpoint().port() - 9001;
            if (random.nextInt(100) >= failing[index]) {
                return Response.ok("well");
            } else if (random.nextBoolean()) {
                return Response.of(500);
            }
            throw FakeTransport.failure(Failure.RESET);
        });
        ServiceHandler orders = bench.only(Bench.orders(size)
                .retry(Retry.never())
                .panicThreshold(0)
                .outlierDetection(OutlierDetection.consecutiveFailures(FAILURES)
                        .baseEjection(BASE)
                        .maxEjection(MAX)
                        .jitterPercent(0)));
        Map<Integer, Model> models = new HashMap<>();
        for (int i = 0; i < size; i++) {
            models.put(9001 + i, new Model());
        }
        for (int step = 0; step < 400; step++) {
            if (step % 20 == 0) {
                for (int i = 0; i < size; i++) {
                    failing[i] = random.nextInt(3) * 50;
                }
            }
            bench.time.advance(Duration.ofMillis(random.nextInt(3000)));
            boolean well;
            try {
                well = bench.get(orders) == 200;
            } catch (TransportException e) {
                well = false;
            }
            Model model = models.get(bench.transport.last().port());
            happened(model, well, bench.time.nanos(), models);
            assertThat(bench.shown("hauberk.mesh.endpoints", "state", "ejected"))
                    .as("step %s", step)
                    .isEqualTo(ejected(models));
        }
    }

    private static void happened(Model model, boolean well, long now, Map<Integer, Model> models) {
        if (model.ejected) {
            assertThat(now - model.until)
                    .as("nobody goes there before the time")
                    .isNotNegative();
            model.ejected = !well;
            model.until = well ? now : now + lasting(++model.times);
        } else if (well) {
            model.inARow = 0;
        } else if (++model.inARow >= FAILURES) {
            model.inARow = 0;
            long most = Math.max(1, models.size() / 2);
            if (ejected(models) < most && ejected(models) + 1 < models.size()) {
                long forgiven = model.times == 0 ? 0 : (now - model.until) / BASE.toNanos();
                model.times = (int) Math.max(0, model.times - forgiven) + 1;
                model.ejected = true;
                model.until = now + lasting(model.times);
            }
        }
    }

    private static long lasting(int times) {
        return Math.min(BASE.toNanos() * times, MAX.toNanos());
    }

    private static long ejected(Map<Integer, Model> models) {
        return models.values().stream().filter(model -> model.ejected).count();
    }

    @Test
    void manyThreadsEjectNoMoreThanTheirShareAndLoseNoCount() throws Exception {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        Transport flapping = (request, attempt) -> {
            int draw = ThreadLocalRandom.current().nextInt(100);
            if (attempt.endpoint().port() % 2 == 0 && draw < 80) {
                throw FakeTransport.failure(Failure.CONNECT);
            }
            return Response.of(draw < 20 ? 503 : 200);
        };
        try (Services services =
                Services.builder(service -> flapping).metrics(meters).build()) {
            services.replace(List.of(Bench.orders(9)
                    .retry(Retry.never())
                    .outlierDetection(OutlierDetection.consecutiveFailures(2)
                            .consecutiveGatewayFailures(2)
                            .successRate(3, 5)
                            .failurePercentage(60, 5)
                            .latency(1.1, 1, 5)
                            .interval(Duration.ofMillis(1))
                            .baseEjection(Duration.ofMillis(2))
                            .maxEjection(Duration.ofMillis(20)))));
            ServiceHandler orders = services.handler("orders");
            int threads = 8;
            int calls = 5000;
            ExecutorService pool = Executors.newFixedThreadPool(threads);
            CountDownLatch together = new CountDownLatch(threads);
            List<Future<Integer>> most = new java.util.ArrayList<>();
            for (int i = 0; i < threads; i++) {
                most.add(pool.submit(() -> {
                    together.countDown();
                    together.await();
                    return callsAndMostEjected(orders, calls);
                }));
            }
            for (Future<Integer> one : most) {
                assertThat(one.get(60, TimeUnit.SECONDS)).isLessThanOrEqualTo(4);
            }
            pool.shutdown();
            assertThat(Bench.active(orders)).isZero();
            assertThat(meters.find("hauberk.mesh.attempts").counters().stream()
                            .mapToDouble(c -> c.count())
                            .sum())
                    .isEqualTo(threads * calls);
            assertThat(meters.find("hauberk.mesh.ejections").counters()).isNotEmpty();
        }
    }

    private static int callsAndMostEjected(ServiceHandler orders, int calls) {
        int most = 0;
        for (int i = 0; i < calls; i++) {
            Request request = Request.of(
                    Exchange.begin(Ticker.system()), "GET", "http", "orders", "/", null, Headers.empty(), Body.empty());
            try {
                Response response = orders.handle(request);
                response.end(i % 50 == 0 ? End.FAILED : End.COMPLETED);
            } catch (IOException e) {
                // As it shall be.
                most = Math.max(most, 0);
            }
            if (i % 100 == 0) {
                ServiceHandler.Running running = java.util.Objects.requireNonNull(orders.running());
                most = Math.max(most, running.supply().pool().count(Member.State.EJECTED));
            }
        }
        return most;
    }
}
