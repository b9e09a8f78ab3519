package io.hauberk.service;

import static io.hauberk.service.FakeTransport.failing;
import static io.hauberk.service.FakeTransport.failingAfterBody;
import static io.hauberk.service.FakeTransport.failure;
import static io.hauberk.service.FakeTransport.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.Body;
import io.hauberk.ClientAbortedException;
import io.hauberk.Decision;
import io.hauberk.End;
import io.hauberk.Filter;
import io.hauberk.Headers;
import io.hauberk.Outcome;
import io.hauberk.RejectedException;
import io.hauberk.Rejection;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.Trace;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CallTest {
    private final Bench bench = new Bench();
    private final FakeTransport transport = bench.transport;

    @Test
    void aCallGoesToAnEndpointAndTellsItsTimeItsAttemptAndItsTrace() throws IOException {
        ServiceHandler orders = bench.only(Bench.orders(1).timeout(Duration.ofSeconds(2)));
        Request request = bench.request("GET", "traceparent", "left over", "tracestate", "left over");
        Trace trace = Trace.begin(true);
        request.exchange().traced(trace);

        assertThat(bench.status(orders, request)).isEqualTo(200);

        FakeTransport.Seen seen = transport.last();
        assertThat(seen.header("x-envoy-expected-rq-timeout-ms")).isEqualTo("2000");
        assertThat(seen.header("x-envoy-attempt-count")).isEqualTo("1");
        assertThat(seen.header("traceparent"))
                .startsWith("00-" + trace.traceId())
                .doesNotContain(trace.spanId());
        assertThat(seen.request().headers().contains("tracestate")).isFalse();
        assertThat(seen.attempt().connectTimeout()).isEqualTo(Duration.ofSeconds(1));
        assertThat(seen.attempt().idleTimeout()).isEqualTo(Duration.ofSeconds(60));
        assertThat(seen.attempt().service()).isEqualTo("orders");
    }

    @Test
    void withoutATraceNoneIsMade() throws IOException {
        ServiceHandler orders = bench.only(Bench.orders(1));
        bench.get(orders);
        assertThat(transport.last().request().headers().contains("traceparent")).isFalse();
    }

    @Test
    void eachAttemptHasASpanOfItsOwnAndAllTheIdOfTheRequest() throws IOException {
        ServiceHandler orders =
                bench.only(Bench.orders(2).retry(Retry.idempotent().retries(1).budget(1, 100)));
        transport.all(failing(Failure.CONNECT));
        Request request = bench.request("GET");
        request.exchange().traced(Trace.begin(true));
        request.exchange().identified("r-1");
        assertThatThrownBy(() -> bench.status(orders, request)).isInstanceOf(TransportException.class);

        assertThat(transport.seen())
                .extracting(seen -> seen.header("traceparent"))
                .doesNotHaveDuplicates()
                .hasSize(2);
        assertThat(transport.seen())
                .extracting(seen -> seen.header("x-request-id"))
                .containsExactly("r-1", "r-1");
        transport.all(status(200));
        bench.status(orders, bench.request("GET", "x-request-id", "its own"));
        assertThat(transport.last().header("x-request-id")).isEqualTo("its own");
    }

    @Test
    void theEarlierDeadlineCounts() throws IOException {
        ServiceHandler orders = bench.only(Bench.orders(1).timeout(Duration.ofSeconds(2)));
        bench.status(orders, bench.within(Duration.ofMillis(300)));
        assertThat(transport.last().header("x-envoy-expected-rq-timeout-ms")).isEqualTo("300");
        assertThat(transport.last().attempt().deadline().remaining()).isEqualTo(Duration.ofMillis(300));
    }

    @Test
    void anAttemptHasItsOwnTimeWithinThatOfTheCall() throws IOException {
        ServiceHandler orders =
                bench.only(Bench.orders(1).timeout(Duration.ofSeconds(2)).attemptTimeout(Duration.ofMillis(800)));
        bench.get(orders);
        assertThat(transport.last().attempt().deadline().remaining()).isEqualTo(Duration.ofMillis(800));
        bench.status(orders, bench.within(Duration.ofMillis(300)));
        assertThat(transport.last().attempt().deadline().remaining()).isEqualTo(Duration.ofMillis(300));
    }

    @Test
    void grpcIsToldItsTimeInItsOwnField() throws IOException {
        ServiceHandler orders = bench.only(Bench.orders(1).timeout(Duration.ofSeconds(2)));
        bench.status(orders, bench.request("POST", "Content-Type", "application/grpc+proto"));
        assertThat(transport.last().header("grpc-timeout")).isEqualTo("2000m");
        assertThat(transport.last().request().headers().contains("x-envoy-expected-rq-timeout-ms"))
                .isFalse();
        assertThat(GrpcTimeout.text(100_000_000)).isEqualTo("100000S");
    }

    @Test
    void aPassedDeadlineIsRefusedAtOnce() throws IOException {
        ServiceHandler orders = bench.only(Bench.orders(1));
        Request late = bench.within(Duration.ofMillis(10));
        bench.time.advance(Duration.ofMillis(10));

        Response response = orders.handle(late);

        assertThat(response.status()).isEqualTo(504);
        assertThat(response.rejection()).isNotNull();
        assertThat(response.rejection().reason()).isEqualTo("deadline-exceeded");
        assertThat(transport.seen()).isEmpty();
        assertThat(late.exchange().decisions()).extracting(Decision::outcome).containsExactly(Outcome.REFUSED);
    }

    @Test
    void whatWasNotProcessedIsTriedElsewhereAtOnceWhateverItsMethod() throws IOException {
        ServiceHandler orders = bench.only(Bench.orders(3));
        for (Failure failure : List.of(Failure.CONNECT, Failure.REFUSED_STREAM, Failure.RESET_BEFORE_REQUEST)) {
            transport.forget();
            transport.all((request, attempt) -> {
                if (attempt.ordinal() == 1) {
                    throw failure(failure);
                }
                return Response.ok("answer");
            });
            assertThat(bench.status(orders, bench.stream("POST"))).isEqualTo(200);
            assertThat(transport.ports()).hasSize(2).doesNotHaveDuplicates();
            assertThat(transport.last().header("x-envoy-attempt-count")).isEqualTo("2");
        }
        assertThat(bench.time.sleeps()).isEmpty();
    }

    @Test
    void aBodyThatWasOpenedAndCannotBeReplayedIsSentOnce() {
        ServiceHandler orders =
                bench.only(Bench.orders(3).retry(Retry.idempotent().retries(2)));
        transport.all(failingAfterBody(Failure.RESET));
        assertThatThrownBy(() -> orders.handle(bench.stream("PUT"))).isInstanceOf(TransportException.class);
        assertThatThrownBy(() -> orders.handle(bench.stream("POST", "Idempotency-Key", "7")))
                .isInstanceOf(TransportException.class);
        assertThat(transport.seen()).hasSize(2);
    }

    @Test
    void aBodyThatIsKeptIsSentAgainFromItsBeginning() throws IOException {
        ServiceHandler orders =
                bench.only(Bench.orders(3).retry(Retry.idempotent().retries(2).replay(3)));
        List<Integer> sent = new ArrayList<>();
        transport.all((request, attempt) -> {
            // The first one is broken off before the end.
            int bytes = attempt.ordinal() == 1 ? 2 : 9;
            sent.add(request.body().open().readNBytes(bytes).length);
            if (attempt.ordinal() < 3) {
                throw failure(Failure.RESET);
            }
            return Response.ok("answer");
        });
        assertThat(bench.status(orders, bench.stream("POST", "Idempotency-Key", "7")))
                .isEqualTo(200);
        assertThat(sent).containsExactly(2, 3, 3);
        assertThatThrownBy(() -> orders.handle(bench.stream("POST"))).isInstanceOf(TransportException.class);
        assertThat(sent).hasSize(4);
    }

    @Test
    void aBodyThatIsLongerThanWhatIsKeptIsSentOnce() {
        ServiceHandler orders =
                bench.only(Bench.orders(3).retry(Retry.idempotent().retries(2).replay(2)));
        transport.all(failingAfterBody(Failure.RESET));
        assertThatThrownBy(() -> orders.handle(bench.stream("PUT"))).isInstanceOf(TransportException.class);
        Request unknown = bench.request("PUT").withBody(Body.of(new ByteArrayInputStream(new byte[3]), -1));
        assertThatThrownBy(() -> orders.handle(unknown)).isInstanceOf(TransportException.class);
        assertThat(transport.seen()).hasSize(2);
    }

    @Test
    void whatMayHaveBeenProcessedIsRepeatedOnlyWhereThatDoesNoHarm() throws IOException {
        ServiceHandler orders =
                bench.only(Bench.orders(3).retry(Retry.idempotent().retries(2)));
        for (Failure failure : List.of(Failure.RESET, Failure.TIMEOUT, Failure.STALE)) {
            transport.all((request, attempt) -> {
                if (attempt.ordinal() == 1) {
                    throw failure(failure);
                }
                return Response.ok("answer");
            });
            for (String method : List.of("GET", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE")) {
                assertThat(bench.status(orders, bench.request(method))).isEqualTo(200);
            }
            assertThat(bench.status(orders, bench.request("POST", "Idempotency-Key", "7")))
                    .isEqualTo(200);
            transport.forget();
            assertThatThrownBy(() -> orders.handle(bench.request("POST")))
                    .isInstanceOfSatisfying(
                            TransportException.class,
                            e -> assertThat(e.failure()).isEqualTo(failure));
            assertThatThrownBy(() -> orders.handle(bench.request("PATCH"))).isInstanceOf(TransportException.class);
            assertThat(transport.seen()).hasSize(2);
        }
    }

    @Test
    void statusesAreRetriedWhereTheyAreListedAndThePassedOnAnswerIsTheLastOne() throws IOException {
        ServiceHandler orders =
                bench.only(Bench.orders(3).retry(Retry.idempotent().retries(2).on(Condition.GATEWAY_ERROR)));
        transport.all(status(503));
        Request request = bench.request("GET");

        Response response = orders.handle(request);

        assertThat(response.status()).isEqualTo(503);
        assertThat(response.rejection()).isNull();
        assertThat(transport.ports()).hasSize(3).doesNotHaveDuplicates();
        assertThat(transport.responses().get(2)).isNotNull();
        assertThat(Bench.active(orders))
                .as("only the last answer is still open")
                .isEqualTo(1);
        response.close();
        assertThat(Bench.active(orders)).isZero();
        assertThat(bench.time.sleeps()).hasSize(2).allMatch(d -> d.compareTo(Duration.ofMillis(50)) < 0);

        transport.forget();
        assertThat(bench.status(orders, bench.request("POST"))).isEqualTo(503);
        assertThat(transport.seen()).hasSize(1);
    }

    @Test
    void aMisdirectedRequestIsRepeatedWhateverItsMethodIfAskedTo() throws IOException {
        ServiceHandler orders =
                bench.only(Bench.orders(2).retry(Retry.undelivered().on(Condition.status(421))));
        transport.all((request, attempt) -> Response.of(attempt.ordinal() == 1 ? 421 : 200));
        assertThat(bench.status(orders, bench.request("POST"))).isEqualTo(200);
    }

    @Test
    void theDefaultRetriesOnceWhatWasNotDelivered() throws IOException {
        ServiceHandler orders = bench.only(Bench.orders(3));
        transport.all(failing(Failure.CONNECT));
        assertThatThrownBy(() -> orders.handle(bench.request("GET"))).isInstanceOf(TransportException.class);
        assertThat(transport.seen()).hasSize(2);
        transport.forget();
        transport.all(status(503));
        assertThat(bench.get(orders)).isEqualTo(503);
        assertThat(transport.seen()).hasSize(1);
    }

    @Test
    void aLoneEndpointIsTriedAgainAfterAPause() throws IOException {
        ServiceHandler orders = bench.only(Bench.orders(1));
        transport.all((request, attempt) -> {
            if (attempt.ordinal() == 1) {
                throw failure(Failure.CONNECT);
            }
            return Response.ok("answer");
        });
        assertThat(bench.get(orders)).isEqualTo(200);
        assertThat(bench.time.sleeps()).hasSize(1);
    }

    @Test
    void retryAfterIsKeptToWithinTheDeadlineWhereNobodyElseIsLeft() throws IOException {
        ServiceHandler orders = bench.only(Bench.orders(1)
                .timeout(Duration.ofSeconds(5))
                .retry(Retry.idempotent().on(Condition.status(503))));
        transport.all((request, attempt) -> attempt.ordinal() == 1
                ? Response.of(503, Headers.of("Retry-After", "2"), Body.empty())
                : Response.ok("answer"));
        assertThat(bench.get(orders)).isEqualTo(200);
        assertThat(bench.time.sleeps()).containsExactly(Duration.ofSeconds(2));

        transport.all(status(503, "Retry-After", "6"));
        transport.forget();
        assertThat(bench.get(orders)).isEqualTo(503);
        assertThat(transport.seen()).as("6 s do not fit into 5 s").hasSize(1);
    }

    @Test
    void anEndpointThatAsksForARestIsLeftAloneAndTheOthersAnswer() throws IOException {
        ServiceHandler orders = bench.only(Bench.orders(3)
                .balance(Balancer.roundRobin())
                .retry(Retry.idempotent().on(Condition.GATEWAY_ERROR)));
        transport.at(9001, status(503, "Retry-After", "30"));
        for (int i = 0; i < 30; i++) {
            assertThat(bench.get(orders)).isEqualTo(200);
        }
        assertThat(transport.ports()).containsOnlyOnce(9001);
        bench.time.advance(Duration.ofSeconds(31));
        transport.all(status(200));
        bench.gets(orders, 3);
        assertThat(transport
                        .ports()
                        .subList(transport.ports().size() - 3, transport.ports().size()))
                .contains(9001);
    }

    @Test
    void theDeadlineEndsRetries() throws IOException {
        ServiceHandler orders = bench.only(Bench.orders(3)
                .timeout(Duration.ofSeconds(1))
                .retry(Retry.idempotent().retries(9)));
        transport.all((request, attempt) -> {
            bench.time.advance(Duration.ofMillis(400));
            throw failure(Failure.RESET);
        });
        Response response = orders.handle(bench.request("GET"));
        assertThat(response.status()).isEqualTo(504);
        assertThat(transport.seen()).hasSize(3);
    }

    @Test
    void anAttemptThatTimesOutWithTheCallIsADeadlineOneThatTimesOutAloneIsATimeout() throws IOException {
        ServiceHandler orders =
                bench.only(Bench.orders(1).timeout(Duration.ofSeconds(2)).attemptTimeout(Duration.ofMillis(500)));
        transport.all((request, attempt) -> {
            bench.time.advance(attempt.deadline().remaining());
            throw failure(Failure.TIMEOUT);
        });
        assertThatThrownBy(() -> orders.handle(bench.request("POST")))
                .isInstanceOfSatisfying(
                        TransportException.class, e -> assertThat(e.failure()).isEqualTo(Failure.TIMEOUT));
        assertThat(bench.status(orders, bench.within(Duration.ofMillis(300)))).isEqualTo(504);
    }

    @Test
    void withoutABudgetNothingIsRetried() {
        ServiceHandler orders = bench.only(Bench.orders(2)
                .outlierDetection(OutlierDetection.off())
                .retry(Retry.idempotent().retries(3).budget(0.2, 1)));
        transport.all(failing(Failure.CONNECT));
        bench.tries(orders, 100);
        // 100 requests earn 20, and ten seconds earn 10.
        assertThat(transport.seen()).hasSize(130);
        Request request = bench.request("GET");
        assertThatThrownBy(() -> orders.handle(request)).isInstanceOf(TransportException.class);
        assertThat(request.exchange().decisions().toString()).contains("retry refused by budget: connect-failure");
        assertThat(bench.shown("hauberk.retry.budget", "service", "orders")).isLessThan(1);
    }

    @Test
    void ourOwnCallersAbortsAreNotRetriedAndCountAgainstNobody() {
        ServiceHandler orders =
                bench.only(Bench.orders(2).retry(Retry.idempotent().on(Condition.SERVER_ERROR)));
        transport.all((request, attempt) -> {
            throw new TransportException(
                    Failure.RESET, new IOException(new ClientAbortedException(new IOException("gone"))));
        });
        for (int i = 0; i < 200; i++) {
            assertThatThrownBy(() -> orders.handle(bench.request("PUT")))
                    .isInstanceOfSatisfying(
                            TransportException.class,
                            e -> assertThat(e.failure()).isEqualTo(Failure.CANCELLED));
        }
        assertThat(transport.seen()).hasSize(200);
        assertThat(bench.shown("hauberk.mesh.endpoints", "state", "ejected")).isZero();
        assertThat(Bench.active(orders)).isZero();
    }

    @Test
    void aBodyThatIsRefusedWhileItPassesIsOurRefusal() {
        ServiceHandler orders = bench.only(Bench.orders(2));
        RejectedException tooLarge = new RejectedException(Rejection.of("bodyLimit", 413, "too-large"));
        transport.all((request, attempt) -> {
            throw new TransportException(Failure.RESET, new IOException(tooLarge));
        });
        for (int i = 0; i < 20; i++) {
            assertThatThrownBy(() -> orders.handle(bench.request("POST"))).isSameAs(tooLarge);
        }
        assertThat(bench.shown("hauberk.mesh.endpoints", "state", "ejected")).isZero();
    }

    @Test
    void filtersStandOutsideOfRetries() throws IOException {
        int[] passed = new int[1];
        Filter counting = (request, next) -> {
            passed[0]++;
            return next.handle(request.with("x-filtered", "yes"));
        };
        ServiceHandler orders = bench.only(Bench.orders(3).use(counting));
        transport.all((request, attempt) -> {
            if (attempt.ordinal() == 1) {
                throw failure(Failure.CONNECT);
            }
            return Response.ok("answer");
        });
        bench.get(orders);
        assertThat(passed[0]).isEqualTo(1);
        assertThat(transport.seen())
                .hasSize(2)
                .allMatch(seen -> seen.header("x-filtered").equals("yes"));
    }

    @Test
    void aFilterThatRefusesSendsNothing() throws IOException {
        ServiceHandler orders = bench.only(
                Bench.orders(1).use((request, next) -> Response.refused(Rejection.of("rateLimit", 429, "too-many"))));
        Response response = orders.handle(bench.request("GET"));
        assertThat(response.rejection()).isNotNull();
        assertThat(transport.seen()).isEmpty();
        assertThat(bench.metrics
                        .get("http.client.request.duration")
                        .tags("error.type", "too-many")
                        .timer()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void aFilterMayCallTwiceInSequence() throws IOException {
        ServiceHandler orders = bench.only(Bench.orders(2).use((request, next) -> {
            next.handle(request).close();
            return next.handle(request);
        }));
        bench.get(orders);
        assertThat(transport.seen()).hasSize(2);
        assertThat(transport.last().header("x-envoy-attempt-count")).isEqualTo("2");
        assertThat(Bench.active(orders)).isZero();
    }

    @Test
    void anotherTransportMayCarryACall() throws IOException {
        ServiceHandler orders = bench.only(Bench.orders(2));
        FakeTransport other = new FakeTransport();
        Bench.finish(orders.call(bench.request("GET"), other));
        assertThat(other.seen()).hasSize(1);
        assertThat(transport.seen()).isEmpty();
    }

    @Test
    void anEndpointIsBusyUntilTheLastByte() throws IOException {
        ServiceHandler orders = bench.only(Bench.orders(2));
        Response response = orders.handle(bench.request("GET"));
        assertThat(Bench.active(orders)).isEqualTo(1);
        response.end(End.COMPLETED);
        response.end(End.FAILED);
        assertThat(Bench.active(orders)).isZero();
    }

    @Test
    void whateverATransportThrowsNobodyStaysBusy() {
        ServiceHandler orders = bench.only(Bench.orders(2));
        transport.all((request, attempt) -> {
            throw new IllegalStateException("a bug");
        });
        assertThatThrownBy(() -> orders.handle(bench.request("GET"))).hasMessage("a bug");
        transport.all((request, attempt) -> {
            throw new StackOverflowError();
        });
        assertThatThrownBy(() -> orders.handle(bench.request("GET"))).isInstanceOf(StackOverflowError.class);
        assertThat(Bench.active(orders)).isZero();
    }

    @Test
    void theRecordTellsWhichEndpointAmongHowManyAndWhy() throws IOException {
        ServiceHandler orders = bench.only(Bench.orders(3));
        transport.all((request, attempt) -> {
            if (attempt.ordinal() == 1) {
                throw failure(Failure.CONNECT);
            }
            return Response.ok("answer");
        });
        Request request = bench.request("GET");
        bench.status(orders, request);
        assertThat(request.exchange().decisions())
                .extracting(Decision::toString)
                .satisfiesExactly(
                        first -> assertThat(first)
                                .matches("balance applied by orders: 127.0.0.1:900[123] the less busy of 3, attempt 1"),
                        second -> assertThat(second)
                                .matches("balance applied by orders: 127.0.0.1:900[123] the less busy of 3, attempt 2,"
                                        + " after connect-failure: 200"));
    }

    @Test
    void callsAndAttemptsAreMeasured() throws IOException {
        ServiceHandler orders = bench.only(Bench.orders(3));
        transport.all((request, attempt) -> {
            bench.time.advance(Duration.ofMillis(10));
            if (attempt.ordinal() == 1) {
                throw failure(Failure.CONNECT);
            }
            return Response.of(404);
        });
        bench.get(orders);
        var timer = bench.metrics
                .get("http.client.request.duration")
                .tags("http.request.method", "GET", "server.address", "orders")
                .tags("http.response.status_code", "404", "error.type", "404")
                .timer();
        assertThat(timer.count()).isEqualTo(1);
        assertThat(timer.totalTime(java.util.concurrent.TimeUnit.MILLISECONDS)).isEqualTo(20);
        assertThat(bench.counted(
                        "hauberk.mesh.attempts",
                        "service",
                        "orders",
                        "outcome",
                        "connect-failure",
                        "retry_reason",
                        "none"))
                .isEqualTo(1);
        assertThat(bench.counted("hauberk.mesh.attempts", "outcome", "client-error", "retry_reason", "connect-failure"))
                .isEqualTo(1);
        int ids = bench.timers();
        bench.gets(orders, 100);
        bench.status(orders, bench.request("BREW"));
        bench.status(orders, bench.request("MELT"));
        assertThat(bench.timers()).isEqualTo(ids + 1);
    }

    @Test
    void eachAttemptIsTimedToItsHeadOrItsFailureByHowOftenItsCallWasSentBefore() throws IOException {
        ServiceHandler orders =
                bench.only(Bench.orders(9).retry(Retry.idempotent().retries(5).budget(1, 100)));
        transport.all((request, attempt) -> {
            bench.time.advance(Duration.ofMillis(attempt.ordinal()));
            if (attempt.ordinal() < 6) {
                throw failure(Failure.CONNECT);
            }
            return Response.ok("answer");
        });

        Response response = orders.handle(bench.request("GET"));
        bench.time.advance(Duration.ofSeconds(1));
        response.close();

        assertThat(attemptMillis("connect-failure", "0")).containsExactly(1, 1);
        assertThat(attemptMillis("connect-failure", "1")).containsExactly(1, 2);
        assertThat(attemptMillis("connect-failure", "2")).containsExactly(1, 3);
        assertThat(attemptMillis("connect-failure", "3+")).containsExactly(2, 4 + 5);
        assertThat(attemptMillis("success", "3+")).containsExactly(1, 6);
        assertThat(bench.metrics.find("hauberk.mesh.attempt.duration").timers()).hasSize(5);
    }

    private double[] attemptMillis(String outcome, String resends) {
        var timer = bench.metrics
                .get("hauberk.mesh.attempt.duration")
                .tags("service", "orders", "outcome", outcome, "http.request.resend_count", resends)
                .timer();
        return new double[] {timer.count(), timer.totalTime(java.util.concurrent.TimeUnit.MILLISECONDS)};
    }

    @Test
    void reasonsOfOnesOwnAreCountedByNameOnlyUpToACap() {
        AttemptMeters meters = new AttemptMeters(bench.metrics, "orders");
        for (int i = 0; i < 100; i++) {
            meters.ended(1, "mine " + i, 2, 0);
        }
        meters.ended(1, Race.HEDGE, 2, 0);
        meters.ended(1, null, 1, 0);

        assertThat(bench.metrics.find("hauberk.mesh.attempts").counters()).hasSize(AttemptMeters.MOST_REASONS + 2);
        assertThat(bench.counted("hauberk.mesh.attempts", "retry_reason", "_OTHER"))
                .isEqualTo(100 - (AttemptMeters.MOST_REASONS - 1));
        assertThat(bench.counted("hauberk.mesh.attempts", "retry_reason", "mine 0"))
                .isEqualTo(1);
        assertThat(bench.counted("hauberk.mesh.attempts", "retry_reason", "hedge"))
                .isEqualTo(1);
        assertThat(bench.counted("hauberk.mesh.attempts", "retry_reason", "none"))
                .isEqualTo(1);
    }
}
