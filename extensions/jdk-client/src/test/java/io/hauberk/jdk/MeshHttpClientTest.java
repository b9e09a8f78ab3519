package io.hauberk.jdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.Deadline;
import io.hauberk.DeadlineExceededException;
import io.hauberk.Exchange;
import io.hauberk.Ticker;
import io.hauberk.okhttp.Mesh;
import io.hauberk.service.Service;
import io.hauberk.testkit.RawServer;
import io.hauberk.testkit.RealTime;
import io.hauberk.testkit.Script;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpTimeoutException;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is the JDK's client's own, and is kept. */
class MeshHttpClientTest {
    private Mesh mesh;

    @AfterEach
    void close() {
        mesh.close();
    }

    private HttpClient client(RawServer server, HttpClient.Builder wrapped) {
        mesh = Mesh.builder()
                .service(
                        "orders",
                        (Service orders) -> orders.endpoints("http://127.0.0.1:" + server.port())
                                .connectTimeout(Duration.ofSeconds(60)))
                .build();
        return MeshHttpClient.wrap(mesh, wrapped.build());
    }

    private HttpClient client(RawServer server) {
        return client(server, HttpClient.newBuilder());
    }

    private static HttpRequest.Builder get(String url) {
        return HttpRequest.newBuilder(URI.create(url));
    }

    @Test
    void theGuideIsTrue() throws Exception {
        try (RawServer server = RawServer.start(Script.ok("42"))) {
            client(server);
            // guide
            HttpClient http = MeshHttpClient.wrap(mesh, HttpClient.newHttpClient());

            HttpRequest request =
                    HttpRequest.newBuilder(URI.create("http://orders/42")).build();
            String order = http.send(request, BodyHandlers.ofString()).body();
            // end
            assertThat(order).isEqualTo("42");
        }
    }

    @Test
    void theTimeOfARequestEndsItAndIsToldToTheService() throws Exception {
        RealTime.holds(this::theTimeOfARequestEndsItAndIsToldToTheService);
    }

    private void theTimeOfARequestEndsItAndIsToldToTheService(int scale) throws Exception {
        try (RawServer server = RawServer.start(Script.silent())) {
            HttpClient http = client(server);
            HttpRequest request = get("http://orders/")
                    .timeout(Duration.ofMillis(300L * scale))
                    .build();

            assertThatThrownBy(() -> http.send(request, BodyHandlers.ofString()))
                    .isInstanceOf(HttpTimeoutException.class)
                    .hasCauseInstanceOf(DeadlineExceededException.class);
            assertThat(Integer.parseInt(server.requests().get(0).header("x-envoy-expected-rq-timeout-ms")))
                    .isBetween(1, 300 * scale);
        }
    }

    @Test
    void aDeadlineThatIsShorterThanTheTimeOfTheRequestIsThrownAsOne() throws Exception {
        Exchange exchange = Exchange.begin(Ticker.system());
        exchange.shrink(Deadline.after(Duration.ofMillis(200), Ticker.system()));
        try (RawServer server = RawServer.start(Script.silent());
                Exchange.Scope scope = exchange.enter()) {
            HttpRequest request =
                    get("http://orders/").timeout(Duration.ofSeconds(60)).build();
            HttpClient http = client(server);

            assertThatThrownBy(() -> http.send(request, BodyHandlers.ofString()))
                    .isInstanceOf(DeadlineExceededException.class);
        }
    }

    @Test
    void aFutureThatIsCancelledEndsTheCall() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        Script script = scene -> {
            scene.readRequest();
            asked.countDown();
            scene.connection().awaitEnd();
            ended.countDown();
        };
        try (RawServer server = RawServer.start(script)) {
            CompletableFuture<HttpResponse<String>> answer =
                    client(server).sendAsync(get("http://orders/").build(), BodyHandlers.ofString());
            assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();

            assertThat(answer.cancel(true)).isTrue();

            assertThat(ended.await(60, TimeUnit.SECONDS)).isTrue();
            assertThatThrownBy(answer::get).isInstanceOf(CancellationException.class);
        }
    }

    @Test
    void aThreadThatIsInterruptedEndsTheCall() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Script script = scene -> {
            scene.readRequest();
            asked.countDown();
            scene.connection().awaitEnd();
            ended.countDown();
        };
        try (RawServer server = RawServer.start(script)) {
            HttpClient http = client(server);
            Thread caller = new Thread(() -> {
                try {
                    http.send(get("http://orders/").build(), BodyHandlers.ofString());
                } catch (IOException | InterruptedException e) {
                    thrown.set(e);
                }
            });
            caller.start();
            assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();

            caller.interrupt();
            caller.join(60_000);

            assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
            assertThat(ended.await(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aSubscriberGetsWhatItAsksForAndNoMore() throws Exception {
        try (RawServer server = RawServer.start(Script.ok("x".repeat(200_000)))) {
            Slow slow = new Slow();
            CompletableFuture<HttpResponse<Integer>> answer =
                    client(server).sendAsync(get("http://orders/").build(), info -> slow);
            assertThat(slow.subscribed.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(slow.calls).isZero();

            while (!answer.isDone()) {
                slow.askForOne();
            }

            assertThat(answer.get().body()).isEqualTo(200_000);
            assertThat(slow.calls).isGreaterThan(5);
            assertThat(slow.unasked).isFalse();
        }
    }

    /** Counts bytes, one buffer at a time. */
    private static final class Slow implements BodySubscriber<Integer> {
        private final CompletableFuture<Integer> body = new CompletableFuture<>();
        private final CountDownLatch subscribed = new CountDownLatch(1);
        private volatile Flow.Subscription subscription;
        private volatile CountDownLatch next = new CountDownLatch(1);
        private volatile int calls;
        private volatile boolean unasked;
        private int asked;
        private int bytes;

        void askForOne() throws InterruptedException {
            next = new CountDownLatch(1);
            synchronized (this) {
                asked++;
            }
            subscription.request(1);
            // The end may have come just before that, and there is nothing next then.
            for (int i = 0; !next.await(20, TimeUnit.MILLISECONDS) && !body.isDone(); i++) {
                assertThat(i).isLessThan(3_000);
            }
        }

        @Override
        public CompletableFuture<Integer> getBody() {
            return body;
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            subscribed.countDown();
        }

        @Override
        public synchronized void onNext(List<ByteBuffer> buffers) {
            calls++;
            unasked |= calls > asked;
            buffers.forEach(buffer -> bytes += buffer.remaining());
            next.countDown();
        }

        @Override
        public void onError(Throwable failure) {
            body.completeExceptionally(failure);
            next.countDown();
        }

        @Override
        public void onComplete() {
            body.complete(bytes);
            next.countDown();
        }
    }

    @Test
    void anAnswerThatBreaksOffFailsTheFuture() throws Exception {
        try (RawServer server = RawServer.start(Script.resettingInBody())) {
            CompletableFuture<HttpResponse<String>> answer =
                    client(server).sendAsync(get("http://orders/").build(), BodyHandlers.ofString());

            assertThatThrownBy(() -> answer.get(60, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(IOException.class);
        }
    }

    @Test
    void anAnswerMayBeThrownAwayUnread() throws Exception {
        try (RawServer server = RawServer.start(Script.ok("x".repeat(1_000_000)))) {
            HttpResponse<String> answer =
                    client(server).send(get("http://orders/").build(), info -> BodySubscribers.replacing("instead"));

            assertThat(answer.body()).isEqualTo("instead");
        }
    }

    @Test
    void aHandlerThatFailsFailsTheFuture() throws Exception {
        try (RawServer server = RawServer.start(Script.ok("hi"))) {
            HttpClient http = client(server);

            assertThatThrownBy(() -> http.send(get("http://orders/").build(), info -> {
                        throw new IllegalStateException("expected by this test");
                    }))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("expected by this test");
        }
    }

    @Test
    void aPublisherThatFailsIsItsOwnFailure() throws Exception {
        try (RawServer server = RawServer.start(Script.ok("hi"))) {
            HttpClient http = client(server);
            HttpRequest request = get("http://orders/")
                    .POST(BodyPublishers.ofInputStream(() -> null))
                    .build();

            assertThatThrownBy(() -> http.send(request, BodyHandlers.ofString()))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void redirectsAreFollowedByThePolicyOfTheClient() throws Exception {
        String there = "HTTP/1.1 303 See Other\r\nLocation: /there\r\nContent-Length: 0\r\n\r\n";
        Script script = scene -> {
            while (true) {
                boolean arrived = scene.readRequest().target().equals("/there");
                scene.connection().send(arrived ? Script.response("arrived") : there);
            }
        };
        try (RawServer server = RawServer.start(script)) {
            HttpRequest post =
                    get("http://orders/").POST(BodyPublishers.ofString("body")).build();
            HttpResponse<String> never = client(server).send(post, BodyHandlers.ofString());
            mesh.close();
            HttpResponse<String> followed = client(
                            server, HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL))
                    .send(post, BodyHandlers.ofString());

            assertThat(never.statusCode()).isEqualTo(303);
            assertThat(followed.body()).isEqualTo("arrived");
            assertThat(followed.uri()).isEqualTo(URI.create("http://orders/there"));
            assertThat(followed.request().method()).isEqualTo("GET");
            assertThat(followed.previousResponse().orElseThrow().statusCode()).isEqualTo(303);
        }
    }

    @Test
    void redirectsHaveAnEnd() throws Exception {
        String round = "HTTP/1.1 302 Found\r\nLocation: /round\r\nContent-Length: 0\r\n\r\n";
        try (RawServer server = RawServer.start(Script.answering(round))) {
            HttpResponse<String> last = client(
                            server, HttpClient.newBuilder().followRedirects(HttpClient.Redirect.ALWAYS))
                    .send(get("http://orders/").build(), BodyHandlers.ofString());

            assertThat(last.statusCode()).isEqualTo(302);
            assertThat(server.requests()).hasSize(6);
        }
    }

    @Test
    void cookiesOfTheClientAreSentAndKept() throws Exception {
        String setting = "HTTP/1.1 200 OK\r\nSet-Cookie: seen=yes\r\nContent-Length: 0\r\n\r\n";
        try (RawServer server = RawServer.start(Script.answering(setting))) {
            HttpClient http = client(server, HttpClient.newBuilder().cookieHandler(new CookieManager()));
            http.send(get("http://orders/").build(), BodyHandlers.discarding());
            http.send(get("http://orders/").build(), BodyHandlers.discarding());

            assertThat(server.requests().get(0).header("Cookie")).isNull();
            assertThat(server.requests().get(1).header("Cookie")).contains("seen=yes");
        }
    }

    @Test
    void aWebSocketToAServiceIsRefusedInASentence() throws Exception {
        try (RawServer server = RawServer.start(Script.ok("hi"))) {
            HttpClient http = client(server);

            assertThatThrownBy(() -> http.newWebSocketBuilder()
                            .buildAsync(URI.create("ws://orders/"), new WebSocket.Listener() {})
                            .get(60, TimeUnit.SECONDS))
                    .hasMessageContaining("mesh.okHttp().newWebSocket");
            assertThat(server.requests()).isEmpty();
        }
    }

    @Test
    void whatTheClientWasToldIsStillToBeAsked() throws Exception {
        try (RawServer server = RawServer.start(Script.ok("hi"))) {
            HttpClient wrapped = HttpClient.newBuilder()
                    .connectTimeout(Duration.ofSeconds(3))
                    .build();
            client(server);
            HttpClient http = MeshHttpClient.wrap(mesh, wrapped);

            assertThat(http.connectTimeout()).contains(Duration.ofSeconds(3));
            assertThat(http.sslContext()).isSameAs(wrapped.sslContext());
            assertThat(http.version()).isEqualTo(wrapped.version());
            assertThat(http.authenticator()).isEmpty();
            assertThat(http.proxy()).isEqualTo(wrapped.proxy());
            assertThat(http.executor()).isEqualTo(wrapped.executor());
            assertThat(http.sslParameters().getProtocols())
                    .isEqualTo(wrapped.sslParameters().getProtocols());
        }
    }
}
