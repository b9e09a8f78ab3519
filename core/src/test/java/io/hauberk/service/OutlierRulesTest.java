package io.hauberk.service;

import static io.hauberk.service.FakeTransport.failing;
import static io.hauberk.service.FakeTransport.failure;
import static io.hauberk.service.FakeTransport.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.Decision;
import io.hauberk.End;
import io.hauberk.Outcome;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.discovery.Endpoint;
import io.hauberk.discovery.Watcher;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The rules of outlier detection beside plain failures in a row. */
class OutlierRulesTest {
    private static final OutlierDetection RARELY = OutlierDetection.consecutiveFailures(1_000_000);

    private final Bench bench = new Bench();
    private final FakeTransport transport = bench.transport;

    private static Service orders(int endpoints, OutlierDetection detection) {
        return Bench.orders(endpoints)
                .balance(Balancer.roundRobin())
                .retry(Retry.never())
                .outlierDetection(detection);
    }

    private double ejected() {
        return bench.shown("hauberk.mesh.endpoints", "state", "ejected");
    }

    private double ejections(String rule) {
        return bench.counted("hauberk.mesh.ejections", "rule", rule, "mode", "enforce");
    }

    /** Answers so many of a hundred well, spread evenly. */
    private static FakeTransport.Behaviour rate(int percent) {
        int[] calls = new int[1];
        return (request, attempt) -> Response.of(++calls[0] * 37 % 100 < percent ? 200 : 500);
    }

    private FakeTransport.Behaviour taking(Duration time) {
        return (request, attempt) -> {
            bench.time.advance(time);
            return Response.ok("answer");
        };
    }

    /** Calls each endpoint so often, within one interval, and once more after it. */
    private void interval(ServiceHandler orders, int endpoints, int each) {
        bench.tries(orders, endpoints * each);
        bench.time.advance(Duration.ofSeconds(10));
        bench.tries(orders, 1);
    }

    @Test
    void gatewayFailuresHaveALowerThresholdOfTheirOwn() {
        ServiceHandler orders = bench.only(orders(3, RARELY.consecutiveGatewayFailures(3)));
        transport.at(9002, status(500));
        bench.tries(orders, 60);
        assertThat(ejected()).as("500 is none").isZero();
        transport.at(9002, status(503));
        bench.tries(orders, 9);
        assertThat(ejections("consecutive-gateway-failures")).isEqualTo(1);
        assertThat(bench.counted("hauberk.mesh.ejections", "reason", "503")).isEqualTo(1);
    }

    @Test
    void whatIsNoGatewayFailureEndsTheRow() {
        ServiceHandler orders = bench.only(orders(3, RARELY.consecutiveGatewayFailures(3)));
        int[] calls = new int[1];
        transport.at(9002, (request, attempt) -> Response.of(++calls[0] % 3 == 0 ? 500 : 502));
        bench.tries(orders, 90);
        assertThat(ejected()).isZero();
    }

    @Test
    void noConnectionIsAGatewayFailureUnlessItIsCountedApart() {
        ServiceHandler orders = bench.only(orders(3, RARELY.consecutiveGatewayFailures(3)));
        transport.at(9002, failing(Failure.CONNECT));
        bench.tries(orders, 9);
        assertThat(ejections("consecutive-gateway-failures")).isEqualTo(1);

        bench.only(orders(3, RARELY.consecutiveGatewayFailures(3).consecutiveLocalFailures(1_000_000))
                .endpoints(Bench.endpoints(2)));
        bench.tries(orders, 60);
        assertThat(ejections("consecutive-gateway-failures")).isEqualTo(1);
    }

    @Test
    void localFailuresAreCountedApartFromStatuses() {
        ServiceHandler orders =
                bench.only(orders(3, OutlierDetection.consecutiveFailures(4).consecutiveLocalFailures(4)));
        int[] calls = new int[1];
        transport.at(9002, (request, attempt) -> {
            if (++calls[0] % 4 == 0) {
                return Response.of(500);
            }
            throw failure(Failure.CONNECT);
        });
        bench.tries(orders, 9);
        assertThat(ejected()).as("three in a row").isZero();
        bench.tries(orders, 3);
        assertThat(ejected()).as("a status ends the row of local failures").isZero();
        bench.tries(orders, 36);
        assertThat(ejections("consecutive-failures"))
                .as("local failures do not end the row of statuses")
                .isEqualTo(1);
        bench.services.replace(List.of());

        orders = bench.only(orders(3, OutlierDetection.consecutiveFailures(4).consecutiveLocalFailures(2)));
        transport.at(9002, failing(Failure.RESET));
        bench.tries(orders, 6);
        assertThat(ejections("consecutive-local-failures")).isEqualTo(1);
    }

    @Test
    void oneOfTwoWhoseSuccessRateIsFarBelowIsEjected() {
        ServiceHandler orders = bench.only(orders(2, RARELY.successRate(3, 100)));
        transport.at(9002, rate(60));
        interval(orders, 2, 120);
        assertThat(ejections("success-rate")).isEqualTo(1);
    }

    @Test
    void twoEquallyBadOfFourAreEjected() {
        ServiceHandler orders = bench.only(orders(4, RARELY.successRate(3, 100)));
        transport.at(9002, rate(50)).at(9003, rate(50));
        interval(orders, 4, 120);
        assertThat(ejections("success-rate")).isEqualTo(2);
    }

    @Test
    void whereAllAreEquallyBadNobodyIsAnOutlier() {
        ServiceHandler orders = bench.only(orders(4, RARELY.successRate(3, 100)));
        transport.all(status(500));
        interval(orders, 4, 120);
        assertThat(ejected()).isZero();
    }

    @Test
    void tooFewRequestsAreNotJudged() {
        ServiceHandler orders = bench.only(orders(3, RARELY.successRate(3, 100).failurePercentage(85, 100)));
        transport.at(9002, status(500));
        interval(orders, 3, 90);
        assertThat(ejected()).isZero();
        interval(orders, 3, 90);
        assertThat(ejected()).as("an interval begins with nothing").isZero();
        interval(orders, 3, 110);
        assertThat(ejected()).isEqualTo(1);
    }

    @Test
    void aFailurePercentageIsAbsolute() {
        ServiceHandler orders = bench.only(orders(4, RARELY.failurePercentage(85, 50)));
        transport.all(rate(30)).at(9002, rate(10));
        interval(orders, 4, 100);
        assertThat(ejections("failure-percentage")).isEqualTo(1);
        assertThat(ejected()).isEqualTo(1);
    }

    @Test
    void whoIsThreeTimesAsSlowAsItsPeersForThreeIntervalsIsEjected() {
        ServiceHandler orders = bench.only(orders(3, RARELY.latency(3, 3, 20)));
        transport.all(taking(Duration.ofMillis(20))).at(9002, taking(Duration.ofMillis(80)));
        interval(orders, 3, 25);
        interval(orders, 3, 25);
        assertThat(ejected()).as("twice").isZero();
        interval(orders, 3, 25);
        assertThat(ejections("latency")).isEqualTo(1);
        transport.forget();
        bench.tries(orders, 30);
        assertThat(transport.ports()).doesNotContain(9002);
    }

    @Test
    void slownessForAWhileIsForgiven() {
        ServiceHandler orders = bench.only(orders(3, RARELY.latency(3, 2, 20)));
        for (int round = 0; round < 5; round++) {
            transport.all(taking(Duration.ofMillis(20))).at(9002, taking(Duration.ofMillis(80)));
            interval(orders, 3, 25);
            transport.all(taking(Duration.ofMillis(20)));
            interval(orders, 3, 25);
        }
        assertThat(ejected()).isZero();
    }

    @Test
    void aFewMillisecondsMakeNobodyAnOutlier() {
        ServiceHandler orders = bench.only(orders(3, RARELY.latency(3, 1, 20)));
        transport.all(taking(Duration.ofMillis(1))).at(9002, taking(Duration.ofMillis(9)));
        interval(orders, 3, 25);
        assertThat(ejected()).isZero();
    }

    @Test
    void quickFailuresMakeNobodyQuick() {
        ServiceHandler orders = bench.only(orders(3, RARELY.latency(3, 1, 20)));
        int[] calls = new int[1];
        transport.all(taking(Duration.ofMillis(20))).at(9002, (request, attempt) -> {
            boolean fails = ++calls[0] % 2 == 0;
            bench.time.advance(Duration.ofMillis(fails ? 0 : 80));
            return Response.of(fails ? 500 : 200);
        });
        interval(orders, 3, 50);
        assertThat(ejections("latency")).isEqualTo(1);
    }

    @Test
    void shadowCountsWhomItWouldEjectAsOftenAsItWouldAndEjectsNobody() throws IOException {
        OutlierDetection rules = OutlierDetection.consecutiveFailures(5);
        ServiceHandler orders = bench.only(orders(4, rules.shadow()));
        transport.at(9002, status(500)).at(9003, status(500)).at(9004, status(503, "Retry-After", "10"));
        bench.tries(orders, 400);
        assertThat(bench.counted("hauberk.mesh.ejections", "mode", "shadow"))
                .as("half of them at most")
                .isEqualTo(2);
        assertThat(bench.counted("hauberk.mesh.ejections", "mode", "enforce")).isZero();
        assertThat(bench.shown("hauberk.mesh.endpoints", "state", "healthy")).isEqualTo(4);
        transport.forget();
        bench.tries(orders, 40);
        assertThat(transport.ports().stream().filter(port -> port == 9002)).hasSize(10);

        bench.time.advance(Duration.ofSeconds(34));
        bench.tries(orders, 40);
        assertThat(bench.counted("hauberk.mesh.ejections", "mode", "shadow"))
                .as("again when their time would be over")
                .isEqualTo(4);

        bench.only(orders(4, rules));
        bench.tries(orders, 40);
        assertThat(ejected()).as("the same rules in earnest").isEqualTo(2);
    }

    @Test
    void theRecordOfTheCallThatLedToAnEjectionSaysSo() throws IOException {
        ServiceHandler orders = bench.only(orders(2, OutlierDetection.consecutiveFailures(1)));
        transport.at(9002, status(502));
        Request request = bench.request("GET");
        bench.status(orders, request);
        if (transport.last().port() != 9002) {
            request = bench.request("GET");
            bench.status(orders, request);
        }
        assertThat(request.exchange().decisions())
                .filteredOn(decision -> decision.filter().equals("outlierDetection"))
                .singleElement()
                .satisfies(decision -> {
                    assertThat(decision.outcome()).isEqualTo(Outcome.APPLIED);
                    assertThat(decision.toString()).contains("orders", "127.0.0.1:9002", "consecutive-failures", "502");
                });
        assertThat(bench.exchange().decisions()).extracting(Decision::filter).isEmpty();
    }

    @Test
    void whatGrpcSaysInAHeadCountsAsItsStatus() {
        ServiceHandler orders = bench.only(orders(3, RARELY.consecutiveGatewayFailures(3)));
        transport.at(9002, status(200, "grpc-status", "12")).at(9003, status(200, "grpc-status", "8"));
        bench.tries(orders, 60);
        assertThat(ejected())
                .as("neither who lacks a method nor who lacks a resource")
                .isZero();
        transport.at(9002, status(200, "grpc-status", "14"));
        bench.tries(orders, 9);
        assertThat(bench.counted("hauberk.mesh.ejections", "reason", "grpc-14")).isEqualTo(1);
    }

    @Test
    void whoIsGoneIsForgottenAndItsAnswersEnd() throws IOException {
        List<Watcher> watchers = new ArrayList<>();
        ServiceHandler orders = bench.only(orders(1, RARELY).discover(watcher -> {
            watchers.add(watcher);
            watcher.found(Bench.endpoints(2));
            return () -> {};
        }));
        Response first = orders.handle(bench.request("GET"));
        Response second = orders.handle(bench.request("GET"));
        List<Endpoint> left = new ArrayList<>(Bench.endpoints(3));
        left.remove(0);
        watchers.get(0).found(left);
        bench.time.advance(Duration.ofSeconds(61));
        bench.later.runAll();
        assertThat(transport.forgotten()).containsExactly(9001);
        assertThat(bench.shown("hauberk.mesh.active"))
                .as("both answers are still under way")
                .isEqualTo(2);
        first.end(End.COMPLETED);
        second.end(End.COMPLETED);
        assertThat(bench.shown("hauberk.mesh.active")).isZero();
        assertThat(orders.idle()).isTrue();

        left.set(0, left.get(0).leaving(true));
        watchers.get(0).found(left);
        assertThat(transport.forgotten()).containsExactly(9001, 9002);
    }

    @Test
    void bodiesThatBreakOffAreLocalFailuresWhereThoseAreCountedApart() throws IOException {
        ServiceHandler orders = bench.only(orders(3, RARELY.consecutiveLocalFailures(3)));
        for (int i = 0; i < 9; i++) {
            Response response = orders.handle(bench.request("GET"));
            response.end(transport.last().port() == 9002 ? End.FAILED : End.COMPLETED);
        }
        assertThat(ejections("consecutive-local-failures")).isEqualTo(1);
    }

    @Test
    void whatCannotBeMeantIsRefused() {
        assertThatThrownBy(() -> RARELY.consecutiveGatewayFailures(0)).hasMessageContaining("0");
        assertThatThrownBy(() -> RARELY.consecutiveLocalFailures(-1)).hasMessageContaining("-1");
        assertThatThrownBy(() -> RARELY.successRate(0, 100)).hasMessageContaining("deviations");
        assertThatThrownBy(() -> RARELY.failurePercentage(0, 100)).hasMessageContaining("above 0");
        assertThatThrownBy(() -> RARELY.latency(1, 3, 20)).hasMessageContaining("above 1");
        assertThatThrownBy(() -> RARELY.minimumHosts(1)).hasMessageContaining("2 or more");
        assertThatThrownBy(() -> RARELY.interval(Duration.ZERO)).hasMessageContaining("interval");
    }
}
