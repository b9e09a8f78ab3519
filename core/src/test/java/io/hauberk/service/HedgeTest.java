package io.hauberk.service;

import static io.hauberk.service.FakeTransport.failing;
import static io.hauberk.service.FakeTransport.failure;
import static io.hauberk.service.FakeTransport.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.Request;
import io.hauberk.Response;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HedgeTest {
    private static final Duration DELAY = Duration.ofMillis(50);
    private static final Hedge HEDGE = Hedge.after(DELAY);

    private final Bench bench = new Bench();
    private final FakeTransport transport = bench.transport;

    @Test
    void aSlowAttemptIsJoinedByOneToAnotherEndpointAndTheFirstAnswerCounts() throws IOException {
        ServiceHandler orders = bench.only(hedged(3));
        slowFirst(Duration.ofMillis(400));
        long began = bench.time.nanos();

        assertThat(bench.get(orders)).isEqualTo(200);

        assertThat(bench.time.nanos() - began).isEqualTo(Duration.ofMillis(400).toNanos());
        assertThat(new HashSet<>(transport.ports())).hasSize(2);
        assertThat(transport.seen())
                .extracting(seen -> seen.header("x-envoy-attempt-count"))
                .containsExactly("1", "2");
        assertThat(bench.counted("hauberk.mesh.hedges", "outcome", "won")).isEqualTo(1);
        assertThat(bench.counted("hauberk.mesh.attempts", "outcome", "hedge-lost"))
                .isEqualTo(1);
        assertThat(bench.counted("hauberk.mesh.attempts", "outcome", "success", "retry_reason", "hedge"))
                .isEqualTo(1);
        assertThat(bench.timers()).isEqualTo(1);
        assertThat(Bench.active(orders)).isZero();
    }

    @Test
    void anAttemptThatAnswersInTimeIsNotJoinedAndNothingIsLeftWaiting() throws IOException {
        ServiceHandler orders = bench.only(hedged(3));
        bench.gets(orders, 10);
        assertThat(transport.seen()).hasSize(10);
        assertThat(bench.hedges.waiting()).isZero();
    }

    @Test
    void theFirstMayStillWin() throws IOException {
        ServiceHandler orders = bench.only(hedged(2));
        transport.all((request, attempt) -> {
            if (attempt.ordinal() == 1) {
                bench.hedges.pass(Duration.ofMillis(60));
                return status(200, "x-first", "yes").answer(request, attempt);
            }
            throw failure(Failure.RESET);
        });
        Response response = orders.handle(bench.request("GET"));
        assertThat(response.headers().first("x-first")).isEqualTo("yes");
        Bench.finish(response);
        assertThat(bench.counted("hauberk.mesh.hedges", "outcome", "failed")).isEqualTo(1);
    }

    @Test
    void whoLosesIsBrokenOffAndSpeaksAgainstNobody() throws IOException {
        ServiceHandler orders = bench.only(hedged(2).outlierDetection(OutlierDetection.consecutiveFailures(1)));
        slowFirst(Duration.ofMillis(400));
        for (int i = 0; i < 20; i++) {
            assertThat(bench.get(orders)).isEqualTo(200);
        }
        assertThat(bench.counted("hauberk.mesh.ejections")).isZero();
        assertThat(transport.seen())
                .filteredOn(seen -> seen.attempt().cancelled())
                .hasSize(20);
    }

    @Test
    void aFailureThatMayBeRetriedIsFollowedByTheNextAtOnce() throws IOException {
        ServiceHandler orders =
                bench.only(hedged(3).retry(Retry.idempotent().retries(0).budget(1)));
        transport.all((request, attempt) -> attempt.ordinal() == 1
                ? status(503).answer(request, attempt)
                : status(200).answer(request, attempt));
        long began = bench.time.nanos();
        assertThat(bench.get(orders)).isEqualTo(200);
        assertThat(bench.time.nanos()).isEqualTo(began);
        assertThat(new HashSet<>(transport.ports())).hasSize(2);
    }

    @Test
    void onceTheHedgesAreGoneRetriesGoOn() throws IOException {
        ServiceHandler orders =
                bench.only(hedged(4).retry(Retry.idempotent().retries(2).budget(1)));
        transport.all(failing(Failure.CONNECT));
        assertThatThrownBy(() -> bench.get(orders)).isInstanceOf(TransportException.class);
        assertThat(transport.seen()).hasSize(4);
        assertThat(Set.copyOf(transport.ports())).hasSize(4);
    }

    @Test
    void anAnswerThatNobodyRetriesIsAnAnswer() throws IOException {
        ServiceHandler orders = bench.only(hedged(3));
        transport.all(status(404));
        assertThat(bench.get(orders)).isEqualTo(404);
        assertThat(transport.seen()).hasSize(1);
    }

    @Test
    void onlyIdempotentRequestsThatCanBeSentAgainAreHedged() throws IOException {
        ServiceHandler orders = bench.only(hedged(3));
        slowFirst(Duration.ofMillis(400));
        for (Request request :
                List.of(bench.request("POST"), bench.stream("PUT"), bench.request("GET", "Upgrade", "websocket"))) {
            transport.forget();
            bench.status(orders, request);
            assertThat(transport.seen()).as(request.toString()).hasSize(1);
        }
        transport.forget();
        bench.status(orders, bench.request("POST", "Idempotency-Key", "k"));
        assertThat(transport.seen()).hasSize(2);
    }

    @Test
    void hedgesDrawOnTheBudgetOfRetries() throws IOException {
        ServiceHandler orders = bench.only(hedged(3).retry(Retry.undelivered().budget(0.1, 0)));
        slowFirst(Duration.ofMillis(60));
        for (int i = 0; i < 100; i++) {
            bench.get(orders);
        }
        assertThat(transport.seen().size() - 100).isBetween(5, 10);
        assertThat(bench.counted("hauberk.mesh.hedges", "outcome", "no-budget")).isPositive();
    }

    @Test
    void oneEndpointAloneIsNotAskedTwice() throws IOException {
        ServiceHandler orders = bench.only(hedged(1));
        slowFirst(Duration.ofMillis(400));
        assertThat(bench.get(orders)).isEqualTo(200);
        assertThat(transport.seen()).hasSize(1);
        assertThat(bench.counted("hauberk.mesh.hedges", "outcome", "no-endpoint"))
                .isEqualTo(1);
    }

    @Test
    void moreThanOneHedgeGoesOutAfterAnotherDelayEach() throws IOException {
        ServiceHandler orders = bench.only(hedged(4).hedge(HEDGE.max(2)));
        slowFirst(Duration.ofMillis(400));
        assertThat(bench.get(orders)).isEqualTo(200);
        assertThat(new HashSet<>(transport.ports())).hasSize(2);

        transport.forget();
        transport.all((request, attempt) -> {
            if (attempt.ordinal() < 3) {
                bench.hedges.pass(Duration.ofMillis(60));
                throw failure(attempt.cancelled() ? Failure.CANCELLED : Failure.RESET);
            }
            return status(200).answer(request, attempt);
        });
        assertThat(bench.get(orders)).isEqualTo(200);
        assertThat(new HashSet<>(transport.ports())).hasSize(3);
    }

    @Test
    void aPercentileIsLearnedBeforeItIsUsed() throws IOException {
        ServiceHandler orders = bench.only(
                hedged(3).hedge(Hedge.percentile(90)).retry(Retry.undelivered().budget(1)));
        transport.all((request, attempt) -> {
            bench.hedges.pass(Duration.ofMillis(20));
            return status(200).answer(request, attempt);
        });
        bench.gets(orders, 30);
        assertThat(transport.seen()).hasSize(30);
        transport.forget();
        slowFirst(Duration.ofMillis(400));
        long began = bench.time.nanos();
        bench.get(orders);
        assertThat(transport.seen()).hasSize(2);
        assertThat(bench.time.nanos() - began).isEqualTo(Duration.ofMillis(400).toNanos());
    }

    @Test
    void oneCallMayBeHedgedThoughItsServiceIsNotAndTheOtherWayRound() throws IOException {
        ServiceHandler orders = bench.only(Bench.orders(2));
        slowFirst(Duration.ofMillis(400));
        Request request = bench.request("GET");
        request.exchange().put(CallOptions.KEY, CallOptions.none().hedge(HEDGE));
        bench.status(orders, request);
        assertThat(transport.seen()).hasSize(2);

        ServiceHandler hedged = bench.only(hedged(2));
        transport.forget();
        Request plain = bench.request("GET");
        plain.exchange().put(CallOptions.KEY, CallOptions.none().noHedge());
        bench.status(hedged, plain);
        assertThat(transport.seen()).hasSize(1);
    }

    @Test
    void anAnswerThatNobodyWaitsForAnyMoreIsGivenBack() {
        FakeTransport fake = new FakeTransport().all(status(503));
        try (Services services = Services.builder(service -> fake)
                .sleeper(time -> {
                    throw new InterruptedIOException("interrupted");
                })
                .hedges(bench.hedges)
                .build()) {
            services.replace(List.of(hedged(1).retry(Retry.idempotent().budget(1))));
            ServiceHandler orders = services.handler("orders");
            assertThatThrownBy(() -> orders.handle(bench.request("GET"))).isInstanceOf(InterruptedIOException.class);
            assertThat(fake.seen()).hasSize(1);
            assertThat(Bench.active(orders)).isZero();
        }
    }

    @Test
    void whatContradictsItselfIsRefused() {
        assertThat(hedged(2).timeout(DELAY).faults())
                .containsExactly(
                        "Service orders hedges after 50ms, when an attempt is over already (50ms). Hedge sooner, or"
                                + " give attempts more time.");
        assertThat(hedged(2).retry(Retry.undelivered().budget(0, 0)).faults())
                .singleElement()
                .asString()
                .startsWith("Service orders hedges within the budget of its retries, and that is nothing.");
    }

    private static Service hedged(int endpoints) {
        return Bench.orders(endpoints).hedge(HEDGE).retry(Retry.undelivered().budget(1));
    }

    /** First attempts take so long, unless they are broken off; what is due meanwhile happens. */
    private void slowFirst(Duration time) {
        transport.all((request, attempt) -> {
            if (attempt.ordinal() == 1) {
                bench.hedges.pass(time);
                if (attempt.cancelled()) {
                    throw failure(Failure.CANCELLED);
                }
            }
            return status(200).answer(request, attempt);
        });
    }
}
