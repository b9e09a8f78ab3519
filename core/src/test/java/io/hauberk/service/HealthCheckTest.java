package io.hauberk.service;

import static io.hauberk.service.FakeTransport.failing;
import static io.hauberk.service.FakeTransport.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.Body;
import io.hauberk.Headers;
import io.hauberk.Response;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** When checks are made, and what they change. */
class HealthCheckTest {
    private static final HealthCheck CHECK = HealthCheck.http("/health?deep=1");

    private final Bench bench = new Bench();
    private final FakeTransport transport = bench.transport;

    private static Service orders(int endpoints, HealthCheck check) {
        return Bench.orders(endpoints)
                .balance(Balancer.roundRobin())
                .retry(Retry.never())
                .healthCheck(check);
    }

    /** Lets time go by, and has done what is to be done in it. */
    private void pass(Duration time) {
        long end = bench.time.nanos() + time.toNanos();
        while (end - bench.time.nanos() > 0) {
            bench.time.advance(Duration.ofMillis(100));
            bench.checks.runAll();
        }
    }

    private double state(String state) {
        return bench.shown("hauberk.mesh.endpoints", "state", state);
    }

    private double checks(String outcome) {
        return bench.counted("hauberk.mesh.health.checks", "service", "orders", "outcome", outcome);
    }

    private long to(int port) {
        return transport.ports().stream().filter(p -> p == port).count();
    }

    @Test
    void eachEndpointIsAskedEveryFiveSecondsOrSoAndNothingElseCountsIt() {
        bench.only(orders(3, CHECK));
        pass(Duration.ofSeconds(100));
        for (int port : List.of(9001, 9002, 9003)) {
            assertThat(to(port)).isBetween(18L, 22L);
        }
        assertThat(transport.last().request().path()).isEqualTo("/health");
        assertThat(transport.last().request().query()).isEqualTo("deep=1");
        assertThat(transport.last().request().authority()).isEqualTo("orders");
        assertThat(checks("passed")).isEqualTo(transport.seen().size());
        assertThat(bench.counted("hauberk.mesh.attempts")).isZero();
        assertThat(bench.timers()).isZero();
        assertThat(state("healthy")).isEqualTo(3);
    }

    @Test
    void threeFailuresInARowTakeOneOutAndTwoPassesBringItBack() {
        ServiceHandler orders = bench.only(orders(3, CHECK));
        pass(Duration.ofSeconds(6));
        transport.at(9002, status(503));
        transport.forget();
        while (to(9002) < 2) {
            pass(Duration.ofMillis(100));
        }
        assertThat(state("unhealthy")).as("two failures").isZero();
        while (to(9002) < 3) {
            pass(Duration.ofMillis(100));
        }
        assertThat(state("unhealthy")).isEqualTo(1);
        assertThat(state("healthy")).isEqualTo(2);
        transport.forget();
        bench.tries(orders, 30);
        assertThat(transport.ports()).hasSize(30).doesNotContain(9002);
        assertThat(checks("503")).isEqualTo(3);

        transport.at(9002, status(204));
        transport.forget();
        while (to(9002) < 1) {
            pass(Duration.ofMillis(100));
        }
        assertThat(state("unhealthy")).as("one pass").isEqualTo(1);
        while (to(9002) < 2) {
            pass(Duration.ofMillis(100));
        }
        assertThat(state("unhealthy")).isZero();
    }

    @Test
    void whoDripsItsAnswerKeepsNoThreadLongerThanACheckMayTake() {
        AtomicInteger reads = new AtomicInteger();
        transport.at(
                9001,
                (request, attempt) -> Response.of(
                        200,
                        Headers.empty(),
                        Body.of(
                                new InputStream() {
                                    @Override
                                    public int read(byte[] bytes, int offset, int length) {
                                        reads.incrementAndGet();
                                        bench.time.advance(Duration.ofMillis(400));
                                        return 1;
                                    }

                                    @Override
                                    public int read() {
                                        return 'x';
                                    }
                                },
                                -1)));
        bench.only(orders(1, CHECK));
        pass(Duration.ofSeconds(1));
        assertThat(reads).hasValue(3);
        assertThat(checks("passed")).isEqualTo(1);
    }

    @Test
    void theFirstCheckDecidesAlone() {
        transport.at(9002, failing(Failure.CONNECT));
        bench.only(orders(3, CHECK));
        pass(Duration.ofSeconds(1));
        assertThat(state("unhealthy")).isEqualTo(1);
        assertThat(checks("connect-failure")).isEqualTo(1);
    }

    @Test
    void whoIsNewIsCalledAtOnceUnlessHealthIsNotAssumed() {
        bench.only(orders(1, CHECK.assumeHealthy(false)));
        assertThat(state("unhealthy")).isEqualTo(1);
        pass(Duration.ofSeconds(1));
        assertThat(state("healthy")).isEqualTo(1);

        ServiceHandler orders = bench.only(orders(3, CHECK.assumeHealthy(false)));
        bench.checks.runAll();
        assertThat(state("unhealthy")).isEqualTo(2);
        bench.only(orders(4, CHECK));
        assertThat(state("unhealthy")).as("what is known stays").isEqualTo(2);
        assertThat(state("healthy")).isEqualTo(2);
        pass(Duration.ofSeconds(1));
        assertThat(state("healthy")).isEqualTo(4);
        assertThat(orders.service().healthCheck()).isEqualTo(CHECK);
    }

    @Test
    void whereAllAreUnwellAllAreCalled() {
        ServiceHandler orders = bench.only(orders(3, CHECK));
        transport.all((request, attempt) -> Response.of(request.path().equals("/health") ? 500 : 200));
        pass(Duration.ofSeconds(20));
        assertThat(state("unhealthy")).isEqualTo(3);
        transport.forget();
        bench.tries(orders, 30);
        assertThat(transport.ports()).hasSize(30).contains(9001, 9002, 9003);
    }

    @Test
    void aPassShortensAnEjectionAndARequestDecides() {
        ServiceHandler orders = bench.only(orders(3, CHECK));
        transport.at(9002, (request, attempt) -> Response.of(request.path().equals("/health") ? 200 : 500));
        bench.tries(orders, 15);
        assertThat(state("ejected")).isEqualTo(1);
        pass(Duration.ofSeconds(6));
        transport.forget();
        bench.tries(orders, 30);
        assertThat(to(9002)).as("one that lies gets one request").isEqualTo(1);
        assertThat(bench.counted("hauberk.mesh.ejections", "rule", "probation")).isEqualTo(1);

        transport.at(9002, status(200));
        pass(Duration.ofSeconds(6));
        bench.tries(orders, 3);
        assertThat(state("ejected"))
                .as("one that is well again is back long before 60 s")
                .isZero();
    }

    @Test
    void withoutThatAnEjectionLasts() {
        ServiceHandler orders = bench.only(orders(3, CHECK.endsEjection(false)));
        transport.at(9002, (request, attempt) -> Response.of(request.path().equals("/health") ? 200 : 500));
        bench.tries(orders, 15);
        transport.forget();
        pass(Duration.ofSeconds(20));
        bench.tries(orders, 30);
        assertThat(bench.counted("hauberk.mesh.attempts", "outcome", "server-error"))
                .isEqualTo(5);
    }

    @Test
    void switchedOffNobodyIsUnwellAndNothingIsAskedAnyMore() {
        bench.only(orders(3, CHECK));
        transport.at(9002, status(503));
        pass(Duration.ofSeconds(1));
        assertThat(state("unhealthy")).isEqualTo(1);
        bench.only(orders(3, CHECK).healthCheck(null));
        assertThat(state("unhealthy")).isZero();
        transport.forget();
        pass(Duration.ofSeconds(20));
        assertThat(transport.seen()).isEmpty();
    }

    @Test
    void aThousandEndpointsAreSpreadOverTheInterval() {
        bench.only(orders(1000, CHECK));
        pass(Duration.ofSeconds(20));
        transport.forget();
        int most = 0;
        for (int i = 0; i < 50; i++) {
            int before = transport.seen().size();
            pass(Duration.ofMillis(100));
            most = Math.max(most, transport.seen().size() - before);
        }
        assertThat(transport.seen().size()).isBetween(900, 1100);
        assertThat(most).as("checks within a tenth of a second").isLessThan(200);
    }

    @Test
    void aStaleConnectionIsAskedOnceMore() {
        int[] calls = new int[1];
        transport.all((request, attempt) -> {
            if (++calls[0] % 2 == 1) {
                throw FakeTransport.failure(Failure.STALE);
            }
            return Response.ok("well");
        });
        bench.only(orders(1, CHECK));
        pass(Duration.ofSeconds(30));
        assertThat(checks("stale")).isZero();
        assertThat(checks("passed")).isPositive();
    }

    @Test
    void statusesMethodAndHostAreAsToldAndLongAnswersAreCut() {
        transport.all((request, attempt) -> Response.of(302, Headers.empty(), Body.of("x".repeat(1_000_000))));
        bench.only(orders(
                1, HealthCheck.http("/h").statuses(200, 399).method("HEAD").host("shop.test")));
        pass(Duration.ofSeconds(1));
        assertThat(checks("passed")).isEqualTo(1);
        assertThat(transport.last().request().method()).isEqualTo("HEAD");
        assertThat(transport.last().request().authority()).isEqualTo("shop.test");
    }

    @Test
    void contradictionsAreRefused() {
        assertThatThrownBy(() -> HealthCheck.http("health")).hasMessageContaining("slash");
        assertThatThrownBy(() -> CHECK.every(Duration.ZERO)).hasMessageContaining("interval");
        assertThatThrownBy(() -> CHECK.unhealthy(0)).hasMessageContaining("0");
        assertThatThrownBy(() -> CHECK.statuses(300, 200)).hasMessageContaining("300 to 200");
        assertThatThrownBy(() -> GrpcHealth.question("x".repeat(200))).hasMessageContaining("127");
    }

    @Test
    void theMessagesOfGrpcAreThoseOfItsDefinition() {
        assertThat(GrpcHealth.question("")).containsExactly(0, 0, 0, 0, 0);
        assertThat(GrpcHealth.question("ab")).containsExactly(0, 0, 0, 0, 4, 10, 2, 'a', 'b');
        assertThat(GrpcHealth.serving(new byte[] {0, 0, 0, 0, 2, 8, 1})).isTrue();
        assertThat(GrpcHealth.serving(new byte[] {0, 0, 0, 0, 2, 8, 2})).isFalse();
        assertThat(GrpcHealth.serving(new byte[] {0, 0, 0, 0, 0})).as("unknown").isFalse();
        assertThat(GrpcHealth.serving(new byte[] {1, 0, 0, 0, 2, 8, 1}))
                .as("compressed")
                .isFalse();
    }
}
