package io.hauberk.checks.whole;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.testkit.RawHttp;
import io.hauberk.testkit.RawMessage;
import io.hauberk.testkit.RealTime;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Time limits, from the gateway's own timeout and from what the caller says. */
class DeadlineTest {
    @ParameterizedTest
    @CsvSource({"JETTY,GUARD", "JETTY,GATEWAY", "TOMCAT,GUARD", "TOMCAT,GATEWAY"})
    void anAnswerThatComesTooLateIs504(Container container, Mode mode) throws Exception {
        RealTime.holds(scale -> anAnswerThatComesTooLateIs504(container, mode, scale));
    }

    private void anAnswerThatComesTooLateIs504(Container container, Mode mode, int scale) throws Exception {
        try (Stage stage = Stage.here(container, mode, Side.SHORT.multipliedBy(scale));
                RawHttp http = RawHttp.connect(stage.port())) {
            // The caller of the second request waits for less than the timeout of the side under test.
            assertLate(http.get("/slow?" + 900 * scale));
            assertLate(http.get("/slow?" + 400 * scale, "x-envoy-expected-rq-timeout-ms: " + 200 * scale));
            assertThat(http.get("/slow?1").text()).isEqualTo("hello");
        }
    }

    @ParameterizedTest
    @CsvSource({"JETTY,GUARD", "JETTY,GATEWAY", "TOMCAT,GUARD", "TOMCAT,GATEWAY"})
    void anUploadMayTakeLongerThanTheTimeout(Container container, Mode mode) throws Exception {
        RealTime.holds(scale -> anUploadMayTakeLongerThanTheTimeout(container, mode, scale));
    }

    private void anUploadMayTakeLongerThanTheTimeout(Container container, Mode mode, int scale) throws Exception {
        try (Stage stage = Stage.here(container, mode, Side.SHORT.multipliedBy(scale));
                RawHttp http = RawHttp.connect(stage.port())) {
            http.send(RawHttp.head("POST /up HTTP/1.1", "Content-Length: 8"));
            // A pause as long as the timeout, and drops of content that together take longer still.
            http.drip("1", Side.SHORT.multipliedBy(scale));
            http.drip("2345678", Side.SHORT.multipliedBy(scale).dividedBy(5));

            assertThat(http.readResponse("POST").text()).startsWith("8 ");
        }
    }

    private static void assertLate(RawMessage answer) {
        assertThat(answer.status()).isEqualTo(504);
        assertThat(answer.text()).contains("deadline-exceeded");
    }
}
