package io.hauberk.checks.whole;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Exchange;
import io.hauberk.Sleeper;
import io.hauberk.service.Criticality;
import io.hauberk.testkit.RawHttp;
import io.hauberk.testkit.RawMessage;
import io.hauberk.testkit.RealTime;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Real containers that get more than they can do. */
class OverloadTest {
    private static final String FREE = "key-of-bob-0123456789";
    private static final String GOLD = "key-of-acme-0123456789";
    /** Longer than the mark for a queue, which is longer than a busy machine makes a request wait by itself. */
    private static final Duration LONG_AGO = Duration.ofSeconds(40);

    private static final boolean VIRTUAL = Boolean.getBoolean("hauberk.test.virtualThreads");

    @TempDir
    Path folder;

    private final Semaphore gate = new Semaphore(0);
    private final AtomicInteger waiting = new AtomicInteger();
    private final Queue<AsyncContext> parked = new ConcurrentLinkedQueue<>();
    private final List<RawHttp> open = new ArrayList<>();

    @AfterEach
    void letGo() throws IOException {
        gate.release(10_000);
        for (RawHttp http : open) {
            http.close();
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void theLastPartOfALimitBelongsToWhatIsMoreCriticalAndPermitsComeBackOnce(Container container) throws Exception {
        try (Guarded guarded = Guarded.by(container, folder, """
                hauberk: 1
                network: { trustedProxies: [ 127.0.0.1 ] }
                filters:
                  - concurrencyLimit: { max: 4, partitions: { sheddable: 50 } }
                routes:
                  - { name: export, match: [ { path: /export } ], criticality: sheddable }
                unmatched: pass
                """, new Application())) {
            ask(guarded, "/park");
            await(() -> parked.size() == 1);
            ask(guarded, "/wait");
            await(() -> waiting.get() == 1);
            // By the route, and by what a believed caller says; who says more than its route is not believed.
            assertThat(guarded.get("/export").status()).isEqualTo(503);
            assertThat(guarded.get("/hello", "x-criticality: sheddable").status())
                    .isEqualTo(503);
            assertThat(guarded.get("/export", "x-criticality: critical-plus").status())
                    .isEqualTo(503);
            assertThat(guarded.get("/hello").text()).contains("concurrencyLimit allowed");
            assertThat(guarded.count("hauberk.concurrency.refused")).isEqualTo(3);

            RawHttp leaves = ask(guarded, "/park");
            await(() -> parked.size() == 2);
            // What was answered before gives its permit back a little after its answer.
            await(() -> gauge(guarded, "inflight") == 3);
            leaves.reset();
            gate.release();
            parked.forEach(OverloadTest::complete);
            await(() -> gauge(guarded, "inflight") == 0);
            assertThat(guarded.get("/export").status()).isEqualTo(200);
            await(() -> gauge(guarded, "inflight") == 0);
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void thePlanOfAConsumerSaysHowCriticalItsRequestsAre(Container container) throws Exception {
        try (Guarded guarded = Guarded.by(
                container, folder, """
                hauberk: 1
                network: { trustedProxies: [ 127.0.0.1 ] }
                plans: { free: { criticality: sheddable }, gold: { criticality: critical-plus } }
                consumers:
                  bob: { keys: [ "sha256:%s" ], plan: free }
                  acme: { keys: [ "sha256:%s" ], plan: gold }
                routes:
                  - name: all
                    match: [ "/**" ]
                    filters: [ apiKey, concurrencyLimit: { max: 2, partitions: { critical: 99, sheddable: 50 } } ]
                """.formatted(Guarded.sha256(FREE), Guarded.sha256(GOLD)), new Application())) {
            String free = "x-api-key: " + FREE;
            String gold = "x-api-key: " + GOLD;
            assertThat(guarded.get("/seen", free).text()).startsWith("sheddable ");
            // A permit comes back a little after the answer.
            await(() -> gauge(guarded, "inflight") == 0);
            assertThat(guarded.get("/seen", free, "x-criticality: critical-plus")
                            .text())
                    .as("a caller that is believed says less, and never more")
                    .startsWith("sheddable ");
            await(() -> gauge(guarded, "inflight") == 0);
            assertThat(guarded.get("/seen", gold).text()).startsWith("critical-plus ");
            await(() -> gauge(guarded, "inflight") == 0);
            ask(guarded, "/park", gold);
            await(() -> parked.size() == 1);
            assertThat(guarded.get("/hello", free).status()).isEqualTo(503);
            assertThat(guarded.get("/hello", gold, "x-criticality: sheddable").status())
                    .isEqualTo(503);
            assertThat(guarded.get("/hello", gold).status()).isEqualTo(200);
            parked.forEach(OverloadTest::complete);
            await(() -> gauge(guarded, "inflight") == 0);
            assertThat(guarded.get("/hello", free).status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void anAdaptiveLimitMeasuresStreamsToTheirHeadAndClientsThatLeaveDoNotLowerIt(Container container)
            throws Exception {
        try (Guarded guarded = Guarded.by(container, folder, """
                hauberk: 1
                filters:
                  - concurrencyLimit: { adaptive: aimd, latency: 60s, initial: 5, min: 2 }
                unmatched: pass
                """, new Application())) {
            for (int i = 0; i < 4; i++) {
                RawHttp http = ask(guarded, "/stream");
                assertThat(http.readHead().status()).isEqualTo(200);
            }
            // Each stream holds a permit, and has told its latency.
            assertThat(gauge(guarded, "inflight")).isEqualTo(4);
            for (int i = 0; gauge(guarded, "limit") <= 5; i++) {
                assertThat(i)
                        .as("answers in time that have not raised the limit")
                        .isLessThan(10_000);
                assertThat(guarded.get("/hello").status()).isEqualTo(200);
                // A permit comes back a little after the answer, and there may be one.
                await(() -> gauge(guarded, "inflight") == 4);
            }
            double before = gauge(guarded, "limit");
            for (int i = 0; i < 30; i++) {
                try (RawHttp http = ask(guarded, "/stream")) {
                    http.readHead();
                    http.reset();
                }
                gate.release();
                Sleeper.system().sleep(Duration.ofMillis(5));
            }
            gate.release(100);
            await(() -> gauge(guarded, "inflight") == 0);
            assertThat(gauge(guarded, "limit")).isGreaterThanOrEqualTo(before);
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void whoWaitsIsLetInWhenAPermitComesBackAndNobodyElseWaits(Container container) throws Exception {
        if (VIRTUAL) {
            return;
        }
        try (Guarded guarded = Guarded.by(container, folder, """
                hauberk: 1
                filters:
                  - concurrencyLimit: { max: 1, queue: 1, wait: 60s, health: 1 }
                unmatched: pass
                """, new Application())) {
            ask(guarded, "/wait");
            await(() -> waiting.get() == 1);
            RawHttp second = ask(guarded, "/hello");
            await(() -> gauge(guarded, "waiting") == 1);
            assertThat(guarded.get("/hello").status()).isEqualTo(503);
            assertThat(guarded.get("/health").status()).isEqualTo(200);
            gate.release();
            assertThat(second.readHead().status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void aQueueInFrontOfATrustedProxyShedsTheLeastCriticalAndNeverHealthChecks(Container container) throws Exception {
        try (Guarded guarded = shedding(container, "[ 127.0.0.1 ]")) {
            RawMessage refused = null;
            for (int i = 0; i < 600 && refused == null; i++) {
                RawMessage answer = guarded.get("/export", started(LONG_AGO));
                refused = answer.status() == 503 ? answer : null;
                Sleeper.system().sleep(Duration.ofMillis(5));
            }
            assertThat(refused).isNotNull();
            assertThat(refused.header("Retry-After")).isIn("1", "2", "3");
            assertThat(refused.header("Content-Type")).isEqualTo("application/problem+json");
            assertThat(refused.text()).contains("overloaded").doesNotContain("queue-time");
            assertThat(guarded.count("hauberk.shedding.refused")).isPositive();
            for (int i = 0; i < 50; i++) {
                assertThat(guarded.get("/health", started(LONG_AGO)).status()).isEqualTo(200);
            }
            // And back again, when the queue is gone.
            AtomicBoolean all = new AtomicBoolean();
            await(() -> {
                all.set(shed(guarded) == 1);
                return all.get();
            });
        }
    }

    private static double shed(Guarded guarded) {
        try {
            guarded.get("/hello", started(Duration.ZERO));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return guarded.meters().get("hauberk.shedding.admitted").gauge().value();
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void aStrangerWhoSaysThatItWaitedLongShedsNobody(Container container) throws Exception {
        try (Guarded guarded = shedding(container, "[]")) {
            for (int i = 0; i < 100; i++) {
                assertThat(guarded.get("/export", started(LONG_AGO)).status()).isEqualTo(200);
                Sleeper.system().sleep(Duration.ofMillis(5));
            }
            assertThat(guarded.get("/seen", started(Duration.ZERO), "x-criticality: critical-plus")
                            .text())
                    .isEqualTo(Criticality.CRITICAL + " null");
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void whatCannotFinishInTimeIsRefusedBeforeItBegins(Container container) throws Exception {
        try (Guarded guarded = shedding(container, "[]")) {
            for (int i = 0; i < 25; i++) {
                assertThat(guarded.get("/slow").status()).isEqualTo(200);
            }
            // On a busy machine the time may be over before anybody looks, which is told by another word.
            RealTime.holds(scale -> {
                int ran = waiting.get();
                RawMessage late = guarded.get("/slow", "x-envoy-expected-rq-timeout-ms: 5");
                assertThat(late.status()).isEqualTo(504);
                assertThat(late.text()).contains("cannot-finish-in-time");
                assertThat(waiting.get()).isEqualTo(ran);
            });
            assertThat(guarded.get("/slow", "x-envoy-expected-rq-timeout-ms: 60000")
                            .status())
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void aQueueForThreadsOfTheContainerIsNoticedThoughNoHeaderTellsOfIt(Container container) throws Exception {
        if (VIRTUAL) {
            return; // There is no pool that could be empty.
        }
        try (Guarded guarded = Guarded.by(container, folder, """
                hauberk: 1
                filters:
                  - loadShedding: { cpu: 0 }
                  - concurrencyLimit: 100
                unmatched: pass
                """, new Application())) {
            assertThat(guarded.get("/hello").status()).isEqualTo(200);
            for (int i = 0; i < 60; i++) {
                ask(guarded, "/wait");
            }
            // All threads wait, and so do the task and the requests behind them.
            Sleeper.system().sleep(Duration.ofMillis(400));
            gate.release(10);
            await(() -> {
                gate.release();
                return queue(guarded) > 0.1;
            });
            // A container that is stopped waits for those it is serving.
            letGo();
        }
    }

    private static double queue(Guarded guarded) {
        return guarded.meters().get("hauberk.shedding.queue").gauge().value();
    }

    private Guarded shedding(Container container, String trusted) throws Exception {
        return Guarded.by(container, folder, """
                hauberk: 1
                network: { trustedProxies: %s }
                filters:
                  - loadShedding: { cpu: 0, queueTime: 20s }
                routes:
                  - { name: export, match: [ { path: /export } ], criticality: sheddable }
                  - { name: slow, match: [ { path: /slow } ] }
                unmatched: pass
                """.formatted(trusted), new Application());
    }

    private static String started(Duration ago) {
        return "X-Request-Start: t=" + Instant.now().minus(ago).toEpochMilli();
    }

    private RawHttp ask(Guarded guarded, String path, String... fields) throws IOException {
        RawHttp http = guarded.connect();
        open.add(http);
        http.send(RawHttp.head("GET " + path + " HTTP/1.1", fields));
        return http;
    }

    private static double gauge(Guarded guarded, String what) {
        return guarded.meters()
                .get("hauberk.concurrency." + what)
                .tag("filter", "concurrencyLimit")
                .gauge()
                .value();
    }

    private static void complete(AsyncContext context) {
        try {
            context.complete();
        } catch (IllegalStateException e) {
            // The container was quicker: its client has left.
            return;
        }
    }

    private static void await(BooleanSupplier condition) throws IOException {
        for (int i = 0; !condition.getAsBoolean(); i++) {
            assertThat(i).as("polls of 10 ms").isLessThan(6_000);
            Sleeper.system().sleep(Duration.ofMillis(10));
        }
    }

    @SuppressWarnings("serial") // it is never serialized
    private final class Application extends HttpServlet {
        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            switch (request.getRequestURI()) {
                case "/park" -> parked.add(request.startAsync());
                case "/wait" -> {
                    waiting.incrementAndGet();
                    gate.acquireUninterruptibly();
                    response.getWriter().write("waited");
                }
                case "/slow" -> {
                    waiting.incrementAndGet();
                    Sleeper.system().sleep(Duration.ofMillis(40));
                    response.getWriter().write("slow");
                }
                case "/stream" -> {
                    response.setContentType("text/event-stream");
                    response.flushBuffer();
                    gate.acquireUninterruptibly();
                    response.getWriter().write("data: x\n\n");
                }
                case "/seen" ->
                    response.getWriter()
                            .write(Criticality.of(Objects.requireNonNull(Exchange.current())) + " "
                                    + request.getHeader("x-request-start"));
                default -> response.getWriter().write(Guarded.decisions());
            }
        }
    }
}
