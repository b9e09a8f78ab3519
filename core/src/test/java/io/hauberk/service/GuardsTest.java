package io.hauberk.service;

import static io.hauberk.service.FakeTransport.failing;
import static io.hauberk.service.FakeTransport.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.Exchange;
import io.hauberk.Headers;
import io.hauberk.Request;
import io.hauberk.Response;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class GuardsTest {
    private static final CircuitBreaker BREAKER =
            CircuitBreaker.failureRate(50).minimumCalls(10).halfOpenCalls(2);

    private final Bench bench = new Bench();
    private final FakeTransport transport = bench.transport;

    @Test
    void aCircuitOpensWhenTooManyCallsFailAndSaysWhenToComeBack() throws IOException {
        ServiceHandler orders = bench.only(plain().circuitBreaker(BREAKER));
        transport.all(status(500));
        bench.gets(orders, 10);
        transport.forget();

        Response refused = orders.handle(bench.request("GET"));

        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.rejection()).isNotNull();
        assertThat(refused.rejection().reason()).isEqualTo("circuit-open");
        assertThat(refused.headers().first("Retry-After")).isEqualTo("10");
        assertThat(refused.headers().first("x-envoy-overloaded")).isEqualTo("true");
        assertThat(transport.seen()).isEmpty();
        assertThat(bench.shown("hauberk.circuit.state")).isEqualTo(1);
        assertThat(bench.counted("hauberk.mesh.refusals", "reason", "circuit-open"))
                .isEqualTo(1);
    }

    @Test
    void afterTheOpenTimeAFewCallsCloseItAgain() throws IOException {
        ServiceHandler orders = bench.only(plain().circuitBreaker(BREAKER));
        transport.all(failing(Failure.RESET));
        bench.tries(orders, 10);
        transport.all(status(200));
        assertThat(bench.get(orders)).isEqualTo(503);
        bench.time.advance(Duration.ofMillis(10_001));
        bench.gets(orders, 2);
        transport.forget();
        bench.gets(orders, 20);
        assertThat(transport.seen()).hasSize(20);
        assertThat(bench.shown("hauberk.circuit.state")).isZero();
        assertThat(bench.counted("hauberk.circuit.transitions", "state", "half-open"))
                .isEqualTo(1);
    }

    @Test
    void slowCallsMayOpenItToo() throws IOException {
        ServiceHandler orders = bench.only(plain().circuitBreaker(BREAKER.slowCalls(50, Duration.ofMillis(100))));
        transport.all((request, attempt) -> {
            bench.time.advance(Duration.ofMillis(200));
            return status(200).answer(request, attempt);
        });
        bench.gets(orders, 10);
        assertThat(bench.get(orders)).isEqualTo(503);
    }

    @Test
    void whatSaysNothingAboutTheServiceDoesNotCount() throws IOException {
        ServiceHandler orders = bench.only(plain().circuitBreaker(BREAKER));
        transport.all(failing(Failure.CANCELLED));
        bench.tries(orders, 30);
        transport.all(status(404));
        bench.gets(orders, 30);
        transport.all((request, attempt) -> {
            bench.time.advance(Duration.ofMillis(50));
            throw FakeTransport.failure(Failure.TIMEOUT);
        });
        for (int i = 0; i < 60; i++) {
            assertThat(bench.status(orders, bench.within(Duration.ofMillis(50))))
                    .isEqualTo(504);
        }
        transport.all(status(200));
        assertThat(bench.get(orders)).isEqualTo(200);
    }

    @Test
    void aServiceThatNeverAnswersInTimeOpensItsCircuit() throws IOException {
        ServiceHandler orders =
                bench.only(plain().timeout(Duration.ofMillis(500)).circuitBreaker(BREAKER));
        transport.all((request, attempt) -> {
            bench.time.advance(Duration.ofMillis(500));
            throw FakeTransport.failure(Failure.TIMEOUT);
        });
        for (int i = 0; i < 10; i++) {
            assertThat(bench.get(orders)).isEqualTo(504);
        }
        assertThat(bench.get(orders)).isEqualTo(503);
    }

    @Test
    void aShadowedCircuitOnlySaysWhatItWouldRefuse() throws IOException {
        ServiceHandler orders = bench.only(plain().circuitBreaker(BREAKER.shadow()));
        transport.all(status(500));
        bench.gets(orders, 20);
        assertThat(transport.seen()).hasSize(20);
        assertThat(bench.counted("hauberk.mesh.refusals", "mode", "shadow")).isEqualTo(10);
    }

    @Test
    void aPermitIsHeldToTheEndOfTheAnswer() throws IOException {
        ServiceHandler orders = bench.only(plain().limits(Limits.requests(2)));
        Response one = orders.handle(bench.request("GET"));
        Response two = orders.handle(bench.request("GET"));
        assertThat(bench.shown("hauberk.mesh.limits", "state", "active")).isEqualTo(2);
        Response three = orders.handle(bench.request("GET"));
        assertThat(three.status()).isEqualTo(503);
        assertThat(three.rejection()).isNotNull();
        assertThat(three.rejection().reason()).isEqualTo("overloaded");
        Bench.finish(one);
        two.close();
        assertThat(bench.get(orders)).isEqualTo(200);
        transport.all(failing(Failure.RESET));
        bench.tries(orders, 5);
        transport.all(status(200));
        bench.gets(orders, 5);
        assertThat(bench.shown("hauberk.mesh.limits", "state", "active")).isZero();
    }

    @Test
    void thereAreNeverMoreCallsThanTheLimitAndNoneIsLost() throws Exception {
        Bulkhead bulkhead = new Bulkhead(Limits.requests(4).pending(100, Duration.ofSeconds(20)));
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(16);
        List<Future<?>> all = new ArrayList<>();
        for (int t = 0; t < 16; t++) {
            all.add(threads.submit(() -> {
                for (int i = 0; i < 500; i++) {
                    assertThat(bulkhead.enter(TimeUnit.SECONDS.toNanos(20))).isTrue();
                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                    Thread.yield();
                    inside.decrementAndGet();
                    bulkhead.leave();
                }
                return null;
            }));
        }
        for (Future<?> one : all) {
            one.get(60, TimeUnit.SECONDS);
        }
        threads.shutdown();
        assertThat(most.get()).isBetween(1, 4);
        assertThat(bulkhead.active()).isZero();
        assertThat(bulkhead.pending()).isZero();
    }

    @Test
    void whoWaitsDoesNotWaitPastHisTime() throws IOException {
        Bulkhead bulkhead = new Bulkhead(Limits.requests(1).pending(1, Duration.ofMinutes(1)));
        assertThat(bulkhead.enter(0)).isTrue();
        assertThat(bulkhead.enter(TimeUnit.MILLISECONDS.toNanos(5))).isFalse();
        assertThat(bulkhead.pending()).isZero();
    }

    @Test
    void aServiceThatRefusesMuchIsAskedLessAndMoreOnceItAccepts() throws IOException {
        ServiceHandler orders = bench.only(plain().adaptiveThrottling(AdaptiveThrottling.standard()));
        transport.all(status(503));
        bench.gets(orders, 2_000);
        int sent = transport.seen().size();
        assertThat(sent).isBetween(11, 300);
        transport.all(status(200));
        transport.forget();
        for (int i = 0; i < 150; i++) {
            bench.time.advance(Duration.ofSeconds(5));
            bench.gets(orders, 50);
        }
        transport.forget();
        bench.gets(orders, 200);
        assertThat(transport.seen()).hasSize(200);
    }

    @Test
    void aBatchThatIsRefusedDoesNotThrottleUsers() throws IOException {
        ServiceHandler orders = bench.only(plain().adaptiveThrottling(AdaptiveThrottling.standard()));
        transport.all(status(503));
        for (int i = 0; i < 500; i++) {
            bench.status(orders, of(Criticality.SHEDDABLE));
        }
        transport.all(status(200));
        transport.forget();
        for (int i = 0; i < 100; i++) {
            bench.get(orders);
            bench.status(orders, of(Criticality.SHEDDABLE));
        }
        assertThat(transport.seen())
                .filteredOn(seen -> seen.request().header("x-criticality") == null)
                .hasSize(100);
        assertThat(transport.seen()).hasSizeLessThan(150);
    }

    @Test
    void whatIsCalledOnBehalfOfABatchIsABatchToo() throws IOException {
        ServiceHandler orders = bench.only(plain());
        Exchange inbound = bench.exchange();
        Lineage.note(inbound, Headers.of("x-criticality", "sheddable-plus"));
        bench.status(orders, bench.request("GET").in(inbound.child()));
        assertThat(transport.last().header("x-criticality")).isEqualTo("sheddable-plus");
    }

    @Test
    void aFallbackStandsInForWhatWasRefusedOrFailedAndSaysSo() throws IOException {
        Fallback fallback = Fallback.handler(request -> Response.ok("cached")).on(500);
        ServiceHandler orders = bench.only(plain().fallback(fallback));
        for (FakeTransport.Behaviour bad : List.of(failing(Failure.RESET), failing(Failure.TIMEOUT), status(500))) {
            transport.all(bad);
            Request request = bench.request("GET");
            Response response = orders.handle(request);
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.headers().first("x-hauberk-fallback")).isEqualTo("orders");
            assertThat(request.exchange().decisions())
                    .anySatisfy(d -> assertThat(d.toString()).startsWith("fallback applied by orders"));
        }
        assertThat(bench.counted("hauberk.mesh.fallbacks", "reason", "failed")).isEqualTo(2);
        assertThat(bench.counted("hauberk.mesh.fallbacks", "reason", "status")).isEqualTo(1);
        transport.all(status(502));
        assertThat(bench.get(orders)).isEqualTo(502);
        transport.all(failing(Failure.CANCELLED));
        assertThatThrownBy(() -> bench.get(orders)).isInstanceOf(TransportException.class);
    }

    @Test
    void anotherServiceStandsInWhereTheBodyCanStillBeSent() throws IOException {
        bench.services.replace(List.of(
                plain().fallback(Fallback.service("spare")),
                Service.named("spare").endpoints("http://127.0.0.1:9100")));
        ServiceHandler orders = bench.services.handler("orders");
        transport.all(failing(Failure.CONNECT)).at(9100, status(200));
        Response response = orders.handle(bench.stream("POST"));
        assertThat(response.headers().first("x-hauberk-fallback")).isEqualTo("orders");
        transport.all(FakeTransport.failingAfterBody(Failure.RESET)).at(9100, status(200));
        assertThatThrownBy(() -> orders.handle(bench.stream("POST"))).isInstanceOf(TransportException.class);
    }

    @Test
    void fallbacksThatLeadNowhereAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> bench.only(plain().fallback(Fallback.service("spare"))))
                .withMessage("Service orders falls back on spare, which is no service. Add it, or name another.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> bench.only(plain().fallback(Fallback.service("orders"))))
                .withMessageStartingWith("Service orders falls back on itself");
    }

    private static Service plain() {
        return Bench.orders(2).retry(Retry.never()).outlierDetection(OutlierDetection.off());
    }

    private Request of(Criticality criticality) {
        Request request = bench.request("GET");
        request.exchange().put(CallOptions.KEY, CallOptions.none().criticality(criticality));
        return request;
    }
}
