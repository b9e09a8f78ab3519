package io.hauberk.checks.whole;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.rewrite.Respond;
import io.hauberk.service.Fallback;
import io.hauberk.service.Limits;
import io.hauberk.service.Retry;
import io.hauberk.testkit.RawHttp;
import io.hauberk.testkit.RawMessage;
import io.hauberk.testkit.RawServer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What stands between a gateway and a service, through the whole of it. */
class GuardedServiceTest {
    @ParameterizedTest
    @EnumSource(Container.class)
    void aStreamedAnswerHoldsItsPermitToItsLastByte(Container container) throws Exception {
        CountDownLatch rest = new CountDownLatch(1);
        try (RawServer service = RawServer.start(scene -> {
                    while (true) {
                        scene.readRequest();
                        scene.connection()
                                .send("HTTP/1.1 200 OK\r\nContent-Length: 100005\r\n\r\n" + "x".repeat(100_000));
                        await(rest);
                        scene.connection().send("hello");
                    }
                });
                Wire wire = Wire.to(
                        container,
                        backend -> backend.endpoints("http://127.0.0.1:" + service.port())
                                .connectTimeout(Duration.ofSeconds(60))
                                .limits(Limits.requests(1)));
                RawHttp http = RawHttp.connect(wire.port())) {
            http.send(RawHttp.head("GET / HTTP/1.1"));
            assertThat(http.readHead().status()).isEqualTo(200);

            RawMessage refused = wire.request("GET / HTTP/1.1");
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.header("Content-Type")).isEqualTo("application/problem+json");
            assertThat(refused.header("Retry-After")).isEqualTo("1");
            assertThat(refused.header("x-envoy-overloaded")).isEqualTo("true");
            assertThat(refused.text()).contains("overloaded");
            assertThat(service.requests()).hasSize(1);

            rest.countDown();
            assertThat(http.readBytes(100_005)).endsWith("hello".getBytes());
            wire.awaitNothingInFlight();
            assertThat(wire.request("GET / HTTP/1.1").status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void anAnswerInPlaceOfAServiceIsMarked(Container container) throws Exception {
        try (Wire wire = Wire.to(
                container,
                backend -> backend.endpoints("http://127.0.0.1:" + RawServer.closedPort())
                        .retry(Retry.never())
                        .fallback(Fallback.handler(Respond.with(200).body("[]"))))) {
            RawMessage answer = wire.request("GET / HTTP/1.1");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).isEqualTo("[]");
            assertThat(answer.header("x-hauberk-fallback")).isEqualTo("backend");
            assertThat(wire.attempts("connect-failure")).isEqualTo(1);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(60, TimeUnit.SECONDS)) {
                throw new AssertionError("The rest was not asked for within a minute.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
