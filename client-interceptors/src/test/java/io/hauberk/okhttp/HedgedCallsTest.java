package io.hauberk.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.Response;
import io.hauberk.service.Balancer;
import io.hauberk.service.Hedge;
import io.hauberk.service.OutlierDetection;
import io.hauberk.service.Retry;
import io.hauberk.service.Service;
import io.hauberk.testkit.RawServer;
import io.hauberk.testkit.RealTime;
import io.hauberk.testkit.Script;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Hedged calls over real sockets. */
class HedgedCallsTest {
    private static final Duration DELAY = Duration.ofMillis(30);

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private final AtomicInteger brokenOff = new AtomicInteger();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable closeable : opened) {
            closeable.close();
        }
    }

    @Test
    void aCallOfPlainOkHttpIsAnsweredByTheFasterEndpointAndTheOtherSeesItsConnectionEnd() throws Exception {
        CountDownLatch ended = new CountDownLatch(2);
        RawServer slow = server(silentUntil(ended));
        RawServer fast = server(Script.chunked("x-sum", "42", "one", "two"));
        OkHttpClient http = mesh(orders -> orders, slow, fast).okHttp();
        for (int i = 0; i < 4; i++) {
            try (okhttp3.Response response =
                    http.newCall(MeshTest.request("http://orders/42?a=b")).execute()) {
                assertThat(response.code()).isEqualTo(200);
                assertThat(response.body().string()).isEqualTo("onetwo");
                assertThat(response.request().url().toString()).isEqualTo("http://orders/42?a=b");
            }
        }
        assertThat(ended.await(60, TimeUnit.SECONDS)).isTrue();
        int hedged = slow.requests().size();
        assertThat(hedged).isGreaterThanOrEqualTo(2);
        assertThat(fast.requests()).hasSize(4);
        assertThat(fast.requests())
                .extracting(seen -> seen.header("x-envoy-attempt-count"))
                .contains("2")
                .isSubsetOf("1", "2");
        awaitIdle();
        // On a busy machine the fast one may be hedged, too, and that hedge be given up before it arrives.
        assertThat(counted("hauberk.mesh.hedges", "won")).isBetween(2.0, 4.0);
        assertThat(counted("hauberk.mesh.attempts", "hedge-lost")).isGreaterThanOrEqualTo(hedged);
        assertThat(timed("0")).isEqualTo(4);
        assertThat(timed("1")).isGreaterThanOrEqualTo(2);
        assertThat(meters.find("hauberk.mesh.ejections").counters()).isEmpty();
    }

    @Test
    void aHandlerIsHedgedJustTheSame() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        RawServer slow = server(silentUntil(ended));
        RawServer fast = server(Script.ok("fast"));
        Mesh mesh = mesh(orders -> orders, slow, fast);
        for (int i = 0; i < 4; i++) {
            Response response = mesh.service("orders").handle(io.hauberk.Request.get("/"));
            assertThat(Attempts.text(response)).isEqualTo("fast");
        }
        assertThat(ended.await(60, TimeUnit.SECONDS)).isTrue();
        awaitIdle();
    }

    @Test
    void whenTheUserCancelsAllAttemptsEnd() throws Exception {
        CountDownLatch ended = new CountDownLatch(2);
        RawServer one = server(silentUntil(ended));
        RawServer two = server(silentUntil(ended));
        OkHttpClient http = mesh(orders -> orders, one, two).okHttp();
        Call call = http.newCall(MeshTest.request("http://orders/"));
        ExecutorService threads = Attempts.callers();
        opened.add(threads::shutdownNow);
        Future<?> failing =
                threads.submit(() -> assertThatThrownBy(call::execute).isInstanceOf(IOException.class));
        while (one.requests().isEmpty() || two.requests().isEmpty()) {
            Thread.onSpinWait();
        }
        call.cancel();
        failing.get(60, TimeUnit.SECONDS);
        assertThat(ended.await(60, TimeUnit.SECONDS)).isTrue();
        awaitIdle();
        assertThat(meters.find("hauberk.mesh.ejections").counters()).isEmpty();
    }

    @Test
    void theDeadlineOfTheCallEndsAllAttempts() throws Exception {
        RealTime.holds(this::theDeadlineOfTheCallEndsAllAttempts);
    }

    private void theDeadlineOfTheCallEndsAllAttempts(int scale) throws Exception {
        CountDownLatch ended = new CountDownLatch(2);
        RawServer one = server(silentUntil(ended));
        RawServer two = server(silentUntil(ended));
        Mesh mesh = mesh(orders -> orders.timeout(Duration.ofMillis(300L * scale)), one, two);
        OkHttpClient http = mesh.okHttp();
        assertThatThrownBy(
                        () -> http.newCall(MeshTest.request("http://orders/")).execute())
                .isInstanceOf(io.hauberk.DeadlineExceededException.class);
        assertThat(one.requests().size() + two.requests().size())
                .as("both were asked in time")
                .isEqualTo(2);
        assertThat(ended.await(60, TimeUnit.SECONDS)).isTrue();
        awaitIdle();
        mesh.close();
    }

    @Test
    void underLoadNothingIsLeftBehind() throws Exception {
        RawServer one = server(sometimesSilent(5));
        RawServer two = server(sometimesSilent(7));
        RawServer three = server(Script.ok("hi"));
        Mesh mesh =
                mesh(orders -> orders.hedge(Hedge.after(Duration.ofMillis(5)).max(2)), one, two, three);
        OkHttpClient http = mesh.okHttp();
        ExecutorService threads = Attempts.callers();
        opened.add(threads::shutdownNow);
        List<Future<?>> callers = new ArrayList<>();
        for (int t = 0; t < 8; t++) {
            boolean handler = t % 2 == 0;
            callers.add(threads.submit(() -> {
                for (int i = 0; i < 40; i++) {
                    String text = handler
                            ? Attempts.text(mesh.service("orders").handle(io.hauberk.Request.get("/")))
                            : MeshTest.get(http, "http://orders/");
                    assertThat(text).isEqualTo("hi");
                }
                return null;
            }));
        }
        for (Future<?> caller : callers) {
            caller.get(60, TimeUnit.SECONDS);
        }
        awaitIdle();
        assertThat(brokenOff.get()).isPositive();
        assertThat(counted("hauberk.mesh.attempts", "hedge-lost")).isPositive();
        mesh.close();
        for (Thread thread : hedgeThreads()) {
            thread.join(30_000);
        }
        assertThat(hedgeThreads()).isEmpty();
    }

    private static List<Thread> hedgeThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("hauberk-hedge"))
                .toList();
    }

    /** No attempt is under way any more: an answer that nobody closed would stay for ever. */
    private void awaitIdle() throws InterruptedException {
        for (int i = 0; i < 6_000 && active() > 0; i++) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        assertThat(active()).isZero();
    }

    private double active() {
        return meters.get("hauberk.mesh.active").gauge().value();
    }

    private double counted(String meter, String outcome) {
        return meters.find(meter).tag("outcome", outcome).counters().stream()
                .mapToDouble(c -> c.count())
                .sum();
    }

    private long timed(String resends) {
        return meters.find("hauberk.mesh.attempt.duration").tag("http.request.resend_count", resends).timers().stream()
                .mapToLong(timer -> timer.count())
                .sum();
    }

    private Script silentUntil(CountDownLatch ended) {
        return scene -> {
            scene.readRequest();
            scene.connection().awaitEnd();
            ended.countDown();
        };
    }

    /** Each nth request on a connection is never answered; the connection ends when the caller gives up. */
    private Script sometimesSilent(int nth) {
        return scene -> {
            for (int i = 1; i % nth != 0; i++) {
                scene.readRequest();
                scene.connection().send(Script.response("hi"));
            }
            scene.readRequest();
            scene.connection().awaitEnd();
            brokenOff.incrementAndGet();
        };
    }

    private Mesh mesh(UnaryOperator<Service> settings, RawServer... servers) {
        String[] urls = java.util.Arrays.stream(servers)
                .map(server -> "http://127.0.0.1:" + server.port())
                .toArray(String[]::new);
        Mesh mesh = Mesh.builder()
                .metrics(meters)
                .service(
                        "orders",
                        orders -> settings.apply(orders.endpoints(urls)
                                .connectTimeout(Attempts.MUCH)
                                .balance(Balancer.roundRobin())
                                .outlierDetection(OutlierDetection.consecutiveFailures(1))
                                .retry(Retry.undelivered().budget(1, 1000))
                                .hedge(Hedge.after(DELAY))))
                .build();
        opened.add(mesh);
        return mesh;
    }

    private RawServer server(Script script) throws IOException {
        RawServer server = RawServer.start(script);
        opened.add(server);
        return server;
    }
}
