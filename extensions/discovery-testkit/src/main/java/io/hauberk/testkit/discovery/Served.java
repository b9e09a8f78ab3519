package io.hauberk.testkit.discovery;

import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.discovery.Discovery;
import io.hauberk.discovery.Endpoint;
import io.hauberk.service.Balancer;
import io.hauberk.service.OutlierDetection;
import io.hauberk.service.Retry;
import io.hauberk.service.Service;
import io.hauberk.service.Services;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A real service whose endpoints a discovery finds; its calls go to a fake transport that notes where. In real time. */
final class Served implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration LONG = Duration.ofHours(1);

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final Set<String> reached = ConcurrentHashMap.newKeySet();
    private final Set<String> broken = ConcurrentHashMap.newKeySet();
    private final Services services;

    Served(Discovery discovery) {
        services = Services.builder(service -> (request, attempt) -> {
                    String at = attempt.endpoint().toString();
                    reached.add(at);
                    return Response.of(broken.contains(at) ? 500 : 200);
                })
                .metrics(metrics)
                .build();
        services.replace(List.of(Service.named("orders")
                .discover(discovery)
                .rememberGone(PATIENCE.multipliedBy(10))
                .balance(Balancer.roundRobin())
                // Whoever is left out does not come back while a slow machine is at it.
                .outlierDetection(OutlierDetection.consecutiveFailures(5).baseEjection(LONG))
                .retry(Retry.never())));
    }

    void breakDown(Endpoint endpoint) {
        broken.add(endpoint.toString());
    }

    /** Calls so often, and returns where the calls went. */
    Set<String> call(int times) throws IOException {
        reached.clear();
        for (int i = 0; i < times; i++) {
            Response response = services.handler("orders").handle(Request.get("/"));
            if (response.rejection() != null) {
                throw new AssertionError("A call was refused: " + response.rejection());
            }
            response.end(io.hauberk.End.COMPLETED);
        }
        return new TreeSet<>(reached);
    }

    double shown(String meter, String... tags) {
        Gauge gauge = metrics.find(meter).tags(tags).gauge();
        return gauge == null ? Double.NaN : gauge.value();
    }

    double failures() {
        io.micrometer.core.instrument.Counter counter =
                metrics.find("hauberk.discovery.failures").counter();
        return counter == null ? 0 : counter.count();
    }

    static void until(String what, BooleanSupplier reached) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!reached.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("Waited in vain until " + what + ".");
            }
            LockSupport.parkNanos(10_000_000);
        }
    }

    void untilEndpoints(int count) {
        until("there are " + count + " endpoints", () -> shown("hauberk.discovery.endpoints") == count);
    }

    /** It is again after each good answer, also where a look between took too long. */
    void untilFresh() {
        until("what is known is fresh", () -> shown("hauberk.discovery.stale") == 0);
    }

    @Override
    public void close() {
        services.close();
    }
}
