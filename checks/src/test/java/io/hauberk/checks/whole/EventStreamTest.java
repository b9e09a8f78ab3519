package io.hauberk.checks.whole;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Sleeper;
import io.hauberk.testkit.RawHttp;
import io.hauberk.testkit.RealTime;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.time.Duration;
import okhttp3.Protocol;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Server-sent events pass as they are sent, for as long as they are sent. */
class EventStreamTest {
    private static final int EVENTS = 7;

    @ParameterizedTest
    @CsvSource({
        "JETTY,GUARD,HTTP_1_1",
        "JETTY,GATEWAY,HTTP_1_1",
        "TOMCAT,GUARD,HTTP_1_1",
        "TOMCAT,GATEWAY,HTTP_1_1",
        "JETTY,GUARD,H2_PRIOR_KNOWLEDGE",
        "JETTY,GATEWAY,H2_PRIOR_KNOWLEDGE",
        "TOMCAT,GUARD,H2_PRIOR_KNOWLEDGE",
        "TOMCAT,GATEWAY,H2_PRIOR_KNOWLEDGE"
    })
    void eachEventIsSeenBeforeTheNextIsSentAndTheyOutliveTheTimeout(Container container, Mode mode, Protocol protocol)
            throws Exception {
        RealTime.holds(
                scale -> eachEventIsSeenAndTheyOutlive(Side.SHORT.multipliedBy(scale), container, mode, protocol));
    }

    private void eachEventIsSeenAndTheyOutlive(Duration timeout, Container container, Mode mode, Protocol protocol)
            throws Exception {
        try (Stage stage = Stage.here(container, mode, timeout);
                Load load = new Load(stage.port(), protocol);
                Load other = new Load(stage.port());
                Response response = load.open("GET", "/events", null)) {
            BufferedSource events = response.body().source();
            assertThat(response.header("Content-Type")).startsWith("text/event-stream");
            assertThat(events.readUtf8LineStrict()).isEqualTo(": welcome");
            for (int i = 0; i < EVENTS; i++) {
                other.post("/emit", RequestBody.create(("event " + i).getBytes(), null));
                assertThat(events.readUtf8LineStrict()).isEmpty();
                assertThat(events.readUtf8LineStrict()).isEqualTo("data: event " + i);
                Sleeper.system()
                        .sleep(timeout.dividedBy(EVENTS - 2)); // in real time: the stream is to outlive the timeout
            }
            other.post("/emit", RequestBody.create(new byte[0], null));
            assertThat(events.readUtf8LineStrict()).isEmpty();
            assertThat(events.exhausted()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"JETTY,GUARD", "JETTY,GATEWAY", "TOMCAT,GUARD", "TOMCAT,GATEWAY"})
    void aClientThatLeavesEndsTheStreamAndCountsAgainstNobody(Container container, Mode mode) throws Exception {
        try (Stage stage = Stage.here(container, mode, Side.LONG);
                Load other = new Load(stage.port())) {
            try (RawHttp http = RawHttp.connect(stage.port())) {
                http.send(RawHttp.head("GET /events HTTP/1.1"));
                assertThat(http.readHead().status()).isEqualTo(200);
                http.reset();
            }
            // A container notices at the next write, or at one of the next.
            for (int i = 0; stage.application().readers() + stage.side().inFlight() > 0 && i < 1_000; i++) {
                emit(other);
                Sleeper.system().sleep(Duration.ofMillis(5));
            }
            assertThat(stage.application().readers()).isZero();
            assertThat(stage.side().inFlight()).isZero();
            assertThat(durations(stage, "none")).isPositive();
            assertThat(durations(stage, "broken_response")).isZero();
            assertThat(attempts(stage, "broken-body")).isZero();
            assertThat(attempts(stage, "success")).isEqualTo(mode == Mode.GUARD ? 0 : attempts(stage));
        }
    }

    private static double attempts(Stage stage) {
        return stage.side().meters().find("hauberk.mesh.attempts").counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    private static void emit(Load other) throws IOException {
        other.post("/emit", RequestBody.create("more".getBytes(), null));
    }

    private static long durations(Stage stage, String error) {
        return stage.side().meters().find("http.server.request.duration").tag("error.type", error).timers().stream()
                .mapToLong(Timer::count)
                .sum();
    }

    private static double attempts(Stage stage, String outcome) {
        return stage.side().meters().find("hauberk.mesh.attempts").tag("outcome", outcome).counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }
}
