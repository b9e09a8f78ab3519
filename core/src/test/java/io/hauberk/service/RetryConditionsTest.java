package io.hauberk.service;

import static io.hauberk.service.FakeTransport.failing;
import static io.hauberk.service.FakeTransport.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.Exchange;
import io.hauberk.Headers;
import io.hauberk.Request;
import io.hauberk.timer.Latencies;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which answers and failures meet which condition, and what forbids a retry all the same. */
class RetryConditionsTest {
    private static final String KEY = "Idempotency-Key";

    private final Bench bench = new Bench();
    private final FakeTransport transport = bench.transport;

    @Test
    void eachConditionIsMetByItsFailuresAndNoOthers() throws IOException {
        Map<String, Set<Failure>> met = Map.of(
                "connect-failure", EnumSet.of(Failure.CONNECT),
                "refused-stream", EnumSet.of(Failure.REFUSED_STREAM),
                "reset-before-request", EnumSet.of(Failure.RESET_BEFORE_REQUEST),
                "stale", EnumSet.of(Failure.STALE, Failure.RESET_BEFORE_REQUEST),
                "reset", EnumSet.of(Failure.RESET, Failure.TIMEOUT, Failure.STALE, Failure.RESET_BEFORE_REQUEST),
                "5xx", EnumSet.complementOf(EnumSet.of(Failure.CANCELLED)),
                "gateway-error", EnumSet.noneOf(Failure.class));
        for (Map.Entry<String, Set<Failure>> row : met.entrySet()) {
            for (Failure failure : Failure.values()) {
                ServiceHandler orders = on(row.getKey());
                transport.forget();
                transport.all(failing(failure));
                assertThatThrownBy(() -> bench.get(orders)).isInstanceOf(TransportException.class);
                assertThat(transport.seen())
                        .as(row.getKey() + " on " + failure)
                        .hasSize(row.getValue().contains(failure) ? 2 : 1);
            }
        }
    }

    @Test
    void eachConditionIsMetByItsStatusesAndNoOthers() throws IOException {
        for (int status : new int[] {200, 400, 404, 408, 409, 421, 425, 429, 500, 501, 502, 503, 504, 505, 599}) {
            assertRetried("5xx", status, status >= 500);
            assertRetried("gateway-error", status, status >= 502 && status <= 504);
            assertRetried("retriable-4xx", status, status == 409);
            assertRetried("429", status, status == 429);
        }
    }

    private void assertRetried(String condition, int status, boolean retried) throws IOException {
        assertThat(attempts(on(condition), bench.request("GET"), status))
                .as(condition + " on " + status)
                .isEqualTo(retried ? 2 : 1);
    }

    @Test
    void aLimitOfAProxyMeetsEnvoyRatelimited() throws IOException {
        ServiceHandler orders = on("envoy-ratelimited");
        assertThat(attempts(orders, bench.request("GET"), 429, "x-envoy-ratelimited", "true"))
                .isEqualTo(2);
        assertThat(attempts(orders, bench.request("GET"), 429)).isEqualTo(1);
        assertThat(attempts(orders, bench.request("GET"), 200, "x-envoy-ratelimited", "true"))
                .isEqualTo(1);
    }

    @Test
    void statusesOfGrpcAreReadWhereTheHeadIsAll() throws IOException {
        Map<String, Integer> statuses = Map.of(
                "cancelled", 1, "deadline-exceeded", 4, "resource-exhausted", 8, "internal", 13, "unavailable", 14);
        for (Map.Entry<String, Integer> row : statuses.entrySet()) {
            for (int status = 0; status <= 17; status++) {
                Request request = bench.request("POST", KEY, "k", "content-type", "application/grpc");
                assertThat(attempts(on(row.getKey()), request, 200, "grpc-status", Integer.toString(status)))
                        .as(row.getKey() + " on " + status)
                        .isEqualTo(status == row.getValue() ? 2 : 1);
            }
        }
        assertThat(attempts(on("unavailable"), bench.request("POST"), 200, "grpc-status", "14"))
                .isEqualTo(1);
        assertThat(attempts(on("unavailable"), bench.request("GET"), 200, "grpc-status", "fourteen"))
                .isEqualTo(1);
    }

    @Test
    void aPushbackOfGrpcSaysWhenOrNever() throws IOException {
        ServiceHandler orders = on("unavailable");
        long began = bench.time.nanos();
        assertThat(attempts(orders, bench.request("GET"), 200, "grpc-status", "14", "grpc-retry-pushback-ms", "700"))
                .isEqualTo(2);
        assertThat(bench.time.nanos() - began).isEqualTo(Duration.ofMillis(700).toNanos());
        for (String never : new String[] {"-1", "soon", "99999999999"}) {
            assertThat(attempts(
                            orders, bench.request("GET"), 200, "grpc-status", "14", "grpc-retry-pushback-ms", never))
                    .isEqualTo(1);
        }
    }

    @Test
    void whatAsksNotToBeRetriedIsNot() throws IOException {
        ServiceHandler orders = on("5xx");
        assertThat(attempts(orders, bench.request("GET"), 503, "x-envoy-overloaded", "true"))
                .isEqualTo(1);
        assertThat(attempts(orders, bench.request("GET"), 503, "finagle-http-nonretryable-nack", "1"))
                .isEqualTo(1);
        Request request = bench.request("GET");
        attempts(orders, request, 503, "x-envoy-overloaded", "true");
        assertThat(request.exchange().decisions())
                .anySatisfy(d -> assertThat(d.toString()).isEqualTo("retry refused by overloaded: 5xx"));
    }

    @Test
    void whatProvablyWasNotProcessedIsRepeatedWhateverItsMethod() throws IOException {
        assertThat(attempts(on("5xx"), bench.request("POST"), 503, "finagle-http-nack", "1"))
                .isEqualTo(2);
        assertThat(attempts(on("5xx"), bench.request("POST"), 503)).isEqualTo(1);
        assertThat(attempts(on("421"), bench.request("POST"), 421)).isEqualTo(2);
        assertThat(attempts(on("425"), bench.request("POST"), 425)).isEqualTo(2);
    }

    @Test
    void onBehalfOfARepetitionOnlyWhatWasNotProcessedIsRepeated() throws IOException {
        ServiceHandler orders = on("5xx");
        assertThat(attempts(orders, onBehalfOf("2"), 503)).isEqualTo(1);
        assertThat(attempts(orders, onBehalfOf("1"), 503)).isEqualTo(2);
        assertThat(attempts(orders, onBehalfOf("many"), 503)).isEqualTo(2);
        transport.forget();
        transport.all(failing(Failure.CONNECT));
        Request request = onBehalfOf("3");
        assertThatThrownBy(() -> bench.status(orders, request)).isInstanceOf(TransportException.class);
        assertThat(transport.seen()).hasSize(2);
    }

    @Test
    void aConcurrentBudgetLimitsRetriesUnderWayAndNotThoseThatAreOver() throws IOException {
        Retry retry = Retry.idempotent().retries(1).concurrentBudget(0, 1);
        ServiceHandler orders = bench.only(Bench.orders(3).retry(retry));
        transport.all(status(503));
        for (int i = 0; i < 5; i++) {
            transport.forget();
            bench.get(orders);
            assertThat(transport.seen()).hasSize(2);
        }
        // A retry within a retry: the one before is under way still.
        transport.forget();
        transport.all((request, attempt) -> {
            if (attempt.ordinal() == 2 && transport.seen().size() == 2) {
                bench.status(orders, bench.request("GET"));
            }
            return status(503).answer(request, attempt);
        });
        bench.get(orders);
        assertThat(transport.seen()).hasSize(3);
        // What was taken for a retry that does not begin comes back.
        transport.all((request, attempt) -> {
            bench.time.advance(Duration.ofSeconds(1));
            return status(503).answer(request, attempt);
        });
        for (int i = 0; i < 5; i++) {
            bench.status(orders, bench.within(Duration.ofMillis(1_001)));
        }
        assertThat(bench.shown("hauberk.retry.budget")).isEqualTo(1);
        ConcurrentBudget share = new ConcurrentBudget(20, 3, () -> 50);
        assertThat(share.balance()).isEqualTo(10);
    }

    @Test
    void whoHasTooLittleTimeLeftIsRefusedAtOnceWhereThatIsAsked() throws IOException {
        ServiceHandler orders = bench.only(Bench.orders(2).earlyRefusal(50));
        transport.all((request, attempt) -> {
            bench.time.advance(Duration.ofMillis(100));
            return status(200).answer(request, attempt);
        });
        assertThat(bench.status(orders, bench.within(Duration.ofMillis(50)))).isEqualTo(200);
        bench.gets(orders, Latencies.ENOUGH);
        transport.forget();
        bench.time.advance(Duration.ofSeconds(1));
        assertThat(bench.status(orders, bench.within(Duration.ofMillis(50)))).isEqualTo(504);
        assertThat(transport.seen()).isEmpty();
        assertThat(bench.status(orders, bench.within(Duration.ofMillis(200)))).isEqualTo(200);
        bench.time.advance(Duration.ofSeconds(30));
        assertThat(bench.status(orders, bench.within(Duration.ofMillis(50)))).isEqualTo(200);
    }

    private Request onBehalfOf(String attempt) {
        Exchange inbound = bench.exchange();
        Lineage.note(inbound, Headers.of("x-envoy-attempt-count", attempt));
        return bench.request("GET").in(inbound.child());
    }

    private ServiceHandler on(String condition) {
        Condition named = Condition.named(condition);
        assertThat(named).isNotNull();
        return bench.only(Bench.orders(3)
                .outlierDetection(OutlierDetection.off())
                .retry(Retry.idempotent().retries(1).budget(1, 1000).on(named)));
    }

    private int attempts(ServiceHandler orders, Request request, int status, String... headers) throws IOException {
        transport.forget();
        transport.all(status(status, headers));
        bench.status(orders, request);
        return transport.seen().size();
    }
}
