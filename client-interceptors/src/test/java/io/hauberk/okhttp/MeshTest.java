package io.hauberk.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.Body;
import io.hauberk.Deadline;
import io.hauberk.DeadlineExceededException;
import io.hauberk.Decision;
import io.hauberk.End;
import io.hauberk.Exchange;
import io.hauberk.Filter;
import io.hauberk.Handler;
import io.hauberk.RejectedException;
import io.hauberk.Rejection;
import io.hauberk.Response;
import io.hauberk.Ticker;
import io.hauberk.key.By;
import io.hauberk.ratelimit.RateLimit;
import io.hauberk.service.Balancer;
import io.hauberk.service.CallOptions;
import io.hauberk.service.Limits;
import io.hauberk.service.OutlierDetection;
import io.hauberk.service.Retry;
import io.hauberk.service.Service;
import io.hauberk.testkit.RawMessage;
import io.hauberk.testkit.RawServer;
import io.hauberk.testkit.RealTime;
import io.hauberk.testkit.Script;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okio.BufferedSink;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls of services by plain OkHttp. */
class MeshTest {
    private static final String BUSY = "HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbusy";
    private static final Duration SHORT = Duration.ofMillis(200);

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private Mesh mesh;

    @AfterEach
    void close() throws Exception {
        if (mesh != null) {
            mesh.close();
        }
        for (AutoCloseable closeable : opened) {
            closeable.close();
        }
    }

    @Test
    void aFilterOfAServiceIsSwitchedOffForATime() throws IOException {
        RawServer server = server(Script.ok("well"));
        OkHttpClient http =
                client(orders -> orders.use(RateLimit.of(1, Duration.ofDays(1)).by(By.everyone())), server);
        assertThat(get(http, "http://orders/")).isEqualTo("well");
        assertThatThrownBy(() -> get(http, "http://orders/")).isInstanceOf(RejectedException.class);

        mesh.switchOff("services/orders/rateLimit", Duration.ofHours(1), "it counts wrongly");
        assertThat(get(http, "http://orders/")).isEqualTo("well");
        assertThat(mesh.switchedOff()).singleElement().asString().contains("services/orders/rateLimit until");
        mesh.switchOn("services/orders/rateLimit");
        assertThatThrownBy(() -> get(http, "http://orders/")).isInstanceOf(RejectedException.class);
        mesh.switchOff("limits", Duration.ofHours(1), "");
        assertThat(get(http, "http://orders/")).isEqualTo("well");
        assertThatThrownBy(() -> mesh.switchOff("orders/rateLimit", Duration.ofHours(1), ""))
                .hasMessageContaining("There is no switch \"orders/rateLimit\"")
                .hasMessageContaining("services/orders/rateLimit");
    }

    @Test
    void aHostThatIsAServiceIsSentToItsEndpoints() throws IOException {
        RawServer one = server(Script.ok("one"));
        RawServer two = server(Script.ok("two"));
        OkHttpClient http = client(orders -> orders, one, two);
        List<String> answers = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            answers.add(get(http, "http://orders/42?a=b"));
        }
        assertThat(answers).containsOnly("one", "two").hasSize(6);
        assertThat(one.requests()).hasSize(3);
        assertThat(one.connections()).isEqualTo(1);
        assertThat(two.connections()).isEqualTo(1);
        RawMessage seen = one.requests().get(0);
        assertThat(seen.startLine()).isEqualTo("GET /42?a=b HTTP/1.1");
        assertThat(seen.header("Host")).isEqualTo("orders");
        assertThat(seen.header("User-Agent")).startsWith("okhttp/");
        assertThat(seen.header("x-envoy-expected-rq-timeout-ms")).isNotNull();
    }

    @Test
    void aCallThatMeetsADeadConnectionIsNotSentOverAnotherDeadOne() throws IOException {
        Script dead = Script.closingAfter("hi");
        RawServer server = server(dead, dead, dead, Script.ok("fresh"));
        OkHttpClient http = client(orders -> orders, server);
        List<okhttp3.Response> open = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            open.add(http.newCall(new Request.Builder().url("http://orders/").build())
                    .execute());
        }
        for (okhttp3.Response response : open) {
            assertThat(response.body().string()).isEqualTo("hi");
        }
        assertThat(get(http, "http://orders/")).isEqualTo("fresh");
        assertThat(server.connections()).isEqualTo(4);
    }

    @Test
    void whatOkHttpMadeComesBackUntouched() throws IOException {
        RawServer server = server(Script.chunked("x-sum", "42", "one"));
        OkHttpClient http = client(orders -> orders, server);
        Request request = new Request.Builder()
                .url("http://orders/")
                .tag(String.class, "mine")
                .build();
        try (okhttp3.Response response = http.newCall(request).execute()) {
            assertThat(response.request().tag(String.class)).isEqualTo("mine");
            assertThat(response.request().url()).isEqualTo(request.url());
            assertThat(response.header("Transfer-Encoding")).isEqualTo("chunked");
            assertThat(response.networkResponse()).isNotNull();
            assertThat(response.priorResponse()).isNull();
            assertThat(response.body().string()).isEqualTo("one");
            assertThat(response.trailers().get("x-sum")).isEqualTo("42");
        }
    }

    @Test
    void aTagOfTheRequestSaysHowThisCallDiffersFromItsService() throws IOException {
        RawServer busy = server(Script.answering(BUSY));
        OkHttpClient http = client(orders -> orders.retry(Retry.idempotent().budget(1, 1000)), busy);
        Request request = request("http://orders/a")
                .newBuilder()
                .tag(CallOptions.class, CallOptions.none().noRetry().timeout(Duration.ofSeconds(10)))
                .build();
        try (okhttp3.Response response = http.newCall(request).execute()) {
            assertThat(response.code()).isEqualTo(503);
        }
        assertThat(busy.requests()).hasSize(1);
        assertThat(Integer.parseInt(busy.requests().get(0).header("x-envoy-expected-rq-timeout-ms")))
                .isLessThanOrEqualTo(10_000);
    }

    @Test
    void aRetryAfterAnAnswerGoesToAnotherEndpointThoughOkHttpHoldsTheConnection() throws IOException {
        RawServer busy = server(Script.answering(BUSY));
        RawServer good = server(Script.ok("good"));
        OkHttpClient http = client(orders -> orders.retry(Retry.idempotent().budget(1, 1000)), busy, good);
        for (int i = 0; i < 4; i++) {
            try (okhttp3.Response response =
                    http.newCall(request("http://orders/a")).execute()) {
                assertThat(response.body().string()).isEqualTo("good");
                assertThat(response.request().url().toString()).isEqualTo("http://orders/a");
                assertThat(response.priorResponse()).isNull();
            }
        }
        assertThat(busy.requests()).isNotEmpty();
        assertThat(good.requests())
                .hasSize(4)
                .allMatch(seen -> seen.header("Host").equals("orders"));
    }

    @Test
    void anEndpointThatIsDownCostsOneAttempt() throws IOException {
        RawServer good = server(Script.ok("good"));
        OkHttpClient http = clientAt(orders -> orders, url(RawServer.closedPort()), url(good.port()));
        for (int i = 0; i < 4; i++) {
            Request post = new Request.Builder()
                    .url("http://orders/")
                    .post(RequestBody.create("x", MediaType.get("text/plain")))
                    .build();
            assertThat(text(http, post)).isEqualTo("good");
        }
        RawMessage seen = good.requests().get(0);
        assertThat(seen.header("Content-Type")).isEqualTo("text/plain; charset=utf-8");
        assertThat(seen.text()).isEqualTo("x");
        assertThat(good.requests()).anyMatch(request -> "2".equals(request.header("x-envoy-attempt-count")));
    }

    @Test
    void aHeadThatDripsIsEndedAndTheNextAttemptOfTheSameCallSucceeds() throws Exception {
        RealTime.holds(this::aHeadThatDripsIsEndedAndTheNextAttemptOfTheSameCallSucceeds);
    }

    private void aHeadThatDripsIsEndedAndTheNextAttemptOfTheSameCallSucceeds(int scale) throws IOException {
        String head = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nx-a: " + "a".repeat(2_000) + "\r\n\r\n";
        Script dripping = Script.dripping(head, Duration.ofMillis(60));
        RawServer slow = server(dripping);
        RawServer good = server(Script.ok("good"));
        OkHttpClient http = client(
                orders -> orders.attemptTimeout(SHORT.multipliedBy(scale))
                        .retry(Retry.idempotent().budget(1, 1000)),
                slow,
                good);
        for (int i = 0; i < 2; i++) {
            assertThat(get(http, "http://orders/")).isEqualTo("good");
        }
        assertThat(slow.requests()).isNotEmpty();
    }

    @Test
    void anAttemptOverAPooledConnectionIsEndedToo() throws Exception {
        RealTime.holds(this::anAttemptOverAPooledConnectionIsEndedToo);
    }

    private void anAttemptOverAPooledConnectionIsEndedToo(int scale) throws IOException {
        Script script = scene -> {
            scene.readRequest();
            scene.connection().send(Script.response("first"));
            scene.readRequest();
            scene.connection().awaitEnd();
        };
        RawServer server = server(script);
        OkHttpClient http =
                client(orders -> orders.timeout(SHORT.multipliedBy(scale)).retry(Retry.never()), server);
        assertThat(get(http, "http://orders/")).isEqualTo("first");
        assertThatThrownBy(() -> get(http, "http://orders/")).isInstanceOf(DeadlineExceededException.class);
        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void okHttpRepeatsNothingByItself() throws IOException {
        RawServer server = server(Script.answering("HTTP/1.1 503 Busy\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n"));
        OkHttpClient http = client(orders -> orders.retry(Retry.never()), server);
        Request get = request("http://orders/");
        Request post =
                get.newBuilder().post(RequestBody.create(new byte[] {1}, null)).build();
        for (Request request : List.of(get, post)) {
            try (okhttp3.Response response = http.newCall(request).execute()) {
                assertThat(response.code()).isEqualTo(503);
                assertThat(response.header("Retry-After")).isEqualTo("0");
                assertThat(response.headers().names()).noneMatch(name -> name.startsWith("Hauberk"));
            }
        }
        assertThat(server.requests()).hasSize(2);
    }

    @Test
    void aBodyThatCanBeSentOnceIsSentOnce() throws IOException {
        RawServer busy = server(Script.answering(BUSY));
        RawServer good = server(Script.answering(BUSY));
        OkHttpClient http =
                client(orders -> orders.retry(Retry.idempotent().retries(3).budget(1, 1000)), busy, good);
        RequestBody once = new RequestBody() {
            @Override
            public MediaType contentType() {
                return null;
            }

            @Override
            public boolean isOneShot() {
                return true;
            }

            @Override
            public void writeTo(BufferedSink sink) throws IOException {
                sink.writeUtf8("once");
            }
        };
        try (okhttp3.Response response = http.newCall(
                        new Request.Builder().url("http://orders/").put(once).build())
                .execute()) {
            assertThat(response.code()).isEqualTo(503);
        }
        assertThat(busy.requests().size() + good.requests().size()).isEqualTo(1);
    }

    @Test
    void whatOkHttpThrowsStaysAsItIs() {
        OkHttpClient http = clientAt(orders -> orders.retry(Retry.never()), url(RawServer.closedPort()));
        assertThatThrownBy(() -> get(http, "http://orders/")).isInstanceOf(ConnectException.class);
    }

    @Test
    void aRefusalIsAnExceptionAndNotAnAnswer() throws IOException {
        RawServer server = server(Script.ok("hi"));
        Rejection rejection = Rejection.of("guard", 429, "too-many").because("Come back later.");
        OkHttpClient http = client(orders -> orders.use((request, next) -> Response.refused(rejection)), server);
        assertThatThrownBy(() -> get(http, "http://orders/"))
                .isInstanceOfSatisfying(
                        RejectedException.class, e -> assertThat(e.rejection()).isSameAs(rejection));
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void theDeadlineOfTheExchangeIsContinuedAndKept() throws Exception {
        RealTime.holds(this::theDeadlineOfTheExchangeIsContinuedAndKept);
    }

    private void theDeadlineOfTheExchangeIsContinuedAndKept(int scale) throws IOException {
        RawServer server = server(Script.silent());
        OkHttpClient http = client(orders -> orders, server);
        Exchange exchange = Exchange.begin(Ticker.system());
        exchange.shrink(Deadline.after(SHORT.multipliedBy(scale), Ticker.system()));
        try (Exchange.Scope unused = exchange.enter()) {
            assertThatThrownBy(() -> get(http, "http://orders/"))
                    .isInstanceOf(DeadlineExceededException.class)
                    .hasMessageContaining("orders");
            assertThat(Integer.parseInt(server.requests().get(0).header("x-envoy-expected-rq-timeout-ms")))
                    .isBetween(1, 200 * scale);
            assertThatThrownBy(() -> get(http, "http://orders/")).isInstanceOf(DeadlineExceededException.class);
        }
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void onWhoseBehalfIsKnownFromTheThreadThatCallsAlsoWhereAnotherDoesTheWork() throws Exception {
        RawServer server = server(Script.ok("hi"));
        OkHttpClient http = client(orders -> orders, server);
        Exchange executing = Exchange.begin(Ticker.system());
        try (Exchange.Scope unused = executing.enter()) {
            get(http, "http://orders/");
        }
        Exchange enqueuing = Exchange.begin(Ticker.system());
        try (Exchange.Scope unused = enqueuing.enter()) {
            enqueue(http, request("http://orders/")).get(60, TimeUnit.SECONDS).close();
        }
        Exchange tagged = Exchange.begin(Ticker.system());
        Exchange other = Exchange.begin(Ticker.system());
        try (Exchange.Scope unused = other.enter()) {
            text(
                    http,
                    new Request.Builder()
                            .url("http://orders/")
                            .tag(Exchange.class, tagged)
                            .build());
        }
        assertThat(filters(executing)).contains("balance");
        assertThat(filters(enqueuing)).contains("balance");
        assertThat(filters(tagged)).contains("balance");
        assertThat(other.decisions()).isEmpty();
        assertThat(meters.get("hauberk.mesh.calls.unbound").counter().count()).isZero();
        get(http, "http://orders/");
        assertThat(meters.get("hauberk.mesh.calls.unbound").counter().count()).isEqualTo(1);
    }

    @Test
    void aCallThatItsUserCancelsCountsAgainstNobody() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        RawServer server = server(scene -> {
            scene.readRequest();
            arrived.countDown();
            scene.connection().awaitEnd();
        });
        OkHttpClient http = client(orders -> orders, server);
        Call call = http.newCall(request("http://orders/"));
        CompletableFuture<okhttp3.Response> answer = enqueue(call);
        assertThat(arrived.await(60, TimeUnit.SECONDS)).isTrue();
        call.cancel();
        assertThatThrownBy(() -> answer.get(60, TimeUnit.SECONDS)).hasCauseInstanceOf(IOException.class);
        assertThat(attempts("cancelled")).isEqualTo(1);
        assertThat(meters.get("hauberk.mesh.attempts").counters()).hasSize(1);
    }

    @Test
    void aResponseEndsWhenItsUserHasReadIt() throws IOException {
        RawServer server = server(Script.ok("0123456789".repeat(20_000)));
        List<End> ends = new ArrayList<>();
        OkHttpClient http = client(orders -> orders.use(noting(ends)), server);
        try (okhttp3.Response response = http.newCall(request("http://orders/")).execute()) {
            assertThat(ends).isEmpty();
            response.body().string();
            assertThat(ends).containsExactly(End.COMPLETED);
        }
        http.newCall(request("http://orders/")).execute().close();
        assertThat(ends).containsExactly(End.COMPLETED, End.CANCELLED);
    }

    @Test
    void whatAnAnswerHoldsThatLeadsElsewhereIsGivenBackBeforeTheNextOneIsAskedFor() throws IOException {
        for (String length : List.of("Content-Length: 0\r\n\r\n", "Content-Length: 2\r\n\r\nhi")) {
            RawServer server = server(scene -> {
                while (true) {
                    boolean there = scene.readRequest().startLine().contains("/there");
                    scene.connection()
                            .send(
                                    there
                                            ? Script.response("there")
                                            : "HTTP/1.1 302 Found\r\nLocation: /there\r\n" + length);
                }
            });
            OkHttpClient http = client(orders -> orders.limits(Limits.requests(1)), server);
            assertThat(get(http, "http://orders/here")).isEqualTo("there");
            assertThat(active()).isZero();
            mesh.close();
        }
    }

    @Test
    void anAnswerToHeadIsWholeWithoutAContent() throws IOException {
        RawServer server = server(Script.answering("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n"));
        List<End> ends = new ArrayList<>();
        OkHttpClient http = client(orders -> orders.use(noting(ends)), server);
        Request head = request("http://orders/").newBuilder().head().build();
        for (int i = 0; i < 3; i++) {
            try (okhttp3.Response response = http.newCall(head).execute()) {
                assertThat(response.header("Content-Length")).isEqualTo("1000000");
            }
            io.hauberk.Response answer =
                    mesh.service("orders").handle(io.hauberk.Request.get("/").withMethod("HEAD"));
            assertThat(answer.headers().first("Content-Length")).isEqualTo("1000000");
            answer.body().close();
            answer.end(End.COMPLETED);
        }
        assertThat(ends).hasSize(6).containsOnly(End.COMPLETED);
        assertThat(server.connections()).as("one of each way to call").isEqualTo(2);
    }

    @Test
    void aHeadThatTellsALengthAndIsNotTheLastIsClosedBeforeTheNextAttempt() throws IOException {
        RawServer busy = server(Script.answering("HTTP/1.1 503 Busy\r\nContent-Length: 1000000\r\n\r\n"));
        RawServer good = server(Script.answering("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n"));
        OkHttpClient http = client(orders -> orders.retry(Retry.idempotent().budget(1, 1000)), busy, good);
        Request head = request("http://orders/").newBuilder().head().build();
        for (int i = 0; i < 4; i++) {
            try (okhttp3.Response response = http.newCall(head).execute()) {
                assertThat(response.code()).isEqualTo(200);
            }
        }
        assertThat(busy.connections()).isEqualTo(1);
        assertThat(active()).isZero();
    }

    @Test
    void whoIsInterruptedBlamesNobody() throws IOException {
        RawServer server = server(Script.ok("hi"));
        OkHttpClient http = client(
                orders -> orders.retry(Retry.idempotent().budget(1, 1000))
                        .outlierDetection(OutlierDetection.consecutiveFailures(1)),
                server,
                server(Script.ok("hi")));
        for (int i = 0; i < 6; i++) {
            boolean handler = i % 2 == 1;
            Thread.currentThread().interrupt();
            try {
                assertThatThrownBy(() -> {
                            if (handler) {
                                mesh.service("orders").handle(io.hauberk.Request.get("/"));
                            } else {
                                get(http, "http://orders/");
                            }
                        })
                        .isInstanceOf(IOException.class);
            } finally {
                assertThat(Thread.interrupted()).isTrue();
            }
            assertThat(get(http, "http://orders/")).isEqualTo("hi");
        }
        assertThat(attempts("cancelled")).isEqualTo(6);
        assertThat(meters.find("hauberk.mesh.ejections").counters()).isEmpty();
    }

    @Test
    void aBodyThatNobodyClosesIsCounted() throws IOException {
        OkHttpClient http = client(orders -> orders, server(Script.ok("0123456789".repeat(20_000))));
        okhttp3.Response leaked = http.newCall(request("http://orders/")).execute();
        Response leakedToo = mesh.service("orders").handle(io.hauberk.Request.get("/"));
        assertThat(active()).isEqualTo(2);
        leaked.close();
        leakedToo.close();
        assertThat(active()).isZero();
    }

    @Test
    void aResponseThatBreaksOffFails() throws IOException {
        RawServer server = server(Script.resettingInBody());
        List<End> ends = new ArrayList<>();
        OkHttpClient http = client(orders -> orders.use(noting(ends)), server);
        assertThatThrownBy(() -> get(http, "http://orders/")).isInstanceOf(IOException.class);
        assertThat(ends).containsExactly(End.FAILED);
    }

    @Test
    void aResponseThatFallsSilentFailsAfterTheIdleTimeout() throws IOException {
        RawServer server = server(Script.fallingSilentInBody());
        List<End> ends = new ArrayList<>();
        OkHttpClient http = client(orders -> orders.idleTimeout(SHORT).use(noting(ends)), server);
        long began = System.nanoTime();
        assertThatThrownBy(() -> get(http, "http://orders/")).isInstanceOf(java.io.InterruptedIOException.class);
        assertThat(millisSince(began)).isBetween(150L, 30_000L);
        assertThat(ends).containsExactly(End.FAILED);
    }

    @Test
    void theTimeForTheHeadDoesNotHoldForTheBody() throws Exception {
        RealTime.holds(this::theTimeForTheHeadDoesNotHoldForTheBody);
    }

    private void theTimeForTheHeadDoesNotHoldForTheBody(int scale) throws IOException {
        Script script = scene -> {
            scene.readRequest();
            scene.connection().send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n");
            scene.connection().drip("0123456789", Duration.ofMillis(50L * scale));
        };
        OkHttpClient http = client(orders -> orders.timeout(SHORT.multipliedBy(scale)), server(script));
        assertThat(get(http, "http://orders/")).isEqualTo("0123456789");
    }

    @Test
    void filtersMayChangeWhatComesBack() throws IOException {
        RawServer server = server(Script.ok("hi"));
        Filter heading = (request, next) -> next.handle(request, head -> head.with("x-seen", "yes"));
        OkHttpClient http = client(orders -> orders.use(heading), server);
        try (okhttp3.Response response = http.newCall(request("http://orders/")).execute()) {
            assertThat(response.header("x-seen")).isEqualTo("yes");
            assertThat(response.body().string()).isEqualTo("hi");
        }
    }

    @Test
    void filtersMayAnswerThemselves() throws IOException {
        List<End> ends = new ArrayList<>();
        Filter answering =
                (request, next) -> Response.of(201, io.hauberk.Headers.of("Content-Type", "text/x"), Body.of("mine"))
                        .onEnd(ends::add);
        OkHttpClient http = client(orders -> orders.use(answering), server(Script.ok("hi")));
        try (okhttp3.Response response = http.newCall(request("http://orders/")).execute()) {
            assertThat(response.code()).isEqualTo(201);
            assertThat(response.body().contentType()).isEqualTo(MediaType.get("text/x"));
            assertThat(response.body().string()).isEqualTo("mine");
        }
        assertThat(ends).containsExactly(End.COMPLETED);
    }

    @Test
    void filtersMayChangeWhatIsSent() throws IOException {
        RawServer server = server(Script.ok("hi"));
        Filter changing = (request, next) -> next.handle(request.withPath("/v2" + request.path())
                .with("x-a", "2")
                .with("Content-Type", "text/b")
                .withBody(Body.of("other")));
        OkHttpClient http = client(orders -> orders.use(changing), server);
        Request put = new Request.Builder()
                .url("http://orders/42?q")
                .header("x-a", "1")
                .put(RequestBody.create("mine", MediaType.get("text/a")))
                .build();
        assertThat(text(http, put)).isEqualTo("hi");
        RawMessage seen = server.requests().get(0);
        assertThat(seen.startLine()).isEqualTo("PUT /v2/42?q HTTP/1.1");
        assertThat(seen.headers().all("x-a")).containsExactly("2");
        assertThat(seen.headers().all("Content-Type")).containsExactly("text/b");
        assertThat(seen.text()).isEqualTo("other");
    }

    @Test
    void hostsIgnoreCaseAsTheirUrlsDo() throws IOException {
        RawServer server = server(Script.ok("hi"));
        OkHttpClient http = client(orders -> orders, server);
        assertThat(get(http, "http://ORDERS/")).isEqualTo("hi");
        assertThat(server.requests().get(0).header("Host")).isEqualTo("orders");
        assertThatThrownBy(() -> Service.named("Orders")).hasMessageContaining("lower-case");
    }

    @Test
    void moreCallsThanOkHttpAllowsAHostAreUnderWayAtOnce() throws Exception {
        int many = 100;
        CountDownLatch arrived = new CountDownLatch(many);
        RawServer server = server(scene -> {
            scene.readRequest();
            arrived.countDown();
            scene.connection().awaitEnd();
        });
        OkHttpClient http = client(orders -> orders.timeout(Duration.ofMinutes(1)), server);
        for (int i = 0; i < many; i++) {
            enqueue(http, request("http://orders/"));
        }
        assertThat(arrived.await(60, TimeUnit.SECONDS)).isTrue();
    }

    /** OkHttp would break both calls: they share one. */
    @Test
    void aFilterThatCallsAgainMeanwhileIsToldAndItsFirstCallSucceeds() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        RawServer server = server(scene -> {
            scene.readRequest();
            arrived.countDown();
            awaitQuietly(go);
            scene.connection().send(Script.response("first"));
        });
        AtomicReference<Throwable> second = new AtomicReference<>();
        Filter hedging = (request, next) -> {
            Thread meanwhile = new Thread(() -> {
                awaitQuietly(arrived);
                try {
                    next.handle(request).close();
                } catch (IOException | RuntimeException e) {
                    second.set(e);
                }
                go.countDown();
            });
            meanwhile.start();
            return next.handle(request);
        };
        OkHttpClient http = client(orders -> orders.use(hedging), server);

        assertThat(get(http, "http://orders/")).isEqualTo("first");
        assertThat(second.get())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("orders")
                .hasMessageContaining("under way");
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void aFilterThatForgetsToCloseAnAnswerIsTold() throws IOException {
        RawServer server = server(Script.ok("hi"));
        Filter forgetful = (request, next) -> {
            next.handle(request);
            return next.handle(request);
        };
        OkHttpClient http = client(orders -> orders.use(forgetful), server);
        assertThatThrownBy(() -> get(http, "http://orders/"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("close");
        assertThat(server.requests()).hasSize(1);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whatAFilterMakesAndOkHttpCannotSendIsRefused() throws IOException {
        RawServer server = server(Script.ok("hi"));
        List<UnaryOperator<io.hauberk.Request>> changes = List.of(
                request -> request.withPath("/a|b"),
                request -> request.with("x-a", "caf\u00e9"),
                request -> request.withBody(Body.of("content of a GET")));
        for (UnaryOperator<io.hauberk.Request> change : changes) {
            Filter changing = (request, next) -> next.handle(change.apply(request));
            OkHttpClient http = client(orders -> orders.use(changing), server);
            assertThatThrownBy(() -> get(http, "http://orders/")).isInstanceOf(RejectedException.class);
            mesh.close();
        }
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void aServiceWhoseNameLooksLikeAnAddressIsNotTakenForOne() throws IOException {
        RawServer server = server(Script.ok("hi"));
        mesh = Mesh.builder()
                .service("127", s -> s.endpoints(url(server.port())))
                .build();
        try (okhttp3.Response response =
                mesh.okHttp().newCall(request("http://127/a")).execute()) {
            assertThat(response.body().string()).isEqualTo("hi");
        }
        assertThat(server.requests().get(0).header("Host")).isNotEmpty();
    }

    @Test
    void theSameServiceIsAHandlerToo() throws IOException {
        RawServer server = server(Script.ok("hi"));
        client(orders -> orders, server);
        Response response = mesh.service("orders").handle(io.hauberk.Request.get("/42"));
        assertThat(Attempts.text(response)).isEqualTo("hi");
        assertThatThrownBy(() -> mesh.service("unknown"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("orders");
    }

    @Test
    void whatCannotBeSentSaysNothingAboutTheEndpoint() throws IOException {
        OutlierDetection twice = OutlierDetection.consecutiveFailures(2);
        client(
                orders -> orders.outlierDetection(twice).retry(Retry.never()),
                server(Script.answering(BUSY)),
                server(Script.answering(BUSY)));
        Handler orders = mesh.service("orders");
        for (String target : List.of("/", "/", "/a|b", "/a|b", "/", "/")) {
            orders.handle(io.hauberk.Request.get(target)).close();
        }
        assertThat(meters.get("hauberk.mesh.ejections").counter().count()).isPositive();
    }

    @Test
    void aMeshThatIsClosedCallsNobody() throws IOException {
        RawServer server = server(Script.ok("hi"));
        OkHttpClient http = client(orders -> orders, server);
        get(http, "http://orders/");
        mesh.close();
        assertThatThrownBy(() -> get(http, "http://orders/")).hasMessageContaining("closed");
        assertThatThrownBy(() -> mesh.okHttp()).isInstanceOf(IllegalStateException.class);
        assertThat(http.connectionPool().connectionCount()).isZero();
    }

    @Test
    void aConnectionInUseWhenTheMeshClosesIsClosedWhenItComesBack() throws IOException {
        RawServer server = server(Script.ok("0123456789".repeat(20_000)));
        OkHttpClient http = client(orders -> orders, server);
        okhttp3.Response response = http.newCall(request("http://orders/")).execute();
        mesh.close();
        assertThat(response.body().string()).hasSize(200_000);
        assertThat(http.connectionPool().connectionCount()).isZero();
    }

    private OkHttpClient client(UnaryOperator<Service> settings, RawServer... servers) {
        String[] urls = java.util.Arrays.stream(servers)
                .map(server -> url(server.port()))
                .toArray(String[]::new);
        return clientAt(settings, urls);
    }

    private OkHttpClient clientAt(UnaryOperator<Service> settings, String... urls) {
        if (mesh != null) {
            mesh.close();
        }
        mesh = Mesh.builder()
                .metrics(meters)
                .service(
                        "orders",
                        orders -> settings.apply(orders.endpoints(urls)
                                .balance(Balancer.roundRobin())
                                .connectTimeout(Attempts.MUCH)))
                .build();
        return mesh.okHttp();
    }

    private RawServer server(Script first, Script... more) throws IOException {
        RawServer server = RawServer.start(first, more);
        opened.add(server);
        return server;
    }

    private static String url(int port) {
        return "http://127.0.0.1:" + port;
    }

    private double active() {
        return meters.get("hauberk.mesh.active").gauge().value();
    }

    private double attempts(String outcome) {
        return meters.get("hauberk.mesh.attempts")
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    private static Filter noting(List<End> ends) {
        return (request, next) -> next.handle(request).onEnd(ends::add);
    }

    private static List<String> filters(Exchange exchange) {
        return exchange.decisions().stream().map(Decision::filter).toList();
    }

    static Request request(String url) {
        return new Request.Builder().url(url).build();
    }

    static String get(OkHttpClient http, String url) throws IOException {
        return text(http, request(url));
    }

    static String text(OkHttpClient http, Request request) throws IOException {
        try (okhttp3.Response response = http.newCall(request).execute()) {
            return response.body().string();
        }
    }

    private static CompletableFuture<okhttp3.Response> enqueue(OkHttpClient http, Request request) {
        return enqueue(http.newCall(request));
    }

    private static CompletableFuture<okhttp3.Response> enqueue(Call call) {
        CompletableFuture<okhttp3.Response> answer = new CompletableFuture<>();
        call.enqueue(new Callback() {
            @Override
            public void onFailure(Call failed, IOException e) {
                answer.completeExceptionally(e);
            }

            @Override
            public void onResponse(Call answered, okhttp3.Response response) {
                answer.complete(response);
            }
        });
        return answer;
    }

    private static long millisSince(long began) {
        return (System.nanoTime() - began) / 1_000_000;
    }
}
