package io.hauberk.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.ClientAbortedException;
import io.hauberk.DeadlineExceededException;
import io.hauberk.Decision;
import io.hauberk.Handler;
import io.hauberk.Outcome;
import io.hauberk.RejectedException;
import io.hauberk.Rejection;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.service.Failure;
import io.hauberk.service.TransportException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransportFailuresTest {
    private final Request request = Request.get("/");

    @ParameterizedTest
    @CsvSource({
        "CONNECT, 502, connect-failed",
        "REFUSED_STREAM, 502, upstream-failed",
        "RESET_BEFORE_REQUEST, 502, upstream-failed",
        "STALE, 502, upstream-failed",
        "RESET, 502, upstream-failed",
        "TIMEOUT, 504, upstream-timeout",
        "CANCELLED, 503, cancelled",
    })
    void saysWhatBecameOfTheAttempt(Failure failure, int status, String reason) throws IOException {
        Response response = handle(new TransportException(failure, new IOException("10.0.0.7:8443")));

        assertThat(response.status()).isEqualTo(status);
        assertThat(response.rejection().reason()).isEqualTo(reason);
        assertThat(response.rejection().detail()).doesNotContain("10.0.0.7");
        assertThat(request.exchange().decisions())
                .containsExactly(new Decision("forward", Outcome.ERROR, reason, reason));
    }

    @Test
    void aPassedDeadlineIsATimeout() throws IOException {
        assertThat(handle(new DeadlineExceededException("late")).status()).isEqualTo(504);
        IOException inside = new TransportException(Failure.CONNECT, new DeadlineExceededException("late"));
        assertThat(handle(inside).rejection().reason()).isEqualTo("deadline-exceeded");
    }

    @Test
    void otherFailuresAreBadGateways() throws IOException {
        assertThat(handle(new UnknownHostException("db.internal")).status()).isEqualTo(502);
        assertThat(handle(new SocketTimeoutException("timeout")).status()).isEqualTo(504);
    }

    @Test
    void aRefusalOnTheWayStaysWhatItIs() throws IOException {
        Rejection open = Rejection.of("circuitBreaker", 503, "circuit-open");
        Response response = handle(new IOException(new RejectedException(open)));

        assertThat(response.rejection()).isSameAs(open);
        // Whoever refused has recorded it.
        assertThat(request.exchange().decisions()).isEmpty();
    }

    @Test
    void nobodyIsToldWhereTheClientBrokeOff() {
        IOException aborted =
                new TransportException(Failure.RESET, new IOException(new ClientAbortedException(new IOException())));

        assertThatThrownBy(() -> handle(aborted)).isSameAs(aborted);
        assertThat(Problem.of(aborted)).isNull();
    }

    @Test
    void failuresThatCauseEachOtherAreRead() {
        IOException one = new IOException("one");
        IOException two = new IOException("two", one);
        one.initCause(two);

        assertThat(Problem.of(one).status()).isEqualTo(502);
    }

    private Response handle(IOException failure) throws IOException {
        Handler failing = r -> {
            throw failure;
        };
        return TransportFailures.refused().around(failing).handle(request);
    }
}
