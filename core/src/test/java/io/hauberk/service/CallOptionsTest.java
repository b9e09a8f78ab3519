package io.hauberk.service;

import static io.hauberk.service.FakeTransport.failing;
import static io.hauberk.service.FakeTransport.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.hauberk.Request;
import io.hauberk.annotation.Hedged;
import io.hauberk.annotation.Retried;
import io.hauberk.annotation.TimeLimited;
import java.io.IOException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CallOptionsTest {
    private final Bench bench = new Bench();
    private final FakeTransport transport = bench.transport;

    @Test
    void aCallMayBeTriedMoreOftenThanItsServiceSays() throws IOException {
        ServiceHandler orders = bench.only(Bench.orders(3).retry(Retry.never().budget(1)));
        transport.at(9001, status(503)).at(9002, status(503));
        CallOptions often = CallOptions.none().retry(Retry.idempotent().retries(2));
        for (int i = 0; i < 4; i++) {
            assertThat(bench.status(orders, with(often))).isEqualTo(200);
        }
        assertThat(bench.counted("hauberk.mesh.attempts", "retry_reason", "gateway-error"))
                .isPositive();
    }

    @Test
    void aCallMayRefuseToBeTriedAgain() throws IOException {
        ServiceHandler orders = bench.only(Bench.orders(3).retry(Retry.idempotent()));
        transport.all(status(503));
        assertThat(bench.status(orders, with(CallOptions.none().noRetry()))).isEqualTo(503);
        assertThat(transport.seen()).hasSize(1);
        assertThat(bench.get(orders)).isEqualTo(503);
        assertThat(transport.seen()).hasSize(3);
    }

    @Test
    void theBudgetStaysThatOfTheService() throws IOException {
        ServiceHandler orders = bench.only(Bench.orders(3).retry(Retry.never().budget(0, 0)));
        transport.all(status(503));
        CallOptions greedy = CallOptions.none().retry(Retry.idempotent().budget(1, 1000));
        assertThat(bench.status(orders, with(greedy))).isEqualTo(503);
        assertThat(transport.seen()).hasSize(1);
    }

    @Test
    void timesAreShortenedAndNeverLengthened() throws IOException {
        Service service = Bench.orders(1).timeout(Duration.ofSeconds(2)).attemptTimeout(Duration.ofSeconds(1));
        ServiceHandler orders = bench.only(service);
        CallOptions shorter = CallOptions.none().timeout(Duration.ofMillis(300));
        CallOptions longer = CallOptions.none().timeout(Duration.ofSeconds(9)).attemptTimeout(Duration.ofSeconds(9));
        assertThat(told(orders, shorter)).isEqualTo("300");
        assertThat(told(orders, shorter.attemptTimeout(Duration.ofMillis(200)))).isEqualTo("200");
        assertThat(told(orders, longer)).isEqualTo("1000");
    }

    @Test
    void whoIsInAHurryEjectsNobody() throws IOException {
        ServiceHandler orders = bench.only(Bench.orders(2).retry(Retry.never()));
        transport.all((request, attempt) -> {
            bench.time.advance(Duration.ofMillis(10));
            throw FakeTransport.failure(Failure.TIMEOUT);
        });
        CallOptions hasty = CallOptions.none().attemptTimeout(Duration.ofMillis(10));
        for (int i = 0; i < 40; i++) {
            Request request = with(hasty);
            assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> bench.status(orders, request)))
                    .isInstanceOf(TransportException.class);
        }
        assertThat(bench.counted("hauberk.mesh.ejections")).isZero();
    }

    @Test
    void optionsOfOneExchangeDoNotReachItsChildren() throws IOException {
        ServiceHandler orders =
                bench.only(Bench.orders(2).retry(Retry.idempotent().retries(1)));
        transport.all(failing(Failure.RESET));
        Request parent = with(CallOptions.none().noRetry());
        Request child = parent.in(parent.exchange().child());
        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> bench.status(orders, child)))
                .isInstanceOf(TransportException.class);
        assertThat(transport.seen()).hasSize(2);
    }

    @Test
    void badValuesAreRefusedInSentences() {
        CallOptions none = CallOptions.none();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> none.timeout(Duration.ZERO))
                .withMessage("The timeout of a call is a time above zero, not PT0S.");
        assertThatIllegalArgumentException().isThrownBy(() -> none.attemptTimeout(Duration.ofMillis(-1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Hedge.after(Duration.ofNanos(1)))
                .withMessageContaining("1ms at least");
        assertThatIllegalArgumentException().isThrownBy(() -> Hedge.percentile(100));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Hedge.percentile(95).max(5));
    }

    @Test
    void annotationsOfAMethodWinOverThoseOfItsInterface() throws IOException {
        assertThat(annotated("plain"))
                .isEqualTo(CallOptions.none()
                        .retry(Retry.idempotent().retries(2))
                        .timeout(Duration.ofSeconds(2))
                        .attemptTimeout(Duration.ofMillis(500)));
        assertThat(annotated("own"))
                .isEqualTo(CallOptions.none()
                        .retry(Retry.never().on(Condition.CONNECT_FAILURE, Condition.status(503)))
                        .hedge(Hedge.after(Duration.ofMillis(50)).max(2))
                        .timeout(Duration.ofMillis(300)));
        assertThat(CallOptions.annotated(Object.class.getMethods()[0])).isNull();
    }

    @Test
    void aBadAnnotationIsRefusedNamingTheMethodAndTheValue() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> annotated("badTime"))
                .withMessage(
                        "@TimeLimited of Orders.badTime: \"soon\" is no time. Write a number and a unit: 250ms, 2s,"
                                + " 1m or 1h.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> annotated("badCondition"))
                .withMessageStartingWith("@Retried of Orders.badCondition: \"reste\" is nothing to retry on.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> annotated("badPercentile"))
                .withMessageStartingWith("@Hedged of Orders.badPercentile: ");
    }

    private String told(ServiceHandler orders, CallOptions options) throws IOException {
        bench.status(orders, with(options));
        return transport.last().header("x-envoy-expected-rq-timeout-ms");
    }

    private Request with(CallOptions options) {
        Request request = bench.request("GET");
        request.exchange().put(CallOptions.KEY, options);
        return request;
    }

    private static @Nullable CallOptions annotated(String name) {
        Method method = Arrays.stream(Orders.class.getDeclaredMethods())
                .filter(m -> m.getName().equals(name))
                .findFirst()
                .orElseThrow();
        return CallOptions.annotated(method);
    }

    @Retried(2)
    @TimeLimited(value = "2s", attempt = "500ms")
    private interface Orders {
        void plain();

        @Retried(
                value = 0,
                on = {"connect-failure", "503"})
        @Hedged(after = "50ms", max = 2)
        @TimeLimited("300ms")
        void own();

        @TimeLimited("soon")
        void badTime();

        @Retried(on = "reste")
        void badCondition();

        @Hedged(percentile = 100)
        void badPercentile();
    }
}
