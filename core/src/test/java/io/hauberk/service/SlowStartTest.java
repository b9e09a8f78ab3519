package io.hauberk.service;

import static io.hauberk.service.FakeTransport.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.hauberk.Response;
import io.hauberk.discovery.Discovery;
import io.hauberk.discovery.Endpoint;
import io.hauberk.discovery.Watcher;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlowStartTest {
    private static final SlowStart START = SlowStart.of(Duration.ofSeconds(60));
    private static final int CALLS = 6000;

    private final Bench bench = new Bench();
    private final FakeTransport transport = bench.transport;
    private final AtomicReference<Watcher> watcher = new AtomicReference<>();
    private final Discovery discovery = told -> {
        watcher.set(told);
        return () -> {};
    };

    private Service orders(Balancer balancer) {
        return Service.named("orders")
                .discover(discovery)
                .balance(balancer)
                .retry(Retry.never())
                .slowStart(START);
    }

    private ServiceHandler started(Service service, int endpoints) {
        ServiceHandler handler = bench.only(service);
        watcher.get().found(Bench.endpoints(endpoints));
        return handler;
    }

    private double shareOf(int port, ServiceHandler handler, int calls) throws IOException {
        transport.forget();
        bench.gets(handler, calls);
        return transport.ports().stream().filter(p -> p == port).count() / (double) calls;
    }

    private static Balancer named(String name) {
        return switch (name) {
            case "leastRequest" -> Balancer.leastRequest();
            case "roundRobin" -> Balancer.roundRobin();
            default -> Balancer.random();
        };
    }

    /** An endpoint of factor f beside three whole ones gets f / (3 + f). */
    private static double share(double factor) {
        return factor / (3 + factor);
    }

    @ParameterizedTest
    @ValueSource(strings = {"leastRequest", "roundRobin", "random"})
    void aNewEndpointGetsItsShareLittleByLittle(String balancer) throws IOException {
        ServiceHandler handler = started(orders(named(balancer)), 3);
        assertThat(shareOf(9003, handler, CALLS)).isCloseTo(1 / 3.0, within(0.03));
        watcher.get().found(Bench.endpoints(4));
        assertThat(shareOf(9004, handler, CALLS)).isCloseTo(share(0.1), within(0.012));
        bench.time.advance(Duration.ofSeconds(30));
        assertThat(shareOf(9004, handler, CALLS)).isCloseTo(share(0.5), within(0.02));
        bench.time.advance(Duration.ofSeconds(30));
        assertThat(shareOf(9004, handler, CALLS)).isCloseTo(0.25, within(0.03));
    }

    @Test
    void withPeakEwmaTooItBeginsSlowly() throws IOException {
        ServiceHandler handler = started(orders(Balancer.peakEwma()), 3);
        transport.all((request, attempt) -> {
            bench.time.advance(Duration.ofMillis(1));
            return Response.of(200);
        });
        bench.gets(handler, 300);
        watcher.get().found(Bench.endpoints(4));
        double slow = shareOf(9004, handler, 3000);
        bench.time.advance(Duration.ofSeconds(60));
        // In a pair it is drawn twice as often as alone, and being idle, it is the cheaper one.
        assertThat(slow).isLessThan(0.08);
        assertThat(shareOf(9004, handler, CALLS)).isGreaterThan(3 * slow);
    }

    @Test
    void whoComesBackFromEjectionBeginsSlowly() throws IOException {
        ServiceHandler handler = started(orders(Balancer.roundRobin()), 4);
        transport.at(9004, status(503));
        bench.tries(handler, 100);
        transport.all(status(200));
        bench.time.advance(Duration.ofSeconds(40));
        bench.gets(handler, 8);
        assertThat(shareOf(9004, handler, CALLS)).isCloseTo(share(0.1), within(0.012));
    }

    @Test
    void whereAllAreNewTheyShareEverything() throws IOException {
        ServiceHandler handler = started(orders(Balancer.random()), 1);
        watcher.get()
                .found(List.of(Endpoint.of("http", "h", 1), Endpoint.of("http", "h", 2), Endpoint.of("http", "h", 3)));
        for (int port = 1; port <= 3; port++) {
            assertThat(shareOf(port, handler, CALLS)).isCloseTo(1 / 3.0, within(0.04));
        }
    }

    @Property(tries = 300)
    void theWeightNeverFalls(
            @ForAll @DoubleRange(min = 0.1, max = 10) double aggression,
            @ForAll @IntRange(min = 0, max = 100) int least,
            @ForAll @IntRange(min = 0, max = 70_000) int millis,
            @ForAll @IntRange(min = 0, max = 70_000) int later) {
        SlowStart start = START.aggression(aggression).minWeight(least);
        double before = start.factor(millis * 1_000_000L);
        double after = start.factor((millis + later) * 1_000_000L);
        assertThat(before).isBetween(least / 100.0, 1.0);
        assertThat(after).isGreaterThanOrEqualTo(before);
        assertThat(start.factor(60_000_000_000L)).isEqualTo(1);
    }

    @Test
    void theFormulaIsEnvoys() {
        SlowStart start = START.aggression(2);
        assertThat(START.factor(15_000_000_000L)).isCloseTo(0.25, within(1e-9));
        assertThat(start.factor(15_000_000_000L)).isCloseTo(0.5, within(1e-9));
        assertThat(START.factor(0)).isEqualTo(0.1);
        assertThatThrownBy(() -> SlowStart.of(Duration.ZERO)).hasMessageContaining("above zero");
        assertThatThrownBy(() -> START.aggression(0)).hasMessageContaining("0.1");
    }
}
