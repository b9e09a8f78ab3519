package io.hauberk.service;

import static io.hauberk.service.FakeTransport.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hauberk.Decision;
import io.hauberk.Request;
import io.hauberk.discovery.Endpoint;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which of a service's endpoints may be called at all: labels, priorities, zones, those that leave and those that begin. */
class SelectionTest {
    private final Bench bench = new Bench();
    private final FakeTransport transport = bench.transport;

    private static Endpoint at(int port) {
        return Endpoint.of("http", "127.0.0.1", port);
    }

    /** So many endpoints from this port on, each changed by what is given. */
    private static List<Endpoint> some(int from, int count, UnaryOperator<Endpoint> change) {
        return IntStream.range(from, from + count)
                .mapToObj(port -> change.apply(at(port)))
                .toList();
    }

    @SafeVarargs
    private static List<Endpoint> all(List<Endpoint>... lists) {
        List<Endpoint> all = new ArrayList<>();
        for (List<Endpoint> list : lists) {
            all.addAll(list);
        }
        return all;
    }

    private static Service orders(List<Endpoint> endpoints) {
        return Service.named("orders")
                .endpoints(endpoints)
                .balance(Balancer.random())
                .retry(Retry.never());
    }

    private double to(int from, int count, int calls) {
        return transport.ports().stream()
                        .filter(p -> p >= from && p < from + count)
                        .count()
                / (double) calls;
    }

    private static void eject(ServiceHandler handler, Bench bench, int from, int count) {
        for (int port = from; port < from + count; port++) {
            bench.transport.at(port, status(503));
        }
        bench.tries(handler, 4000);
        bench.transport.all(status(200)).forget();
    }

    private String record(ServiceHandler handler) throws IOException {
        Request request = bench.request("GET");
        bench.status(handler, request);
        List<Decision> decisions = request.exchange().decisions();
        return decisions.get(decisions.size() - 1).toString();
    }

    private static Service ejectingAll(List<Endpoint> endpoints) {
        return orders(endpoints)
                .outlierDetection(OutlierDetection.consecutiveFailures(2).maxEjectionPercent(100));
    }

    @Test
    void onlyEndpointsWithTheLabelsAreCalled() throws IOException {
        List<Endpoint> both = all(
                some(9001, 3, e -> e.labelled(Map.of("version", "v1"))),
                some(9101, 3, e -> e.labelled(Map.of("version", "v2", "tier", "gold"))));
        ServiceHandler handler = bench.only(orders(both).subset(Subset.of("version", "v2")));
        bench.gets(handler, 300);
        assertThat(to(9101, 3, 300)).isEqualTo(1);
        assertThat(record(handler)).contains("by chance of 3");
    }

    @Test
    void whereNoEndpointHasTheLabelsTheFallbackDecides() throws IOException {
        List<Endpoint> old = all(
                some(9001, 2, e -> e.labelled(Map.of("version", "v1"))),
                some(9101, 2, e -> e.labelled(Map.of("version", "v0"))));
        Subset wanted = Subset.of("version", "v2");
        assertThat(bench.get(bench.only(orders(old).subset(wanted)))).isEqualTo(503);
        bench.gets(bench.only(orders(old).subset(wanted.orAny())), 200);
        assertThat(to(9001, 2, 200)).isBetween(0.3, 0.7);
        transport.forget();
        bench.gets(bench.only(orders(old).subset(wanted.or(Map.of("version", "v1")))), 200);
        assertThat(to(9001, 2, 200)).isEqualTo(1);
    }

    @Test
    void lowerPrioritiesGetNothingWhileTheFirstCanBearAll() throws IOException {
        ServiceHandler handler = bench.only(orders(all(some(9001, 10, e -> e), some(9101, 10, e -> e.priority(1)))));
        bench.gets(handler, 500);
        assertThat(to(9001, 10, 500)).isEqualTo(1);
    }

    @Test
    void whatTheFirstPriorityCannotBearGoesToTheNext() throws IOException {
        ServiceHandler handler =
                bench.only(ejectingAll(all(some(9001, 10, e -> e), some(9101, 10, e -> e.priority(1)))));
        eject(handler, bench, 9001, 5);
        bench.gets(handler, 20_000);
        // Half of ten are left: they take 1.4 * 50 %.
        assertThat(to(9006, 5, 20_000)).isCloseTo(0.7, within(0.01));
        assertThat(to(9101, 10, 20_000)).isCloseTo(0.3, within(0.01));
        assertThat(bench.shown("hauberk.mesh.priority")).isEqualTo(1);
        assertThat(bench.shown("hauberk.mesh.panic")).isZero();
        while (!record(handler).contains("of priority 1 (of 20)")) {
            assertThat(transport.seen()).hasSizeLessThan(21_000);
        }
    }

    @Test
    void aPriorityWithoutAnybodyLeftIsCalledAgainOnceSomebodyIsBack() throws IOException {
        ServiceHandler handler =
                bench.only(ejectingAll(all(some(9001, 2, e -> e), some(9101, 10, e -> e.priority(1)))));
        eject(handler, bench, 9001, 1);
        transport.at(9002, status(503));
        bench.tries(handler, 300);
        transport.forget();
        // The last one of all is never ejected, but here others are left.
        assertThat(bench.shown("hauberk.mesh.endpoints", "state", "ejected")).isEqualTo(2);
        bench.gets(handler, 100);
        assertThat(to(9101, 10, 100)).isEqualTo(1);
        transport.all(status(200));
        bench.time.advance(Duration.ofSeconds(60));
        bench.gets(handler, 1);
        bench.time.advance(Duration.ofSeconds(1));
        bench.gets(handler, 3);
        transport.forget();
        bench.gets(handler, 100);
        assertThat(to(9001, 2, 100)).isEqualTo(1);
    }

    @Test
    void callsStayInTheirZoneWhileItCanBearThem() throws IOException {
        List<Endpoint> zones =
                all(some(9001, 3, e -> e.in("a")), some(9101, 3, e -> e.in("b")), some(9201, 3, e -> e.in("c")));
        ServiceHandler handler = bench.only(orders(zones).zone(ZoneAware.in("b")));
        bench.gets(handler, 500);
        assertThat(to(9101, 3, 500)).isEqualTo(1);
        assertThat(record(handler)).contains("of 3 in our own zone b (of 9)");
        assertThat(bench.shown("hauberk.mesh.zone.spill")).isZero();
    }

    @Test
    void whatAZoneCannotBearIsSpreadByWhatOthersHaveToSpare() throws IOException {
        List<Endpoint> zones =
                all(some(9001, 2, e -> e.in("a")), some(9101, 5, e -> e.in("b")), some(9201, 5, e -> e.in("c")));
        ServiceHandler handler = bench.only(orders(zones).zone(ZoneAware.in("a")));
        bench.gets(handler, 20_000);
        // A sixth of the endpoints for a third of the callers.
        assertThat(to(9001, 2, 20_000)).isCloseTo(0.5, within(0.01));
        assertThat(to(9101, 5, 20_000)).isCloseTo(0.25, within(0.01));
        assertThat(to(9201, 5, 20_000)).isCloseTo(0.25, within(0.01));
        assertThat(bench.shown("hauberk.mesh.zone.spill")).isCloseTo(50, within(0.01));
    }

    @Test
    void zonesAreComparedByTheWeightsThatTheirEndpointsHave() throws IOException {
        List<Endpoint> zones = all(
                some(9001, 3, e -> e.in("a").weighing(10)),
                some(9101, 2, e -> e.in("b").weighing(10)),
                some(9103, 1, e -> e.in("b").weighing(11)));
        ServiceHandler handler = bench.only(orders(zones).zone(ZoneAware.in("a")));
        bench.gets(handler, 10_000);
        // 30 of 61 for half of the callers.
        assertThat(to(9001, 3, 10_000)).isCloseTo(60 / 61.0, within(0.01));
    }

    @Test
    void withFewEndpointsOrNoneOfOursZonesDoNotCount() throws IOException {
        ServiceHandler few = bench.only(orders(all(some(9001, 2, e -> e.in("a")), some(9101, 3, e -> e.in("b"))))
                .zone(ZoneAware.in("a")));
        bench.gets(few, 1000);
        assertThat(to(9101, 3, 1000)).isCloseTo(0.6, within(0.06));
        transport.forget();
        ServiceHandler elsewhere = bench.only(orders(all(some(9001, 4, e -> e.in("a")), some(9101, 4, e -> e.in("b"))))
                .zone(ZoneAware.in("z")));
        bench.gets(elsewhere, 1000);
        assertThat(to(9101, 4, 1000)).isCloseTo(0.5, within(0.06));
    }

    @Test
    void inPanicZonesDoNotCount() throws IOException {
        List<Endpoint> zones = all(some(9001, 4, e -> e.in("a")), some(9101, 4, e -> e.in("b")));
        ServiceHandler handler =
                bench.only(ejectingAll(zones).zone(ZoneAware.in("a")).panicThreshold(80));
        eject(handler, bench, 9001, 2);
        assertThat(bench.shown("hauberk.mesh.panic")).isEqualTo(1);
        bench.gets(handler, 4000);
        assertThat(to(9101, 4, 4000)).isCloseTo(0.5, within(0.04));
        assertThat(to(9001, 2, 4000)).isCloseTo(0.25, within(0.04));
        assertThat(record(handler)).contains("though too few are healthy");
    }

    @Test
    void whoIsLeavingIsTakenOnlyWhereNoOtherIsLeft() throws IOException {
        List<Endpoint> five = all(some(9001, 4, e -> e), some(9101, 1, e -> e.leaving(true)));
        ServiceHandler handler = bench.only(ejectingAll(five));
        bench.gets(handler, 500);
        assertThat(to(9101, 1, 500)).isZero();
        ServiceHandler last = bench.only(orders(some(9101, 1, e -> e.leaving(true))));
        assertThat(bench.get(last)).isEqualTo(200);
        assertThat(record(last)).contains("leaving, but no other was left");
    }

    @Test
    void aRetryGoesToWhoIsLeavingRatherThanBackToWhoFailed() throws IOException {
        List<Endpoint> two = all(some(9001, 1, e -> e), some(9101, 1, e -> e.leaving(true)));
        ServiceHandler handler = bench.only(orders(two).retry(Retry.idempotent().budget(1, 1000)));
        transport.at(9001, status(503));
        assertThat(bench.get(handler)).isEqualTo(200);
        assertThat(transport.ports()).containsExactly(9001, 9101);
    }
}
