package io.hauberk.service;

import static io.hauberk.service.FakeTransport.failing;
import static io.hauberk.service.FakeTransport.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.hauberk.Body;
import io.hauberk.Exchange;
import io.hauberk.Headers;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.Ticker;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PerEndpointLimitTest {
    private static final Limits TWO = Limits.none().perEndpoint(2);

    private final Bench bench = new Bench();
    private final FakeTransport transport = bench.transport;

    static List<Balancer> balancers() {
        HashKey key = HashKey.header("x-user");
        return List.of(
                Balancer.leastRequest(),
                Balancer.roundRobin(),
                Balancer.random(),
                Balancer.peakEwma(),
                Balancer.ringHash(key),
                Balancer.maglev(key).tableSize(1009));
    }

    /** Between the look at an endpoint and the place there somebody else may take it; that is no reason to give up. */
    @Test
    void whoWasOvertakenLooksAgainThoughNobodyIsCalledInPanic() {
        Member free = new Member(Bench.endpoints(2).get(0));
        Member full = new Member(Bench.endpoints(2).get(1));
        full.enter();
        AtomicInteger draws = new AtomicInteger();
        Chance chance = new Chance(() -> {
            if (draws.incrementAndGet() == 2) {
                free.enter();
            }
            return 0;
        });
        Service service = Bench.orders(2).limits(Limits.none().perEndpoint(1)).panicThreshold(0);
        Selection selection = new Selection(service, chance);
        selection.regroup(List.of(free, full), 0);
        AtomicInteger looks = new AtomicInteger();
        Tried nobody = new Tried() {
            @Override
            public boolean nobody() {
                // Asked first and last in each round: at the beginning of the second the place is free again.
                if (looks.incrementAndGet() == 3) {
                    free.leave();
                }
                return true;
            }

            @Override
            public boolean has(Member member) {
                return false;
            }
        };
        Choice choice = selection.choose(bench.request("GET"), nobody, 0);
        assertThat(choice).isNotNull();
        assertThat(choice.member()).isSameAs(free);
    }

    @ParameterizedTest
    @MethodSource("balancers")
    void anEndpointThatIsFullIsPassedOverAndWhereAllAreTheCallIsRefused(Balancer balancer) throws IOException {
        ServiceHandler orders = bench.only(plain(3).limits(TWO).balance(balancer));
        List<Response> open = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            open.add(orders.handle(bench.request("GET", "x-user", "ada")));
        }
        for (int port = 9001; port <= 9003; port++) {
            assertThat(Collections.frequency(transport.ports(), port)).isEqualTo(2);
        }
        assertThat(bench.shown("hauberk.mesh.limits", "state", "full")).isEqualTo(3);

        Request late = bench.request("GET", "x-user", "ada");
        Response refused = orders.handle(late);
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.rejection()).isNotNull();
        assertThat(refused.rejection().reason()).isEqualTo("endpoints-full");
        assertThat(refused.headers().first("Retry-After")).isEqualTo("1");
        assertThat(refused.headers().first("x-envoy-overloaded")).isEqualTo("true");
        assertThat(late.exchange().decisions())
                .anySatisfy(d -> assertThat(d.toString()).contains("mesh refused by orders", "endpoints-full"));
        assertThat(bench.counted("hauberk.mesh.refusals", "reason", "endpoints-full", "mode", "enforce"))
                .isEqualTo(1);
        assertThat(transport.seen()).hasSize(6);

        int free = transport.seen().get(3).port();
        Bench.finish(open.get(3));
        bench.get(orders);
        assertThat(transport.last().port()).isEqualTo(free);
        open.forEach(Response::close);
        assertThat(Bench.active(orders)).isZero();
        assertThat(bench.shown("hauberk.mesh.limits", "state", "full")).isZero();
    }

    @Test
    void theRecordSaysWhenSomebodyWasPassedOver() throws IOException {
        ServiceHandler orders = bench.only(plain(2).limits(Limits.none().perEndpoint(1)));
        Response open = orders.handle(bench.request("GET"));
        Request second = bench.request("GET");
        Bench.finish(orders.handle(second));
        assertThat(second.exchange().decisions())
                .anySatisfy(d -> assertThat(d.toString()).contains("passing over those that are full"));
        open.close();
    }

    @Test
    void aCookieThatLeadsToSomebodyFullLeadsElsewhere() throws IOException {
        ServiceHandler orders = bench.only(plain(2).limits(Limits.none().perEndpoint(1))
                .balance(Balancer.roundRobin().sticky(StickyCookie.named("shop"))));
        Response open = orders.handle(bench.request("GET"));
        String cookie = String.valueOf(open.headers().first("Set-Cookie"));
        int first = transport.last().port();
        Response other = orders.handle(bench.request("GET", "Cookie", cookie.substring(0, cookie.indexOf(';'))));
        assertThat(other.status()).isEqualTo(200);
        assertThat(transport.last().port()).isNotEqualTo(first);
        open.close();
        other.close();
    }

    @Test
    void whoIsEjectedIsNotCalledBecauseOthersAreFull() throws IOException {
        ServiceHandler orders = bench.only(plain(2).limits(Limits.none().perEndpoint(1))
                .outlierDetection(OutlierDetection.consecutiveFailures(1)));
        transport.at(9001, status(500));
        bench.gets(orders, 20);
        assertThat(bench.shown("hauberk.mesh.endpoints", "state", "ejected")).isEqualTo(1);
        Response open = orders.handle(bench.request("GET"));
        transport.forget();
        Response refused = orders.handle(bench.request("GET"));
        assertThat(refused.status()).isEqualTo(503);
        assertThat(transport.seen()).isEmpty();
        open.close();
    }

    @Test
    void aRetryPassesOverWhoIsFull() throws IOException {
        ServiceHandler orders = bench.only(plain(3).limits(Limits.none().perEndpoint(1))
                .retry(Retry.idempotent().retries(2))
                .balance(Balancer.roundRobin()));
        Response open = orders.handle(bench.request("GET"));
        int full = transport.last().port();
        transport.all((request, attempt) -> attempt.ordinal() == 1
                ? status(503).answer(request, attempt)
                : status(200).answer(request, attempt));
        transport.forget();
        assertThat(bench.get(orders)).isEqualTo(200);
        assertThat(transport.ports()).hasSize(2).doesNotContain(full).doesNotHaveDuplicates();
        open.close();
    }

    @Test
    void noPlaceIsLostWhateverBecomesOfAnAttempt() throws IOException {
        ServiceHandler orders = bench.only(plain(2).limits(Limits.none().perEndpoint(1)));
        for (Failure failure : Failure.values()) {
            transport.all(failing(failure));
            bench.tries(orders, 5);
        }
        transport.all((request, attempt) -> {
            throw new IllegalStateException("a fault of ours");
        });
        for (int i = 0; i < 5; i++) {
            try {
                bench.get(orders);
            } catch (IllegalStateException e) {
                assertThat(e).hasMessage("a fault of ours");
            }
        }
        transport.all(status(200));
        assertThat(bench.get(orders)).isEqualTo(200);
        assertThat(Bench.active(orders)).isZero();
    }

    @Test
    void aShadowSendsAllAndSaysWhatItWouldRefuse() throws IOException {
        ServiceHandler orders = bench.only(
                plain(2).limits(Limits.requests(3).perEndpoint(1).shadow()).balance(Balancer.roundRobin()));
        List<Response> open = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            open.add(orders.handle(bench.request("GET")));
        }
        assertThat(open).allSatisfy(response -> assertThat(response.status()).isEqualTo(200));
        assertThat(bench.counted("hauberk.mesh.refusals", "reason", "endpoints-full", "mode", "shadow"))
                .isEqualTo(3);
        assertThat(bench.counted("hauberk.mesh.refusals", "reason", "overloaded", "mode", "shadow"))
                .isEqualTo(2);
        assertThat(bench.counted("hauberk.mesh.refusals", "mode", "enforce")).isZero();
        assertThat(bench.shown("hauberk.mesh.limits", "state", "active")).isEqualTo(5);
        Request request = bench.request("GET");
        open.add(orders.handle(request));
        assertThat(request.exchange().decisions())
                .anySatisfy(d -> assertThat(d.toString()).contains("would refuse", "endpoints-full"))
                .anySatisfy(d -> assertThat(d.toString()).contains("would refuse", "overloaded"));
        open.forEach(Response::close);
        assertThat(bench.shown("hauberk.mesh.limits", "state", "active")).isZero();
        Bench.finish(orders.handle(bench.request("GET")));
        assertThat(bench.counted("hauberk.mesh.refusals", "reason", "overloaded"))
                .isEqualTo(3);
    }

    @Test
    void thereAreNeverMoreAttemptsAtAnEndpointThanItMayHave() throws Exception {
        Map<Integer, AtomicInteger> inside = new ConcurrentHashMap<>();
        AtomicInteger most = new AtomicInteger();
        Transport slow = (request, attempt) -> {
            AtomicInteger here = inside.computeIfAbsent(attempt.endpoint().port(), port -> new AtomicInteger());
            most.accumulateAndGet(here.incrementAndGet(), Math::max);
            Thread.yield();
            return Response.of(200, Headers.empty(), Body.of("answer")).onEnd(end -> here.decrementAndGet());
        };
        AtomicInteger answered = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        try (Services services = Services.builder(any -> slow).build()) {
            services.replace(List.of(plain(4).limits(TWO)));
            ServiceHandler orders = services.handler("orders");
            ExecutorService threads = Executors.newFixedThreadPool(16);
            List<Future<?>> all = new ArrayList<>();
            for (int t = 0; t < 16; t++) {
                all.add(threads.submit(() -> {
                    for (int i = 0; i < 2_000; i++) {
                        Response response = orders.handle(request());
                        (response.status() == 200 ? answered : refused).incrementAndGet();
                        Thread.yield();
                        response.close();
                    }
                    return null;
                }));
            }
            for (Future<?> one : all) {
                one.get(60, TimeUnit.SECONDS);
            }
            threads.shutdown();
            assertThat(Bench.active(orders)).isZero();
        }
        assertThat(most.get()).isBetween(1, 2);
        assertThat(answered.get() + refused.get()).isEqualTo(32_000);
        assertThat(answered.get()).isPositive();
    }

    @Test
    void aLimitOfAnEndpointAboveThatOfAllIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> bench.only(plain(2).limits(Limits.requests(5).perEndpoint(6))))
                .withMessage(
                        "Service orders lets one endpoint have 6 attempts at a time, but all of them together have 5"
                                + " calls. Lower perEndpoint, or raise requests.");
        assertThat(plain(2).limits(Limits.requests(5).perEndpoint(2)).warnings())
                .containsExactly("Service orders may have 5 calls at a time, but its 2 endpoints together have 4"
                        + " attempts. Raise perEndpoint, or lower requests.");
        assertThat(plain(3).limits(Limits.requests(5).perEndpoint(2)).warnings())
                .isEmpty();
    }

    private static Request request() {
        return Request.of(
                Exchange.begin(Ticker.system()), "GET", "http", "orders", "/", null, Headers.empty(), Body.empty());
    }

    private static Service plain(int endpoints) {
        return Bench.orders(endpoints)
                .timeout(Duration.ofMinutes(1))
                .retry(Retry.never())
                .outlierDetection(OutlierDetection.off());
    }
}
