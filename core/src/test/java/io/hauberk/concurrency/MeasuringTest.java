package io.hauberk.concurrency;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Body;
import io.hauberk.ClientAbortedException;
import io.hauberk.Deadline;
import io.hauberk.DeadlineExceededException;
import io.hauberk.End;
import io.hauberk.Exchange;
import io.hauberk.Handler;
import io.hauberk.Head;
import io.hauberk.Headers;
import io.hauberk.Rejection;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.testkit.VirtualTime;
import io.hauberk.timeout.Timeout;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an adaptive limit learns from a request, and what not. */
class MeasuringTest {
    private static final int USUAL = 20;
    private static final Duration USUAL_TIME = Duration.ofMillis(10);

    private final VirtualTime time = VirtualTime.moving();
    private final ConcurrencyLimit limit =
            ConcurrencyLimit.adaptive(AdaptiveLimit.aimd().latency(Duration.ofSeconds(1)));

    @Test
    void answersInTimeRaiseTheLimitAndThoseThatTakeTooLongLowerIt() throws IOException {
        assertThat(after(answering(200, USUAL_TIME))).isGreaterThan(USUAL);
        assertThat(after(answering(200, Duration.ofSeconds(2)))).isLessThan(USUAL);
    }

    @Test
    void refusalsForOverloadByWhoeverAnswersLowerIt() throws IOException {
        assertThat(after(answering(503, USUAL_TIME))).isLessThan(USUAL);
        assertThat(after(answering(504, USUAL_TIME))).isLessThan(USUAL);
        assertThat(after(refusing(504))).isLessThan(USUAL);
        assertThat(after(request -> {
                    time.advance(USUAL_TIME);
                    throw new DeadlineExceededException("late");
                }))
                .isLessThan(USUAL);
    }

    @Test
    void whatFiltersInsideRefuseAndErrorsTellNothing() throws IOException {
        for (int status : new int[] {401, 429, 503}) {
            assertThat(after(refusing(status))).as("%d", status).isEqualTo(USUAL);
        }
        for (int status : new int[] {404, 429, 500}) {
            assertThat(after(answering(status, USUAL_TIME))).as("%d", status).isEqualTo(USUAL);
        }
    }

    @Test
    void clientsThatBreakOffDoNotLowerIt() throws IOException {
        assertThat(after(request -> {
                    time.advance(Duration.ofSeconds(3));
                    throw new ClientAbortedException(new IOException("reset"));
                }))
                .isEqualTo(USUAL);
        assertThat(after(answering(200, USUAL_TIME), End.CANCELLED)).isGreaterThan(USUAL);
    }

    @Test
    void aStreamIsMeasuredToItsHeadThoughItLastsMuchLonger() throws IOException {
        // Sent by us, and by an application that writes it before its servlet returns.
        assertThat(after(answering(200, USUAL_TIME), End.COMPLETED, Duration.ofSeconds(5)))
                .isGreaterThan(USUAL);
        assertThat(after(request -> {
                    time.advance(USUAL_TIME);
                    Head head = request.mapped(new Head(200, Headers.empty()));
                    time.advance(Duration.ofSeconds(5));
                    return Response.sent(head);
                }))
                .isGreaterThan(USUAL);
    }

    @Test
    void anAsynchronousAnswerIsMeasuredWhenItsHeadComes() throws IOException {
        List<Request> parked = new ArrayList<>();
        after(request -> {
            parked.add(request);
            return Response.sent(new Head(200, Headers.empty()));
        });
        assertThat(limit.limit()).isEqualTo(USUAL);
        time.advance(Duration.ofSeconds(2));
        parked.forEach(request -> request.mapped(new Head(200, Headers.empty())));
        assertThat(limit.limit()).as("they are forgotten at their end").isEqualTo(USUAL);

        List<Response> open = new ArrayList<>();
        parked.clear();
        for (int i = 0; i < 15; i++) {
            open.add(limit.handle(request(Body.empty()), request -> {
                parked.add(request);
                return Response.sent(new Head(200, Headers.empty()));
            }));
        }
        time.advance(Duration.ofSeconds(2));
        for (Request request : parked) {
            time.advance(USUAL_TIME);
            request.mapped(new Head(200, Headers.empty()));
        }
        open.forEach(response -> response.end(End.COMPLETED));
        assertThat(limit.limit()).isLessThan(USUAL);
        assertThat(limit.inFlight()).isZero();
    }

    @Test
    void theTimeInWhichContentIsOnItsWayDoesNotCount() throws IOException {
        Handler reading = request -> {
            Timeout.standStill(request.exchange());
            time.advance(Duration.ofSeconds(3));
            Timeout.goOn(request.exchange());
            return answering(200, USUAL_TIME).handle(request);
        };
        ConcurrencyLimit tested = fresh();
        run(tested, reading, End.COMPLETED, Duration.ZERO, Body.of("content"));
        assertThat(tested.limit()).isGreaterThan(USUAL);
    }

    @Test
    void anAnswerAfterTheDeadlineIsADrop() throws IOException {
        ConcurrencyLimit tested = fresh();
        for (int i = 0; i < 20; i++) {
            Request request = request(Body.empty());
            request.exchange().shrink(Deadline.after(Duration.ofMillis(5), time));
            tested.handle(request, answering(200, USUAL_TIME)).end(End.COMPLETED);
        }
        assertThat(tested.limit()).isLessThan(USUAL);
    }

    @Test
    void healthChecksAreLetInBeyondTheLimitAndAreNotMeasured() throws IOException {
        ConcurrencyLimit tested = ConcurrencyLimit.adaptive(AdaptiveLimit.aimd().between(1, 1));
        tested.handle(request(Body.empty()), request -> Response.ok("held"));
        assertThat(tested.handle(request(Body.empty()), request -> Response.ok("no"))
                        .status())
                .isEqualTo(503);
        Exchange exchange = Exchange.begin(time);
        Request health =
                Request.of(exchange, "GET", "http", "localhost", "/healthz", null, Headers.empty(), Body.empty());
        assertThat(tested.handle(health, request -> Response.ok("up")).status()).isEqualTo(200);
    }

    @Test
    void aShadowedLimitLearnsToo() throws IOException {
        ConcurrencyLimit tested = fresh();
        for (int i = 0; i < 20; i++) {
            tested.shadowed()
                    .handle(request(Body.empty()), answering(503, USUAL_TIME))
                    .end(End.COMPLETED);
        }
        assertThat(tested.limit()).isLessThan(USUAL);
    }

    private ConcurrencyLimit fresh() {
        return limit.named("fresh");
    }

    private int after(Handler inside) throws IOException {
        return after(inside, End.COMPLETED);
    }

    private int after(Handler inside, End end) throws IOException {
        return after(inside, end, Duration.ZERO);
    }

    private int after(Handler inside, End end, Duration streamed) throws IOException {
        ConcurrencyLimit tested = fresh();
        run(tested, inside, end, streamed, Body.empty());
        assertThat(tested.inFlight()).isZero();
        return tested.limit();
    }

    /** Ten at a time, so that the limit is used, for two windows. */
    private void run(ConcurrencyLimit tested, Handler inside, End end, Duration streamed, Body body)
            throws IOException {
        for (int round = 0; round < 6; round++) {
            List<Response> open = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                try {
                    open.add(tested.handle(request(body), inside));
                } catch (IOException e) {
                    // The request has failed, as it was meant to.
                    time.advance(Duration.ofMillis(1));
                }
            }
            time.advance(streamed);
            open.forEach(response -> response.end(end));
        }
    }

    private Request request(Body body) {
        return Request.of(Exchange.begin(time), "POST", "http", "localhost", "/", null, Headers.empty(), body);
    }

    private Handler answering(int status, Duration after) {
        return request -> {
            time.advance(after);
            return Response.of(status);
        };
    }

    private Handler refusing(int status) {
        return request -> {
            time.advance(USUAL_TIME);
            return Response.refused(Rejection.of("inside", status, "no"));
        };
    }
}
