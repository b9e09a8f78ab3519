package io.hauberk.feign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import feign.Feign;
import feign.Logger;
import feign.Request;
import feign.RequestLine;
import feign.RetryableException;
import io.hauberk.DeadlineExceededException;
import io.hauberk.annotation.Retried;
import io.hauberk.annotation.TimeLimited;
import io.hauberk.okhttp.Mesh;
import io.hauberk.service.Balancer;
import io.hauberk.testkit.RawServer;
import io.hauberk.testkit.RealTime;
import io.hauberk.testkit.Script;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is Feign's own, and is kept; what annotations say. */
class MeshCapabilityTest {
    private Mesh mesh;

    @AfterEach
    void close() {
        mesh.close();
    }

    private Feign.Builder builder(int... ports) {
        String[] endpoints = new String[ports.length];
        for (int i = 0; i < ports.length; i++) {
            endpoints[i] = "http://127.0.0.1:" + ports[i];
        }
        mesh = Mesh.builder()
                .service(
                        "orders",
                        orders -> orders.endpoints(endpoints)
                                .balance(Balancer.roundRobin())
                                .connectTimeout(Duration.ofSeconds(60)))
                .build();
        return Feign.builder().addCapability(MeshCapability.of(mesh));
    }

    // guide
    interface Orders {
        @RequestLine("GET /42")
        @TimeLimited("2s")
        @Retried(2)
        String order();
    }

    // end

    interface Hasty {
        @RequestLine("GET /")
        @TimeLimited("soon")
        String order();
    }

    interface Plain {
        @RequestLine("GET /")
        String get();

        @RequestLine("POST /")
        String post(String body);
    }

    @Test
    void theGuideIsTrue() throws Exception {
        try (RawServer server = RawServer.start(Script.ok("42"))) {
            builder(server.port());
            // guide
            Orders orders =
                    Feign.builder().addCapability(MeshCapability.of(mesh)).target(Orders.class, "http://orders");
            // end
            assertThat(orders.order()).isEqualTo("42");
        }
    }

    @Test
    void aTimeOnAMethodHoldsForItsCalls() throws Exception {
        // Two seconds are all that these calls have.
        RealTime.holds(scale -> aTimeOnAMethodHoldsForItsCallsWithoutAStall());
    }

    private void aTimeOnAMethodHoldsForItsCallsWithoutAStall() throws Exception {
        try (RawServer server = RawServer.start(Script.silent())) {
            Orders orders = builder(server.port()).target(Orders.class, "http://orders");

            assertThatThrownBy(orders::order)
                    .isInstanceOf(RetryableException.class)
                    .hasCauseInstanceOf(DeadlineExceededException.class);
            assertThat(Integer.parseInt(server.requests().get(0).header("x-envoy-expected-rq-timeout-ms")))
                    .isBetween(1, 2_000);
        }
    }

    @Test
    void retriesOnAMethodHoldForItsCalls() throws Exception {
        // Two seconds are all that these calls have.
        RealTime.holds(scale -> retriesOnAMethodHoldForItsCallsWithoutAStall());
    }

    private void retriesOnAMethodHoldForItsCallsWithoutAStall() throws Exception {
        try (RawServer dying = RawServer.start(Script.resettingAfterRequest());
                RawServer alive = RawServer.start(Script.ok("42"))) {
            Orders orders = builder(dying.port(), alive.port()).target(Orders.class, "http://orders");
            for (int i = 0; i < 2; i++) {
                assertThat(orders.order()).isEqualTo("42");
            }
            assertThat(dying.requests()).isNotEmpty();
        }
    }

    @Test
    void aBadValueFailsWhenTheClientIsBuiltAndNamesTheMethod() throws Exception {
        Feign.Builder builder = builder(1);

        assertThatThrownBy(() -> builder.target(Hasty.class, "http://orders"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Hasty.order")
                .hasMessageContaining("soon");
    }

    @Test
    void feignDoesNotRepeatWhatTheMeshHasGivenUp() throws Exception {
        try (RawServer server = RawServer.start(Script.resettingAfterRequest())) {
            Plain orders = builder(server.port()).target(Plain.class, "http://orders");

            assertThatThrownBy(() -> orders.post("body")).isInstanceOf(RetryableException.class);
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void interceptorsAndLoggersWorkAsEver() throws Exception {
        StringBuilder logged = new StringBuilder();
        Logger logger = new Logger() {
            @Override
            protected synchronized void log(String key, String format, Object... values) {
                logged.append(format.formatted(values)).append('\n');
            }
        };
        try (RawServer server = RawServer.start(Script.ok("hi"))) {
            Plain orders = builder(server.port())
                    .requestInterceptor(template -> template.header("X-Own", "1"))
                    .logger(logger)
                    .logLevel(Logger.Level.FULL)
                    .target(Plain.class, "http://orders");

            assertThat(orders.get()).isEqualTo("hi");
            assertThat(server.requests().get(0).header("X-Own")).isEqualTo("1");
            assertThat(logged).contains("hi", "200");
        }
    }

    @Test
    void theReadTimeoutOfTheClientEndsACall() throws Exception {
        try (RawServer server = RawServer.start(Script.silent())) {
            Plain orders = builder(server.port())
                    .options(new Request.Options(1, TimeUnit.SECONDS, 300, TimeUnit.MILLISECONDS, true))
                    .target(Plain.class, "http://orders");

            assertThatThrownBy(orders::get).hasCauseInstanceOf(DeadlineExceededException.class);
        }
    }
}
