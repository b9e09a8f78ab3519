package io.hauberk.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Body;
import io.hauberk.Exchange;
import io.hauberk.Headers;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.Ticker;
import io.hauberk.discovery.Discovery;
import io.hauberk.discovery.Endpoint;
import io.hauberk.discovery.Watcher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many threads call while endpoints come and go, fail, begin slowly and leave. */
class SelectionStressTest {
    private static final int THREADS = 4;
    private static final int CALLS = 5000;

    private final AtomicReference<Watcher> watcher = new AtomicReference<>();
    private final Discovery discovery = told -> {
        watcher.set(told);
        return () -> {};
    };

    private static Balancer named(String name) {
        HashKey key = HashKey.header("x-user");
        return switch (name) {
            case "leastRequest" -> Balancer.leastRequest();
            case "peakEwma" -> Balancer.peakEwma();
            case "ringHash" -> Balancer.ringHash(key);
            case "maglev" -> Balancer.maglev(key).tableSize(1009);
            default -> Balancer.roundRobin().sticky(StickyCookie.named("shop"));
        };
    }

    /** Each time others: three that stay, and some that come and go, in two zones and two priorities. */
    private static List<Endpoint> generation(int number) {
        List<Endpoint> endpoints = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            int port = i < 3 ? 9001 + i : 9010 + (number + i) % 20;
            endpoints.add(Endpoint.of("http", "127.0.0.1", port)
                    .in(i % 2 == 0 ? "a" : "b")
                    .priority(i % 3 == 0 ? 1 : 0)
                    .leaving(i > 3 && (number + i) % 5 == 0)
                    .weighing(1 + (number + i) % 2));
        }
        return endpoints;
    }

    @ParameterizedTest
    @ValueSource(strings = {"leastRequest", "peakEwma", "ringHash", "maglev", "sticky"})
    void everyCallFindsSomebodyAndInTheEndNothingIsUnderWay(String balancer) throws Exception {
        Service service = Service.named("orders")
                .discover(discovery)
                .balance(named(balancer))
                .retry(Retry.never())
                .zone(ZoneAware.in("a").minEndpoints(2))
                .slowStart(SlowStart.of(Duration.ofMillis(20)))
                .outlierDetection(OutlierDetection.consecutiveFailures(3).baseEjection(Duration.ofMillis(5)));
        Transport transport = (request, attempt) ->
                Response.of(attempt.endpoint().port() % 7 == 0 && System.nanoTime() % 2 == 0 ? 503 : 200);
        try (Services services = Services.builder(any -> transport).build()) {
            services.replace(List.of(service));
            watcher.get().found(generation(0));
            ServiceHandler handler = services.handler("orders");
            AtomicInteger unanswered = new AtomicInteger();
            AtomicInteger left = new AtomicInteger(THREADS);
            ExecutorService threads = Executors.newFixedThreadPool(THREADS);
            for (int thread = 0; thread < THREADS; thread++) {
                threads.execute(() -> {
                    unanswered.addAndGet(calls(handler));
                    left.decrementAndGet();
                });
            }
            for (int number = 1; left.get() > 0; number++) {
                watcher.get().found(generation(number));
            }
            threads.shutdown();
            assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
            assertThat(unanswered.get())
                    .as("refused for want of an endpoint, or broken")
                    .isZero();
            assertThat(Bench.active(handler)).isZero();
        }
    }

    private static int calls(ServiceHandler handler) {
        int unanswered = 0;
        for (int i = 0; i < CALLS; i++) {
            Headers headers = Headers.of("x-user", "user-" + i % 50);
            Request request = Request.of(
                    Exchange.begin(Ticker.system()), "GET", "http", "orders", "/", null, headers, Body.empty());
            try {
                Response response = handler.handle(request);
                unanswered += response.rejection() == null ? 0 : 1;
                Bench.finish(response);
            } catch (java.io.IOException | RuntimeException e) {
                unanswered++;
            }
        }
        return unanswered;
    }
}
