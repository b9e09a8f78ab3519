package io.hauberk.service;

import static io.hauberk.service.FakeTransport.failing;
import static io.hauberk.service.FakeTransport.failure;
import static io.hauberk.service.FakeTransport.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.End;
import io.hauberk.Response;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutlierDetectionTest {
    private final Bench bench = new Bench();
    private final FakeTransport transport = bench.transport;

    private static Service orders(int endpoints) {
        return Bench.orders(endpoints).balance(Balancer.roundRobin()).retry(Retry.never());
    }

    private double ejected() {
        return bench.shown("hauberk.mesh.endpoints", "service", "orders", "state", "ejected");
    }

    private long to(int port) {
        return transport.ports().stream().filter(p -> p == port).count();
    }

    @Test
    void fiveFailuresInARowEject() {
        ServiceHandler orders = bench.only(orders(3));
        transport.at(9002, status(500));
        bench.tries(orders, 12);
        assertThat(ejected()).isZero();
        bench.tries(orders, 3);
        assertThat(ejected()).isEqualTo(1);
        assertThat(bench.shown("hauberk.mesh.endpoints", "state", "healthy")).isEqualTo(2);
        transport.forget();
        bench.tries(orders, 300);
        assertThat(to(9002)).isZero();
        assertThat(to(9001)).isEqualTo(150);
        assertThat(bench.counted("hauberk.mesh.ejections", "service", "orders", "reason", "500"))
                .isEqualTo(1);
    }

    @Test
    void oneSuccessInBetweenBeginsAnew() {
        ServiceHandler orders = bench.only(orders(3));
        int[] calls = new int[1];
        transport.at(9002, (request, attempt) -> Response.of(++calls[0] % 5 == 0 ? 200 : 503));
        bench.tries(orders, 300);
        assertThat(ejected()).isZero();
    }

    @Test
    void everyFailureOfTheConnectionCounts() {
        for (Failure failure : List.of(Failure.CONNECT, Failure.RESET, Failure.RESET_BEFORE_REQUEST, Failure.TIMEOUT)) {
            ServiceHandler orders = bench.only(orders(3).attemptTimeout(Duration.ofMillis(500)));
            transport.at(9002, failing(failure));
            bench.tries(orders, 15);
            assertThat(ejected()).as("%s", failure).isEqualTo(1);
            bench.services.replace(List.of());
        }
    }

    @Test
    void whatIsNotTheEndpointsFaultDoesNotCount() {
        ServiceHandler orders = bench.only(orders(3));
        for (FakeTransport.Behaviour behaviour : List.of(
                failing(Failure.REFUSED_STREAM),
                failing(Failure.STALE),
                failing(Failure.CANCELLED),
                status(429),
                status(404),
                status(501))) {
            transport.at(9002, behaviour);
            bench.tries(orders, 30);
            assertThat(ejected()).isZero();
        }
    }

    @Test
    void aCallersImpatienceDoesNotEjectAnybody() throws IOException {
        ServiceHandler orders = bench.only(orders(3).timeout(Duration.ofSeconds(2)));
        transport.all((request, attempt) -> {
            bench.time.advance(attempt.deadline().remaining());
            throw failure(Failure.TIMEOUT);
        });
        for (int i = 0; i < 100; i++) {
            assertThat(bench.status(orders, bench.within(Duration.ofMillis(50))))
                    .isEqualTo(504);
        }
        assertThat(ejected()).isZero();
        for (int i = 0; i < 15; i++) {
            assertThat(bench.status(orders, bench.within(Duration.ofMillis(1500))))
                    .isEqualTo(504);
        }
        assertThat(ejected()).isEqualTo(1);
    }

    @Test
    void answersThatBreakOffEjectThoughTheirHeadsAreGood() throws IOException {
        ServiceHandler orders = bench.only(orders(3));
        for (int i = 0; i < 15; i++) {
            Response response = orders.handle(bench.request("GET"));
            response.end(transport.last().port() == 9002 ? End.FAILED : End.COMPLETED);
        }
        assertThat(ejected()).isEqualTo(1);
        assertThat(bench.counted("hauberk.mesh.attempts", "outcome", "broken-body"))
                .isEqualTo(5);
    }

    @Test
    void twoHundredAbortedDownloadsEjectNobody() throws IOException {
        ServiceHandler orders = bench.only(orders(3));
        for (int i = 0; i < 200; i++) {
            orders.handle(bench.request("GET")).close();
        }
        assertThat(ejected()).isZero();
        assertThat(Bench.active(orders)).isZero();
    }

    @Test
    void afterItsTimeOneProbeAtATimeDecides() throws IOException {
        ServiceHandler orders = bench.only(orders(2));
        transport.at(9002, failing(Failure.CONNECT));
        bench.tries(orders, 10);
        assertThat(ejected()).isEqualTo(1);
        bench.time.advance(Duration.ofSeconds(29));
        transport.forget();
        bench.gets(orders, 10);
        assertThat(to(9002)).isZero();

        bench.time.advance(Duration.ofSeconds(5));
        List<Long> during = new ArrayList<>();
        transport.at(9002, (request, attempt) -> {
            while (during.size() < 10) {
                during.add(to(9002));
                bench.get(orders);
            }
            return Response.ok("answer");
        });
        transport.forget();
        bench.gets(orders, 2);
        assertThat(during)
                .as("nobody else goes there while the probe is under way")
                .hasSize(10)
                .containsOnly(1L);
        assertThat(ejected()).isZero();
        transport.at(9002, status(200));
        transport.forget();
        bench.gets(orders, 100);
        assertThat(to(9002)).isEqualTo(50);
    }

    @Test
    void aFailedProbeEjectsForLongerUpToTheMaximum() {
        ServiceHandler orders = bench.only(orders(2)
                .outlierDetection(OutlierDetection.consecutiveFailures(5).maxEjection(Duration.ofSeconds(100))));
        transport.at(9002, failing(Failure.CONNECT));
        bench.tries(orders, 10);
        for (int expected : new int[] {30, 60, 90, 100, 100}) {
            transport.forget();
            bench.time.advance(Duration.ofSeconds(expected).minusMillis(1));
            bench.tries(orders, 10);
            assertThat(to(9002)).as("before %s s", expected).isZero();
            bench.time.advance(Duration.ofMillis(expected * 100L + 2));
            bench.tries(orders, 10);
            assertThat(to(9002)).as("after %s s and a tenth", expected).isEqualTo(1);
        }
        assertThat(bench.counted("hauberk.mesh.ejections", "reason", "connect-failure"))
                .isEqualTo(6);
    }

    @Test
    void aCancelledProbeTellsNothingAndAnotherOneFollows() {
        ServiceHandler orders = bench.only(orders(2));
        transport.at(9002, failing(Failure.CONNECT));
        bench.tries(orders, 10);
        bench.time.advance(Duration.ofSeconds(40));
        transport.at(9002, failing(Failure.CANCELLED));
        bench.tries(orders, 4);
        assertThat(ejected()).isEqualTo(1);
        transport.at(9002, status(200));
        bench.tries(orders, 4);
        assertThat(ejected()).isZero();
    }

    @Test
    void ejectionsCountLessWhileItGoesWell() {
        ServiceHandler orders = bench.only(orders(2));
        for (int round = 0; round < 3; round++) {
            transport.at(9002, failing(Failure.CONNECT));
            bench.tries(orders, 10);
            assertThat(ejected()).isEqualTo(1);
            bench.time.advance(Duration.ofSeconds(34));
            transport.at(9002, status(200));
            bench.tries(orders, 4);
            assertThat(ejected())
                    .as("in round %s it comes back after the first time", round)
                    .isZero();
            bench.time.advance(Duration.ofMinutes(5));
        }
    }

    @Test
    void halfOfThemAreEjectedAtMostAndAlwaysOne() {
        for (int size = 2; size <= 9; size++) {
            ServiceHandler orders = bench.only(orders(size));
            transport.all(status(502));
            bench.tries(orders, size * 20);
            assertThat(ejected()).as("of %s", size).isEqualTo(Math.max(1, size / 2));
            bench.services.replace(List.of());
        }
    }

    @Test
    void theLastOneIsNeverEjected() {
        ServiceHandler alone = bench.only(orders(1));
        transport.all(status(502));
        bench.tries(alone, 50);
        assertThat(ejected()).isZero();
        bench.only(orders(2)
                .outlierDetection(OutlierDetection.consecutiveFailures(1).maxEjectionPercent(100)));
        bench.tries(alone, 50);
        assertThat(ejected()).isEqualTo(1);
    }

    @Test
    void whereFewAreHealthyAllAreUsed() throws IOException {
        ServiceHandler orders = bench.only(orders(4)
                .outlierDetection(OutlierDetection.consecutiveFailures(1).maxEjectionPercent(75)));
        for (int port : new int[] {9001, 9002, 9003}) {
            transport.at(port, status(500));
        }
        bench.tries(orders, 20);
        assertThat(ejected()).isEqualTo(3);
        transport.forget();
        bench.gets(orders, 40);
        assertThat(transport.ports()).as("one healthy of four is too few").contains(9001, 9002, 9003, 9004);
        assertThat(to(9001)).isEqualTo(10);

        ServiceHandler calm = bench.only(orders(4)
                .outlierDetection(OutlierDetection.consecutiveFailures(1).maxEjectionPercent(75))
                .panicThreshold(25));
        transport.forget();
        bench.gets(calm, 40);
        assertThat(transport.ports()).as("with a lower threshold it is not").containsOnly(9004);
    }

    @Test
    void whereAllRestAllAreUsedUnlessPanicIsOff() throws IOException {
        ServiceHandler orders = bench.only(orders(2));
        transport.all(status(503, "Retry-After", "10"));
        assertThat(bench.get(orders)).isEqualTo(503);
        assertThat(bench.get(orders)).isEqualTo(503);
        assertThat(bench.shown("hauberk.mesh.endpoints", "state", "resting")).isEqualTo(2);
        bench.get(orders);
        assertThat(transport.seen()).hasSize(3);

        bench.only(orders(2).panicThreshold(0));
        Response refused = orders.handle(bench.request("GET"));
        assertThat(refused.rejection()).isNotNull();
        assertThat(refused.rejection().reason()).isEqualTo("no-endpoint");
        assertThat(refused.headers().first("Retry-After")).isEqualTo("10");
        bench.time.advance(Duration.ofSeconds(10));
        transport.all(status(200));
        assertThat(bench.get(orders)).isEqualTo(200);
    }

    @Test
    void aRestIsCappedAndEndsByItself() {
        ServiceHandler orders = bench.only(orders(3));
        transport.at(9002, status(503, "Retry-After", "86400"));
        bench.tries(orders, 6);
        assertThat(to(9002)).isEqualTo(1);
        transport.at(9002, status(200));
        bench.time.advance(Duration.ofSeconds(301));
        transport.forget();
        bench.tries(orders, 6);
        assertThat(to(9002)).isEqualTo(2);
        assertThat(bench.shown("hauberk.mesh.endpoints", "state", "resting")).isZero();
    }

    @Test
    void switchedOffItEjectsNobodyAndBringsBackWhoIsOut() {
        ServiceHandler orders = bench.only(orders(3));
        transport.at(9002, status(500));
        bench.tries(orders, 15);
        assertThat(ejected()).isEqualTo(1);
        bench.only(orders(3).outlierDetection(OutlierDetection.off()));
        assertThat(ejected()).isZero();
        bench.tries(orders, 300);
        assertThat(ejected()).isZero();
    }

    @Test
    void contradictionsAreRefused() {
        assertThatThrownBy(() -> OutlierDetection.consecutiveFailures(0)).hasMessageContaining("off()");
        assertThatThrownBy(() -> OutlierDetection.consecutiveFailures(5).maxEjectionPercent(0.5))
                .hasMessageContaining("0.5");
        assertThatThrownBy(() -> OutlierDetection.consecutiveFailures(5).maxEjection(Duration.ofSeconds(1)))
                .hasMessageContaining("shorter");
        assertThat(OutlierDetection.consecutiveFailures(5)
                        .baseEjection(Duration.ofMinutes(10))
                        .maxEjection())
                .isEqualTo(Duration.ofMinutes(10));
    }
}
