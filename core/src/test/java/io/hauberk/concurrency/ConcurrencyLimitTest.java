package io.hauberk.concurrency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.Body;
import io.hauberk.Caller;
import io.hauberk.End;
import io.hauberk.Exchange;
import io.hauberk.Head;
import io.hauberk.Headers;
import io.hauberk.Outcome;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.Ticker;
import io.hauberk.key.By;
import io.hauberk.service.Criticality;
import io.hauberk.service.Lineage;
import io.hauberk.testkit.FilterTest;
import io.hauberk.testkit.Handled;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConcurrencyLimitTest {
    private final ConcurrencyLimit limit = ConcurrencyLimit.of(2);

    @Test
    void whatDoesNotFitIsRefusedWith503() throws IOException {
        FilterTest test = FilterTest.of(limit);
        test.get("/");
        test.get("/");
        Handled third = test.get("/");
        assertThat(third.status()).isEqualTo(503);
        assertThat(third.reason()).isEqualTo("too-many-in-flight");
        assertThat(third.header("Retry-After")).isEqualTo("1");
        assertThat(third.passed()).isEmpty();
        assertThat(third.outcomes()).containsExactly(Outcome.REFUSED);
        third.end(End.COMPLETED);
        assertThat(limit.inFlight()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(End.class)
    void aPermitComesBackWhenTheResponseHasEndedAndOnlyOnce(End end) throws IOException {
        Handled first = FilterTest.of(limit).get("/");
        FilterTest.of(limit).get("/");
        first.end(end).end(End.COMPLETED);
        first.response().close();
        assertThat(limit.inFlight()).isOne();
        assertThat(FilterTest.of(limit).get("/").status()).isEqualTo(200);
    }

    @Test
    void aPermitComesBackWhenNextThrowsWhateverItThrows() {
        for (Throwable failure :
                List.of(new IOException("a"), new IllegalStateException("b"), new StackOverflowError())) {
            FilterTest test = FilterTest.of(limit).before(request -> {
                throw ConcurrencyLimitTest.<RuntimeException>same(failure);
            });
            assertThatThrownBy(() -> test.get("/")).isSameAs(failure);
        }
        assertThat(limit.inFlight()).isZero();
    }

    @Test
    void aResponseThatHadEndedBeforeItCameBackHoldsNothing() throws IOException {
        FilterTest.of(limit)
                .before(request -> {
                    Response response = Response.ok("done");
                    response.end(End.COMPLETED);
                    return response;
                })
                .get("/");
        assertThat(limit.inFlight()).isZero();
    }

    @Test
    void inShadowModeWhatDoesNotFitPassesAndIsRecorded() throws IOException {
        FilterTest test = FilterTest.of(limit.shadowed());
        test.get("/");
        Handled second = test.get("/");
        Handled third = test.get("/");
        assertThat(third.status()).isEqualTo(200);
        assertThat(third.outcomes()).containsExactly(Outcome.WOULD_REFUSE);
        second.end(End.COMPLETED);
        assertThat(limit.inFlight()).isOne();
    }

    @Test
    void someRoomCanBeKeptForRequestsThatMustPass() throws IOException {
        FilterTest test =
                FilterTest.of(limit.keeping(1, request -> request.path().equals("/health")));
        test.get("/");
        test.get("/");
        assertThat(test.get("/").status()).isEqualTo(503);
        Handled health = test.get("/health");
        assertThat(health.status()).isEqualTo(200);
        assertThat(test.get("/health").status()).isEqualTo(503);
        health.end(End.COMPLETED);
        assertThat(test.get("/").status()).isEqualTo(503);
        assertThat(test.get("/health").status()).isEqualTo(200);
    }

    @Test
    void eachCallerHasItsOwnLimitAndIsForgottenWhenNothingOfItIsInFlight() throws IOException {
        ConcurrencyLimit each = ConcurrencyLimit.of(1).by(By.principal());
        FilterTest test = FilterTest.of(each);
        Handled ada = test.handle(by("ada"));
        Handled bob = test.handle(by("bob"));
        assertThat(bob.status()).isEqualTo(200);
        assertThat(test.handle(by("ada")).status()).isEqualTo(503);
        assertThat(each.inFlight()).isEqualTo(2);
        ada.end(End.COMPLETED);
        bob.end(End.FAILED);
        assertThat(each.inFlight()).isZero();
        assertThat(each.callers()).isZero();
        assertThat(test.handle(by("ada")).status()).isEqualTo(200);
    }

    @Test
    void manyThreadsNeverHaveMoreInFlightThanTheLimitAndLeaveNothingBehind() throws Exception {
        for (ConcurrencyLimit tested :
                List.of(ConcurrencyLimit.of(3), ConcurrencyLimit.of(3).by(By.everyone()))) {
            AtomicInteger inside = new AtomicInteger();
            AtomicInteger most = new AtomicInteger();
            CyclicBarrier start = new CyclicBarrier(8);
            List<Thread> threads = new ArrayList<>();
            for (int t = 0; t < 8; t++) {
                Thread thread = new Thread(() -> hammer(tested, start, inside, most));
                thread.start();
                threads.add(thread);
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(most.get()).isBetween(1, 3);
            assertThat(tested.inFlight()).isZero();
            assertThat(tested.callers()).isZero();
        }
    }

    private static void hammer(ConcurrencyLimit tested, CyclicBarrier start, AtomicInteger inside, AtomicInteger most) {
        try {
            start.await();
            for (int i = 0; i < 5_000; i++) {
                Response response = tested.handle(Request.get("/"), request -> {
                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                    Thread.yield();
                    inside.decrementAndGet();
                    return Response.ok("in");
                });
                response.end(End.COMPLETED);
            }
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void theGaugeShowsWhatIsInFlightAlsoAfterALimitWasReplaced() throws IOException {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        limit.named("partner").bindTo(registry);
        ConcurrencyLimit replacement = ConcurrencyLimit.of(5).named("partner");
        replacement.bindTo(registry);
        FilterTest.of(replacement).get("/");
        assertThat(registry.get("hauberk.concurrency.inflight")
                        .tag("filter", "partner")
                        .gauge()
                        .value())
                .isOne();
        assertThat(registry.get("hauberk.concurrency.limit").gauge().value()).isEqualTo(5);
        assertThat(registry.getMeters()).hasSize(7);
    }

    @Test
    void whatIsRefusedIsCountedByCriticality() throws IOException {
        ConcurrencyLimit shared = ConcurrencyLimit.of(2).share(Criticality.SHEDDABLE_PLUS, 50);
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        shared.bindTo(registry);
        FilterTest test = FilterTest.of(shared);
        test.handle(by(Criticality.SHEDDABLE));
        assertThat(test.handle(by(Criticality.SHEDDABLE)).status()).isEqualTo(503);
        assertThat(test.handle(by(Criticality.SHEDDABLE_PLUS)).status()).isEqualTo(503);
        assertThat(test.handle(by(Criticality.CRITICAL)).status()).isEqualTo(200);
        assertThat(test.handle(by(Criticality.CRITICAL_PLUS)).status()).isEqualTo(503);
        for (Criticality criticality : Criticality.values()) {
            assertThat(registry.get("hauberk.concurrency.refused")
                            .tag("criticality", criticality.toString())
                            .functionCounter()
                            .count())
                    .isEqualTo(criticality == Criticality.CRITICAL ? 0 : 1);
        }
        assertThat(shared).hasToString("concurrencyLimit(2, sheddable-plus up to 50 %, sheddable up to 50 %)");
        assertThatThrownBy(() -> shared.share(Criticality.CRITICAL, 0)).hasMessageContaining("from 1 to 100 percent");
    }

    private static Request by(Criticality criticality) {
        Request request = Request.get("/");
        Lineage.atMost(request.exchange(), criticality);
        return request;
    }

    @Test
    void limitsThatMakeNoSenseAreRefusedInASentence() {
        assertThatThrownBy(() -> ConcurrencyLimit.of(0)).hasMessageContaining("from 1 to 1000000, but it is 0");
        assertThatThrownBy(() -> limit.keeping(-1, request -> true)).hasMessageContaining("from 0");
        assertThat(limit.keeping(1, request -> true)).hasToString("concurrencyLimit(2, and 1 kept)");
    }

    private static Request by(String principal) {
        Exchange exchange = Exchange.begin(Ticker.system());
        exchange.attach(Caller.unknown().withPrincipal(principal, null));
        return Request.of(exchange, "GET", "http", "localhost", "/", null, Headers.empty(), Body.empty());
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> T same(Throwable failure) throws T {
        throw (T) failure;
    }

    @Test
    void aThreadIsHeldUntilTheEndOfAnAnswerThatWeSendOn() throws IOException {
        ConcurrencyLimit threads = ConcurrencyLimit.ofThreads(1);
        Handled first = FilterTest.of(threads).get("/");
        assertThat(FilterTest.of(threads).get("/").status()).isEqualTo(503);
        first.end(End.COMPLETED);
        assertThat(FilterTest.of(threads).get("/").status()).isEqualTo(200);
    }

    @Test
    void aThreadIsHeldOnlyUntilTheServletReturnsWhereTheApplicationAnswersItself() throws IOException {
        ConcurrencyLimit threads = ConcurrencyLimit.ofThreads(1);
        FilterTest test = FilterTest.of(threads).before(request -> {
            assertThat(threads.inFlight()).isOne();
            return Response.sent(new Head(200, Headers.empty()));
        });
        assertThat(test.get("/").status()).isEqualTo(200);
        assertThat(test.get("/").status()).isEqualTo(200);
        assertThat(threads.inFlight()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health", "/health/ready", "/healthz", "/livez", "/readyz", "/actuator/health"})
    void thereIsRoomForHealthChecksWhenAllElseIsRefused(String path) throws IOException {
        ConcurrencyLimit threads = ConcurrencyLimit.ofThreads(1).keepingForHealth(1);
        FilterTest.of(threads).get("/");
        assertThat(FilterTest.of(threads).get("/").status()).isEqualTo(503);
        assertThat(FilterTest.of(threads).get("/healthy").status()).isEqualTo(503);
        assertThat(FilterTest.of(threads).get(path).status()).isEqualTo(200);
        assertThat(FilterTest.of(threads).get(path).status()).isEqualTo(503);
    }
}
