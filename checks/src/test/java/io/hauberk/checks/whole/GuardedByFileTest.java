package io.hauberk.checks.whole;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Sleeper;
import io.hauberk.testkit.RawHttp;
import io.hauberk.testkit.RawMessage;
import io.hauberk.testkit.RawServer;
import io.hauberk.testkit.RealTime;
import io.hauberk.testkit.Script;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Hedges, the circuit breaker and the limits of a service, as a file asks for them, through a whole gateway. */
class GuardedByFileTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(Container.class)
    void aSlowEndpointIsHedgedAndTheLoserIsBrokenOff(Container container) throws Exception {
        CountDownLatch brokenOff = new CountDownLatch(2);
        try (RawServer slow = RawServer.start(scene -> {
                    scene.readRequest();
                    scene.connection().awaitEnd();
                    brokenOff.countDown();
                });
                RawServer fast = RawServer.start(Script.chunked("x-sum", "42", "one", "two"));
                FileGateway gateway = new FileGateway(container, folder, """
                        backend:
                          endpoints: [ %s, %s ]
                          balance: roundRobin
                          hedge: { after: 150ms }
                          outlierDetection: { consecutiveFailures: 1 }
                          retry: { retries: 0, budget: { ratio: 1, minPerSecond: 100 } }
                        """.formatted(url(slow), url(fast)))) {
            for (int i = 0; i < 4; i++) {
                RawMessage answer = gateway.request("GET /a HTTP/1.1");
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.text()).isEqualTo("onetwo");
            }
            assertThat(brokenOff.await(60, TimeUnit.SECONDS)).isTrue();
            int hedged = slow.requests().size();
            assertThat(hedged).isGreaterThanOrEqualTo(2);
            // On a busy machine one more may be hedged, and be given up before it arrives.
            assertThat(fast.requests())
                    .extracting(seen -> seen.header("x-envoy-attempt-count"))
                    .contains("2")
                    .isSubsetOf("1", "2");
            awaitNothingUnderWay(gateway);
            assertThat(gateway.counted("hauberk.mesh.hedges", "outcome", "won")).isGreaterThanOrEqualTo(hedged);
            assertThat(gateway.counted("hauberk.mesh.attempts", "outcome", "hedge-lost"))
                    .isGreaterThanOrEqualTo(hedged);
            assertThat(gateway.counted("hauberk.mesh.ejections")).isZero();

            // A POST without a key is sent once, however slow it is.
            int before = slow.requests().size() + fast.requests().size();
            try (RawHttp http = RawHttp.connect(gateway.port())) {
                http.send(RawHttp.head("POST / HTTP/1.1", "Content-Length: 1") + "x");
                for (int i = 0; slow.requests().size() + fast.requests().size() == before && i < 12_000; i++) {
                    Sleeper.system().sleep(Duration.ofMillis(5));
                }
                Sleeper.system().sleep(Duration.ofMillis(300));
                assertThat(slow.requests().size() + fast.requests().size()).isEqualTo(before + 1);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void aCircuitOpensTellsWhenToComeBackAndClosesAgain(Container container) throws Exception {
        RealTime.holds(scale -> aCircuitOpensTellsWhenToComeBackAndClosesAgain(container, scale));
    }

    private void aCircuitOpensTellsWhenToComeBackAndClosesAgain(Container container, int scale) throws Exception {
        AtomicBoolean ill = new AtomicBoolean(true);
        try (RawServer service = RawServer.start(scene -> {
                    while (true) {
                        scene.readRequest();
                        scene.connection()
                                .send(
                                        ill.get()
                                                ? "HTTP/1.1 500 Ill\r\nContent-Length: 0\r\n\r\n"
                                                : Script.response("well"));
                    }
                });
                FileGateway gateway = new FileGateway(container, folder, """
                        backend:
                          endpoints: [ %s ]
                          retry: { retries: 0 }
                          outlierDetection: off
                          circuitBreaker: { failureRate: 50, minimumCalls: 5, open: %ds, halfOpenCalls: 1 }
                          connectTimeout: 60s
                        """.formatted(url(service), scale))) {
            for (int i = 0; i < 5; i++) {
                assertThat(gateway.request("GET / HTTP/1.1").status()).isEqualTo(500);
            }
            ill.set(false);
            RawMessage refused = gateway.request("GET / HTTP/1.1");
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.header("Content-Type")).isEqualTo("application/problem+json");
            assertThat(refused.text()).contains("circuit-open");
            assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, scale);
            assertThat(refused.header("x-envoy-overloaded")).isEqualTo("true");
            assertThat(service.requests()).hasSize(5);
            assertThat(gateway.shown("hauberk.circuit.state", "service", "backend"))
                    .isEqualTo(1);

            int status = 503;
            for (int i = 0; i < 1_200 && status == 503; i++) {
                Sleeper.system().sleep(Duration.ofMillis(50));
                status = gateway.request("GET / HTTP/1.1").status();
            }
            assertThat(status).isEqualTo(200);
            assertThat(gateway.request("GET / HTTP/1.1").status()).isEqualTo(200);
            assertThat(gateway.shown("hauberk.circuit.state", "service", "backend"))
                    .isZero();
            assertThat(gateway.counted("hauberk.circuit.transitions", "state", "open"))
                    .isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void anEndpointTakesAsManyAsItMayAndOthersGoElsewhere(Container container) throws Exception {
        CountDownLatch rest = new CountDownLatch(1);
        Script holding = scene -> {
            while (true) {
                scene.readRequest();
                scene.connection().send("HTTP/1.1 200 OK\r\nContent-Length: 100005\r\n\r\n" + "x".repeat(100_000));
                await(rest);
                scene.connection().send("hello");
            }
        };
        List<RawHttp> open = new ArrayList<>();
        try (RawServer one = RawServer.start(holding);
                RawServer two = RawServer.start(holding);
                FileGateway gateway = new FileGateway(container, folder, """
                        backend:
                          endpoints: [ %s, { url: %s, weight: 100 } ]
                          balance: random
                          limits: { perEndpoint: 2 }
                          connectTimeout: 60s
                        """.formatted(url(one), url(two)))) {
            for (int i = 0; i < 4; i++) {
                RawHttp http = RawHttp.connect(gateway.port());
                open.add(http);
                http.send(RawHttp.head("GET / HTTP/1.1"));
                assertThat(http.readHead().status()).isEqualTo(200);
            }
            assertThat(List.of(one.requests().size(), two.requests().size())).isEqualTo(Collections.nCopies(2, 2));
            assertThat(gateway.shown("hauberk.mesh.limits", "state", "full")).isEqualTo(2);

            RawMessage refused = gateway.request("GET / HTTP/1.1");
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.text()).contains("endpoints-full");
            assertThat(refused.header("Retry-After")).isEqualTo("1");
            assertThat(refused.header("x-envoy-overloaded")).isEqualTo("true");
            assertThat(gateway.counted("hauberk.mesh.refusals", "reason", "endpoints-full", "mode", "enforce"))
                    .isEqualTo(1);

            rest.countDown();
            for (RawHttp http : open) {
                assertThat(http.readBytes(100_005)).endsWith("hello".getBytes());
            }
            awaitNothingUnderWay(gateway);
            assertThat(gateway.request("GET / HTTP/1.1").status()).isEqualTo(200);
        } finally {
            for (RawHttp http : open) {
                http.close();
            }
        }
    }

    private static void awaitNothingUnderWay(FileGateway gateway) throws Exception {
        for (int i = 0; i < 6_000 && gateway.shown("hauberk.mesh.active") > 0; i++) {
            Sleeper.system().sleep(Duration.ofMillis(10));
        }
        assertThat(gateway.shown("hauberk.mesh.active")).isZero();
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

    private static String url(RawServer server) {
        return "\"http://127.0.0.1:" + server.port() + '"';
    }
}
