package io.hauberk.service;

import static io.hauberk.service.FakeTransport.failing;
import static io.hauberk.service.FakeTransport.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.End;
import io.hauberk.Response;
import io.hauberk.discovery.Discovery;
import io.hauberk.discovery.Endpoint;
import io.hauberk.discovery.Watcher;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An endpoint that is missing in some answers of a registry and then is back. */
class FlappingRegistryTest {
    private final Bench bench = new Bench();
    private final FakeTransport transport = bench.transport;
    private final Watcher[] watcher = new Watcher[1];
    private final Discovery discovery = told -> {
        watcher[0] = told;
        return () -> {};
    };

    private Service orders() {
        return Service.named("orders")
                .discover(discovery)
                .balance(Balancer.roundRobin())
                .retry(Retry.never());
    }

    private ServiceHandler started(Service service, int endpoints) {
        ServiceHandler handler = bench.only(service);
        watcher[0].found(Bench.endpoints(endpoints));
        return handler;
    }

    private static List<Endpoint> without(int port, int endpoints) {
        return Bench.endpoints(endpoints).stream().filter(e -> e.port() != port).toList();
    }

    /** One answer without it, and one with it. */
    private void flaps(int port, int endpoints, Duration apart) {
        watcher[0].found(without(port, endpoints));
        bench.time.advance(apart);
        watcher[0].found(Bench.endpoints(endpoints));
    }

    private static List<Endpoint> changed(int port, int endpoints, UnaryOperator<Endpoint> change) {
        return Bench.endpoints(endpoints).stream()
                .map(e -> e.port() == port ? change.apply(e) : e)
                .toList();
    }

    private double state(String state) {
        return bench.shown("hauberk.mesh.endpoints", "state", state);
    }

    private double remembered() {
        return bench.shown("hauberk.discovery.remembered");
    }

    private double returns() {
        return bench.counted("hauberk.discovery.returns", "service", "orders");
    }

    private long to(int port) {
        return transport.ports().stream().filter(p -> p == port).count();
    }

    @Test
    void whoIsEjectedStaysSo() {
        ServiceHandler orders = started(orders(), 3);
        transport.at(9002, status(500));
        bench.tries(orders, 15);
        assertThat(state("ejected")).isEqualTo(1);
        flaps(9002, 3, Duration.ofSeconds(5));
        assertThat(state("ejected")).isEqualTo(1);
        assertThat(returns()).isEqualTo(1);
        transport.forget();
        bench.tries(orders, 30);
        assertThat(to(9002)).isZero();
        bench.time.advance(Duration.ofSeconds(29));
        bench.tries(orders, 3);
        assertThat(to(9002)).as("one probe, once its time is over").isEqualTo(1);
    }

    @Test
    void whoAskedToBeLeftAloneStillRests() {
        ServiceHandler orders = started(orders(), 3);
        transport.at(9002, status(503, "Retry-After", "30"));
        bench.tries(orders, 3);
        assertThat(state("resting")).isEqualTo(1);
        flaps(9002, 3, Duration.ofSeconds(5));
        assertThat(state("resting")).isEqualTo(1);
        transport.forget();
        bench.tries(orders, 30);
        assertThat(to(9002)).isZero();
        transport.at(9002, status(200));
        bench.time.advance(Duration.ofSeconds(26));
        bench.tries(orders, 30);
        assertThat(to(9002)).isEqualTo(10);
    }

    @Test
    void failuresBeforeAndAfterAreInARow() {
        ServiceHandler orders = started(orders(), 3);
        transport.at(9002, status(500));
        bench.tries(orders, 12);
        assertThat(state("ejected")).isZero();
        flaps(9002, 3, Duration.ofSeconds(30));
        bench.tries(orders, 3);
        assertThat(state("ejected")).as("the fifth in a row").isEqualTo(1);
    }

    @Test
    void aFailureThatIsKnownWhileItIsMissingCountsWhenItIsBack() {
        ServiceHandler orders = started(orders().outlierDetection(OutlierDetection.consecutiveFailures(2)), 3);
        transport.at(9002, (request, attempt) -> {
            watcher[0].found(without(9002, 3));
            return Response.of(500);
        });
        bench.tries(orders, 3);
        assertThat(remembered()).isEqualTo(1);
        watcher[0].found(Bench.endpoints(3));
        transport.at(9002, status(500));
        bench.tries(orders, 3);
        assertThat(state("ejected")).as("the second in a row").isEqualTo(1);
    }

    @Test
    void soManyFailuresThatItWouldBeEjectedWhileItIsMissingEjectItAtTheNextOne() throws IOException {
        ServiceHandler orders = started(orders().outlierDetection(OutlierDetection.consecutiveFailures(2)), 1);
        Response first = orders.handle(bench.request("GET"));
        Response second = orders.handle(bench.request("GET"));
        watcher[0].found(without(9001, 3));
        first.end(End.FAILED);
        second.end(End.FAILED);
        watcher[0].found(Bench.endpoints(3));
        assertThat(state("ejected")).isZero();
        for (int i = 0; i < 3; i++) {
            orders.handle(bench.request("GET")).end(transport.last().port() == 9001 ? End.FAILED : End.COMPLETED);
        }
        assertThat(state("ejected")).isEqualTo(1);
    }

    @Test
    void whatIsUnderWayIsCountedOnce() throws IOException {
        ServiceHandler orders = started(orders(), 1);
        Response kept = orders.handle(bench.request("GET"));
        Response ended = orders.handle(bench.request("GET"));
        watcher[0].found(without(9001, 3));
        assertThat(bench.shown("hauberk.mesh.active")).isEqualTo(2);
        ended.end(End.COMPLETED);
        assertThat(bench.shown("hauberk.mesh.active")).isEqualTo(1);
        watcher[0].found(Bench.endpoints(3));
        assertThat(bench.shown("hauberk.mesh.active")).isEqualTo(1);
        watcher[0].found(without(9001, 3));
        bench.time.advance(Duration.ofHours(1));
        bench.later.runAll();
        assertThat(remembered()).isZero();
        assertThat(bench.shown("hauberk.mesh.active"))
                .as("an answer that takes an hour")
                .isEqualTo(1);
        kept.end(End.COMPLETED);
        assertThat(bench.shown("hauberk.mesh.active")).isZero();
        assertThat(orders.idle()).isTrue();
    }

    @Test
    void aRestThatIsAskedForWhileItIsMissingCounts() {
        ServiceHandler orders = started(orders(), 3);
        transport.at(9002, (request, attempt) -> {
            watcher[0].found(without(9002, 3));
            return Response.of(503, io.hauberk.Headers.of("Retry-After", "30"), io.hauberk.Body.empty());
        });
        bench.tries(orders, 3);
        assertThat(remembered()).isEqualTo(1);
        watcher[0].found(Bench.endpoints(3));
        assertThat(state("resting")).isEqualTo(1);
    }

    @Test
    void whoIsWellDoesNotBeginSlowlyAgain() throws IOException {
        ServiceHandler orders = started(orders().slowStart(SlowStart.of(Duration.ofSeconds(60))), 4);
        bench.gets(orders, 8);
        flaps(9004, 4, Duration.ofSeconds(30));
        transport.forget();
        bench.gets(orders, 400);
        assertThat(to(9004)).isEqualTo(100);
    }

    @Test
    void whoHasBegunSlowlyGoesOnFromThere() throws IOException {
        ServiceHandler orders = started(orders().slowStart(SlowStart.of(Duration.ofSeconds(60))), 3);
        watcher[0].found(Bench.endpoints(4));
        bench.time.advance(Duration.ofSeconds(25));
        flaps(9004, 4, Duration.ofSeconds(5));
        transport.forget();
        bench.gets(orders, 6000);
        assertThat(to(9004) / 6000.0).as("half a share beside three").isBetween(0.5 / 3.5 - 0.02, 0.5 / 3.5 + 0.02);
    }

    @Test
    void howLongItTakesToAnswerIsStillKnown() throws IOException {
        ServiceHandler orders = started(orders().balance(Balancer.peakEwma()), 2);
        transport.at(9002, (request, attempt) -> {
            bench.time.advance(Duration.ofSeconds(2));
            return Response.of(200);
        });
        bench.gets(orders, 20);
        transport.forget();
        flaps(9002, 2, Duration.ofMillis(100));
        bench.gets(orders, 20);
        assertThat(to(9002)).as("one that is unknown would be asked").isZero();
    }

    @Test
    void connectionsAreGivenUpOnlyOnceItIsGoneForGood() {
        started(orders(), 3);
        flaps(9002, 3, Duration.ofSeconds(30));
        bench.later.runAll();
        assertThat(transport.forgotten()).isEmpty();
        watcher[0].found(without(9002, 3));
        bench.time.advance(Duration.ofSeconds(30));
        bench.later.runAll();
        assertThat(transport.forgotten()).isEmpty();
        assertThat(remembered()).isEqualTo(1);
        bench.time.advance(Duration.ofSeconds(31));
        bench.later.runAll();
        assertThat(transport.forgotten()).containsExactly(9002);
        assertThat(remembered()).isZero();
        assertThat(bench.later.tasks()).as("nothing is left to do").isEmpty();
    }

    @Test
    void whoComesBackLaterIsNew() {
        ServiceHandler orders = started(orders(), 3);
        transport.at(9002, status(500));
        bench.tries(orders, 15);
        flaps(9002, 3, Duration.ofSeconds(61));
        assertThat(state("ejected")).isZero();
        assertThat(state("healthy")).isEqualTo(3);
        assertThat(returns()).isZero();
    }

    @Test
    void whatIsSaidOfItIsThatOfTheLastAnswer() throws IOException {
        ServiceHandler orders = started(orders().subset(Subset.of(Map.of("version", "v2"))), 3);
        watcher[0].found(changed(9002, 3, e -> e.labelled(Map.of("version", "v2"))));
        bench.gets(orders, 5);
        assertThat(to(9002)).isEqualTo(5);
        watcher[0].found(without(9002, 3));
        watcher[0].found(changed(9002, 3, e -> e.labelled(Map.of("version", "v3"))));
        assertThat(returns()).isEqualTo(1);
        assertThat(bench.get(orders)).as("nobody has the label").isEqualTo(503);
        watcher[0].found(without(9002, 3));
        watcher[0].found(
                changed(9002, 3, e -> e.labelled(Map.of("version", "v2")).weighing(0)));
        assertThat(bench.get(orders)).as("its weight is zero").isEqualTo(503);
    }

    @Test
    void anotherInstanceAtTheSameAddressIsNew() {
        ServiceHandler orders = bench.only(orders());
        watcher[0].found(changed(9002, 3, e -> e.hashed("pod-a")));
        transport.at(9002, status(500));
        bench.tries(orders, 15);
        assertThat(state("ejected")).isEqualTo(1);
        watcher[0].found(without(9002, 3));
        watcher[0].found(changed(9002, 3, e -> e.hashed("pod-b")));
        assertThat(state("ejected")).isZero();
        assertThat(remembered()).isZero();
    }

    @Test
    void whoSaidThatItLeavesIsNewWhenItIsBack() throws IOException {
        ServiceHandler orders = started(orders().slowStart(SlowStart.of(Duration.ofSeconds(60))), 4);
        watcher[0].found(changed(9004, 4, e -> e.leaving(true)));
        flaps(9004, 4, Duration.ofSeconds(10));
        transport.forget();
        bench.gets(orders, 400);
        assertThat(to(9004)).as("it has begun anew").isLessThan(50);
        assertThat(returns()).isZero();
    }

    @Test
    void noMoreAreOutThanMayBe() {
        OutlierDetection few = OutlierDetection.standard().maxEjectionPercent(10);
        ServiceHandler orders = started(orders().outlierDetection(few), 4);
        transport.at(9001, failing(Failure.CONNECT));
        bench.tries(orders, 20);
        transport.at(9002, failing(Failure.CONNECT));
        bench.tries(orders, 40);
        assertThat(state("ejected")).as("one of four").isEqualTo(1);
        watcher[0].found(without(9001, 4));
        bench.tries(orders, 40);
        assertThat(state("ejected")).as("the other one, of three").isEqualTo(1);
        watcher[0].found(Bench.endpoints(4));
        assertThat(state("ejected")).isEqualTo(1);
        assertThat(state("healthy")).isEqualTo(3);
    }

    @Test
    void rulesThatEjectNobodyReachThoseThatAreMissing() {
        ServiceHandler orders = started(orders(), 3);
        transport.at(9002, status(500));
        bench.tries(orders, 15);
        watcher[0].found(without(9002, 3));
        bench.only(orders().outlierDetection(OutlierDetection.off()));
        watcher[0].found(Bench.endpoints(3));
        assertThat(state("ejected")).isZero();
    }

    @Test
    void howLongIsATermOfTheService() {
        ServiceHandler orders = started(orders().rememberGone(Duration.ofSeconds(2)), 3);
        transport.at(9002, status(500));
        bench.tries(orders, 15);
        flaps(9002, 3, Duration.ofSeconds(1));
        assertThat(state("ejected")).isEqualTo(1);
        flaps(9002, 3, Duration.ofSeconds(2));
        assertThat(state("ejected")).isZero();
        bench.only(orders().rememberGone(Duration.ZERO));
        bench.tries(orders, 15);
        assertThat(state("ejected")).isEqualTo(1);
        flaps(9002, 3, Duration.ZERO);
        assertThat(state("ejected")).isZero();
        assertThatThrownBy(() -> orders().rememberGone(Duration.ofSeconds(-1)))
                .hasMessageContaining("from zero to a day");
    }

    @Test
    void ofVeryManyTheLastOnesAreKept() {
        started(orders(), 1);
        for (int answer = 0; answer < 3; answer++) {
            int hosts = answer;
            watcher[0].found(IntStream.range(0, 8000)
                    .mapToObj(i -> Endpoint.of("http", "10." + hosts + "." + i / 250 + "." + i % 250, 80))
                    .toList());
        }
        assertThat(remembered()).isEqualTo(Departed.MOST);
        bench.time.advance(Duration.ofSeconds(61));
        bench.later.runAll();
        assertThat(remembered()).isZero();
        assertThat(transport.forgotten()).hasSize(16_001);
    }

    @Test
    void metersAreTheSameAfterFlapsAndGoWithTheService() {
        ServiceHandler orders = started(orders(), 3);
        bench.tries(orders, 9);
        flaps(9002, 3, Duration.ofSeconds(1));
        int meters = bench.metrics.getMeters().size();
        for (int i = 0; i < 50; i++) {
            flaps(9001 + i % 3, 3, Duration.ofSeconds(1));
        }
        assertThat(bench.metrics.getMeters()).hasSize(meters);
        assertThat(bench.later.tasks()).hasSizeLessThanOrEqualTo(1);
        bench.services.replace(List.of());
        assertThat(bench.metrics.find("hauberk.discovery.remembered").gauges()).isEmpty();
    }

    /** Against a plain model: who was missing for less than a minute is as it was, who was for longer is new. */
    @Property(tries = 200)
    void whoIsBackWithinAMinuteIsAsItWas(
            @ForAll @Size(min = 1, max = 20) List<@IntRange(min = 0, max = 90) Integer> gaps) {
        FlappingRegistryTest test = new FlappingRegistryTest();
        Service service = test.orders()
                .outlierDetection(OutlierDetection.consecutiveFailures(1)
                        .baseEjection(Duration.ofDays(1))
                        .maxEjection(Duration.ofDays(1)));
        ServiceHandler orders = test.started(service, 3);
        test.transport.at(9002, status(500));
        for (int gap : gaps) {
            test.bench.tries(orders, 6);
            assertThat(test.state("ejected")).isEqualTo(1);
            test.flaps(9002, 3, Duration.ofSeconds(gap));
            assertThat(test.state("ejected")).isEqualTo(gap < 60 ? 1 : 0);
            test.bench.later.runAll();
            assertThat(test.remembered()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void checksStopWhileItIsMissingAndGoOnWhenItIsBack(boolean assumed) {
        HealthCheck check = HealthCheck.http("/health").assumeHealthy(assumed);
        started(orders().healthCheck(check), 3);
        pass(Duration.ofSeconds(6));
        assertThat(state("healthy")).isEqualTo(3);
        watcher[0].found(without(9002, 3));
        transport.forget();
        pass(Duration.ofSeconds(20));
        assertThat(to(9002)).isZero();
        assertThat(to(9001)).isPositive();
        transport.at(9002, status(503));
        watcher[0].found(Bench.endpoints(3));
        bench.checks.runAll();
        assertThat(state("healthy")).as("it was well").isEqualTo(3);
        pass(Duration.ofSeconds(20));
        assertThat(state("unhealthy")).isEqualTo(1);
        flaps(9002, 3, Duration.ofSeconds(1));
        assertThat(state("unhealthy")).as("it was not well").isEqualTo(1);
    }

    private void pass(Duration time) {
        long end = bench.time.nanos() + time.toNanos();
        while (end - bench.time.nanos() > 0) {
            bench.time.advance(Duration.ofMillis(100));
            bench.checks.runAll();
        }
    }
}
