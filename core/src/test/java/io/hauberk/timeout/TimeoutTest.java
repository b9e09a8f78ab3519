package io.hauberk.timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.Body;
import io.hauberk.ClientAbortedException;
import io.hauberk.Deadline;
import io.hauberk.DeadlineExceededException;
import io.hauberk.End;
import io.hauberk.Exchange;
import io.hauberk.Handler;
import io.hauberk.Head;
import io.hauberk.Headers;
import io.hauberk.Outcome;
import io.hauberk.RejectedException;
import io.hauberk.Rejection;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.config.Yaml;
import io.hauberk.service.Failure;
import io.hauberk.service.TransportException;
import io.hauberk.testkit.FilterTest;
import io.hauberk.testkit.Handled;
import io.hauberk.testkit.VirtualTime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeoutTest {
    private final VirtualTime time = VirtualTime.still();
    private final Timeout timeout = Timeout.of(Duration.ofMillis(500));
    private final Request request = request(Headers.empty());

    @Test
    void bringsTheDeadlineForward() throws IOException {
        Handled handled = FilterTest.of(timeout)
                .before(r -> {
                    assertThat(r.exchange().deadline().remaining()).isEqualTo(Duration.ofMillis(500));
                    return Response.ok("ok");
                })
                .handle(request);

        assertThat(handled.status()).isEqualTo(200);
        assertThat(handled.outcomes()).containsExactly(Outcome.APPLIED);
    }

    @Test
    void leavesAnEarlierDeadline() throws IOException {
        request.exchange().shrink(Deadline.after(Duration.ofMillis(100), time));
        FilterTest.of(timeout).handle(request);

        assertThat(request.exchange().deadline().remaining()).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void refusesAtOnceWhatHasNoTimeLeft() throws IOException {
        request.exchange().shrink(Deadline.after(Duration.ofMillis(100), time));
        time.advance(Duration.ofMillis(100));
        Handled handled = FilterTest.of(timeout).handle(request);

        assertThat(handled.status()).isEqualTo(504);
        assertThat(handled.passed()).isEmpty();
    }

    @Test
    void replacesAnAnswerThatStartsTooLate() throws IOException {
        List<End> ends = new ArrayList<>();
        Handled handled = handle(slow(Response.ok("late").onEnd(ends::add)));

        assertThat(handled.status()).isEqualTo(504);
        assertThat(handled.reason()).isEqualTo("deadline-exceeded");
        assertThat(handled.outcomes()).containsExactly(Outcome.APPLIED, Outcome.REFUSED);
        assertThat(ends).containsExactly(End.CANCELLED);
    }

    @Test
    void leavesWhatTheApplicationHasSentAndWhatWasRefused() throws IOException {
        Response sent = Response.sent(new Head(200, Headers.empty()));
        Response refused = Response.refused(Rejection.of("authorize", 403, "denied"));

        assertThat(handle(slow(sent)).response()).isSameAs(sent);
        assertThat(FilterTest.of(timeout)
                        .before(slow(refused))
                        .handle(request(Headers.empty()))
                        .status())
                .isEqualTo(403);
    }

    @Test
    void refusesWhereTheDeadlineEndedACall() throws IOException {
        assertThat(handle(failing(new DeadlineExceededException("late"), true)).status())
                .isEqualTo(504);
    }

    @Test
    void refusesWhereTheCauseWasTheDeadline() throws IOException {
        IOException wrapped = new IOException("failed", new TransportException(Failure.TIMEOUT, new IOException("x")));

        assertThat(handle(failing(wrapped, true)).status()).isEqualTo(504);
    }

    @Test
    void otherExceptionsPassAsTheSameObject() {
        IOException other = new IOException("Disk full");
        ClientAbortedException aborted = new ClientAbortedException(new IOException());
        IllegalStateException own = new IllegalStateException();
        RejectedException refused = new RejectedException(Rejection.of("bodyLimit", 413, "too-large"));

        assertThatThrownBy(() -> handle(failing(other, true))).isSameAs(other);
        assertThatThrownBy(() ->
                        FilterTest.of(timeout).before(failing(aborted, true)).handle(request(Headers.empty())))
                .isSameAs(aborted);
        assertThatThrownBy(() ->
                        FilterTest.of(timeout).before(failing(refused, true)).handle(request(Headers.empty())))
                .isSameAs(refused);
        assertThatThrownBy(() -> FilterTest.of(timeout)
                        .before(r -> {
                            throw own;
                        })
                        .handle(request(Headers.empty())))
                .isSameAs(own);
    }

    @Test
    void aCallThatTimedOutByItselfIsNotOurs() {
        TransportException attempt = new TransportException(Failure.TIMEOUT, new IOException("x"));

        assertThatThrownBy(() -> handle(failing(attempt, false))).isSameAs(attempt);
    }

    @ParameterizedTest
    @CsvSource({
        "grpc-timeout, 1H, 3600000000000",
        "grpc-timeout, 2M, 120000000000",
        "grpc-timeout, 3S, 3000000000",
        "grpc-timeout, 100m, 100000000",
        "grpc-timeout, 99999999u, 99999999000",
        "grpc-timeout, 5n, 5",
        "x-envoy-expected-rq-timeout-ms, 250, 250000000",
        "X-Envoy-Expected-Rq-Timeout-Ms, 99999999, 99999999000000",
    })
    void readsWhatTheCallerIsReadyToWait(String name, String value, long nanos) throws IOException {
        Request waiting = request(Headers.of(name, value));
        Timeout.ofCaller().handle(waiting, r -> Response.ok("done"));

        assertThat(waiting.exchange().deadline().remainingNanos()).isEqualTo(nanos);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0",
                "-1",
                "+1",
                "1.5",
                "1e3",
                "100000000",
                "99999999999999999999",
                " 5",
                "5 ",
                "5ms",
                "0x10",
                "٣",
                "m",
                "0m",
                "-1m",
                "123456789m",
                "1x",
                "99999999H",
                "1 m",
                "H"
            })
    void ignoresWhatIsNotWellFormed(String value) throws IOException {
        for (String name : List.of("grpc-timeout", "x-envoy-expected-rq-timeout-ms")) {
            Request hostile = request(Headers.of(name, value));
            Timeout.ofCaller().handle(hostile, r -> Response.ok("done"));
            assertThat(hostile.exchange().deadline()).as(name).isSameAs(Deadline.NONE);
        }
    }

    @Test
    void theShorterOfTwoFieldsCounts() throws IOException {
        Request both = request(Headers.of("grpc-timeout", "1S", "x-envoy-expected-rq-timeout-ms", "200"));
        Timeout.ofCaller().handle(both, r -> Response.ok("done"));

        assertThat(both.exchange().deadline().remaining()).isEqualTo(Duration.ofMillis(200));
    }

    @Test
    void aCallerCannotMakeItLonger() throws IOException {
        Request greedy = request(Headers.of("x-envoy-expected-rq-timeout-ms", "60000"));
        greedy.exchange().shrink(Deadline.after(Duration.ofMillis(100), time));
        Timeout.ofCaller().handle(greedy, r -> Response.ok("done"));

        assertThat(greedy.exchange().deadline().remaining()).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void anAnswerAfterWhatTheCallerWaitsBecomes504() throws IOException {
        Request impatient = request(Headers.of("x-envoy-expected-rq-timeout-ms", "400"));
        Handled handled = FilterTest.of(Timeout.ofCaller())
                .before(slow(Response.ok("late")))
                .handle(impatient);

        assertThat(handled.status()).isEqualTo(504);
    }

    @Test
    void timeStandsStillWhileContentIsOnItsWay() throws IOException {
        Request upload = request.withBody(Body.of("content"));
        Handled handled = FilterTest.of(timeout)
                .before(r -> {
                    time.advance(Duration.ofMillis(100));
                    Timeout.standStill(r.exchange());
                    time.advance(Duration.ofHours(1));
                    Timeout.standStill(r.exchange());
                    Timeout.goOn(r.exchange());
                    time.advance(Duration.ofHours(1));
                    assertThat(r.exchange().deadline().remaining()).isEqualTo(Duration.ofMillis(400));
                    Timeout.goOn(r.exchange());
                    time.advance(Duration.ofMillis(399));
                    return Response.ok("in time");
                })
                .handle(upload);

        assertThat(handled.status()).isEqualTo(200);
        time.advance(Duration.ofMillis(1));
        assertThat(upload.exchange().deadline().passed()).isTrue();
    }

    @Test
    void thatOfTheCallerDoesNot() throws IOException {
        Request upload = request.withBody(Body.of("content"));
        upload.exchange().shrink(Deadline.after(Duration.ofSeconds(1), time));
        Handled handled = FilterTest.of(timeout)
                .before(r -> {
                    assertThat(r.exchange().deadline().remaining()).isEqualTo(Duration.ofMillis(500));
                    Timeout.standStill(r.exchange());
                    time.advance(Duration.ofMillis(900));
                    assertThat(r.exchange().deadline().remaining()).isEqualTo(Duration.ofMillis(100));
                    time.advance(Duration.ofMillis(100));
                    Timeout.goOn(r.exchange());
                    return Response.ok("late");
                })
                .handle(upload);

        assertThat(handled.status()).isEqualTo(504);
    }

    @Test
    void withoutContentNothingStandsStill() throws IOException {
        Handled handled = handle(r -> {
            Timeout.standStill(r.exchange());
            time.advance(Duration.ofMillis(500));
            Timeout.goOn(r.exchange());
            return Response.ok("late");
        });

        assertThat(handled.status()).isEqualTo(504);
    }

    @Test
    void isLongerThanNothing() {
        assertThatIllegalArgumentException().isThrownBy(() -> Timeout.of(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> Timeout.of(Duration.ofMillis(-1)));
    }

    @Test
    void isReadFromYaml() {
        assertThat(Yaml.read("after: 2s", Timeout::from)).hasToString("timeout(2000 ms)");
        assertThat(Yaml.faults("{}", Timeout::from)).singleElement().asString().contains("timeout: 500ms");
        assertThat(Yaml.faults("after: -2s", Timeout::from)).hasSize(1);
    }

    private Handled handle(Handler handler) throws IOException {
        return FilterTest.of(timeout).before(handler).handle(request);
    }

    private Handler slow(Response response) {
        return r -> {
            time.advance(Duration.ofMillis(500));
            return response;
        };
    }

    private Handler failing(IOException failure, boolean late) {
        return r -> {
            time.advance(Duration.ofMillis(late ? 500 : 499));
            throw failure;
        };
    }

    private Request request(Headers headers) {
        return Request.of(Exchange.begin(time), "GET", "http", "shop", "/", null, headers, Body.empty());
    }
}
