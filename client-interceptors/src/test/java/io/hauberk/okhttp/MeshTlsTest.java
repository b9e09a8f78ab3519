package io.hauberk.okhttp;

import static io.hauberk.okhttp.MeshTest.get;
import static io.hauberk.okhttp.MeshTest.request;
import static io.hauberk.okhttp.MeshTest.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.DeadlineExceededException;
import io.hauberk.Handler;
import io.hauberk.identity.Identity;
import io.hauberk.identity.Tls;
import io.hauberk.identity.TlsClient;
import io.hauberk.service.Balancer;
import io.hauberk.service.Retry;
import io.hauberk.service.Service;
import io.hauberk.testkit.Credentials;
import io.hauberk.testkit.RawServer;
import io.hauberk.testkit.RealTime;
import io.hauberk.testkit.Script;
import io.hauberk.testkit.ThrowawayAuthority;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Calls by plain OkHttp over mutual TLS, with one stream and with many. */
class MeshTlsTest {
    private static final ThrowawayAuthority AUTHORITY = ThrowawayAuthority.create();

    @TempDir
    Path folder;

    private final List<AutoCloseable> opened = new ArrayList<>();
    private Identity identity;
    private Mesh mesh;

    @BeforeEach
    void identify() throws IOException {
        AUTHORITY.issue("spiffe://shop/ns/prod/sa/edge").writeTo(folder);
        identity = Identity.pem(folder);
    }

    @AfterEach
    void close() throws Exception {
        if (mesh != null) {
            mesh.close();
        }
        for (AutoCloseable closeable : opened) {
            closeable.close();
        }
        identity.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
    void aServiceIsCalledInSecretThoughTheUrlSaysHttp(Protocol protocol) throws Exception {
        MockWebServer server = server(protocol, "orders");
        server.enqueue(new MockResponse.Builder().body("hi").build());
        server.enqueue(new MockResponse.Builder().body("hi").build());
        OkHttpClient http = client(orders -> orders, server);
        try (Response response = http.newCall(request("http://orders/42")).execute()) {
            assertThat(response.body().string()).isEqualTo("hi");
            assertThat(response.protocol()).isEqualTo(protocol);
            assertThat(((X509Certificate)
                                    response.handshake().peerCertificates().get(0))
                            .getSubjectAlternativeNames())
                    .hasToString("[[2, orders]]");
        }
        assertThat(get(http, "https://orders/42")).isEqualTo("hi");
        for (int i = 0; i < 2; i++) {
            RecordedRequest seen = server.takeRequest();
            assertThat(seen.getConnectionIndex()).isZero();
            assertThat(seen.getHandshakeServerNames()).containsExactly("orders");
            assertThat(seen.getHandshake().peerCertificates())
                    .containsExactly(identity.generation().chain().get(0));
            assertThat(seen.getHeaders().get(protocol == Protocol.HTTP_2 ? ":authority" : "Host"))
                    .isEqualTo("orders");
        }
    }

    @Test
    void aServerOfTheSameAuthorityWithAnotherNameGetsNothing() throws IOException {
        MockWebServer server = server(Protocol.HTTP_1_1, "payments");
        OkHttpClient http = client(orders -> orders, server);
        assertThatThrownBy(() -> get(http, "http://orders/"))
                .isInstanceOf(SSLException.class)
                .hasMessageContaining("orders");
        assertThat(server.getRequestCount()).isZero();
    }

    @Test
    void peersCountInsteadOfNames() throws IOException {
        MockWebServer server = server(Protocol.HTTP_1_1, "spiffe://shop/ns/prod/sa/orders");
        server.setDispatcher(answering(200));
        assertThat(get(
                        client(s -> s.tls(Tls.mutual().peers("spiffe://shop/ns/prod/sa/orders")), server),
                        "http://orders/"))
                .isEqualTo("200");
        mesh.close();
        OkHttpClient other = client(s -> s.tls(Tls.mutual().peers("spiffe://shop/ns/prod/sa/pay*")), server);
        assertThatThrownBy(() -> get(other, "http://orders/")).hasMessageContaining("none of");
    }

    @Test
    void theAuthoritiesOfAMachineAreNotCountedAnewForEachCall() throws Exception {
        TrustManagerFactory system = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        system.init((KeyStore) null);
        X509TrustManager many = (X509TrustManager) system.getTrustManagers()[0];
        assertThat(many.getAcceptedIssuers().length).isGreaterThan(16);
        assertThat(new FewIssuers(many).getAcceptedIssuers()).isEmpty();
        X509TrustManager few =
                TlsClient.of("orders", Tls.mutual(), identity).sockets().trust();
        assertThat(new FewIssuers(few).getAcceptedIssuers()).containsExactly(AUTHORITY.certificate());
    }

    @Test
    void httpsAtAServiceInClearTextIsNotSpokenInClearText() throws IOException {
        try (RawServer plain = RawServer.start(Script.ok("hi"))) {
            mesh = Mesh.builder()
                    .service("orders", s -> s.endpoints("http://127.0.0.1:" + plain.port()))
                    .build();
            assertThatThrownBy(() -> get(mesh.okHttp(), "https://orders/")).hasMessageContaining("clear text");
            assertThat(plain.requests()).isEmpty();
        }
    }

    @Test
    void otherHostsDoNotSeeOurCertificate() throws Exception {
        MockWebServer orders = server(Protocol.HTTP_1_1, "orders");
        MockWebServer outside = server(Protocol.HTTP_1_1, "localhost");
        outside.enqueue(new MockResponse.Builder().body("outside").build());
        client(s -> s, orders);
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("ca", AUTHORITY.certificate());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        OkHttpClient mine = new OkHttpClient.Builder()
                .sslSocketFactory(context.getSocketFactory(), (X509TrustManager) trust.getTrustManagers()[0])
                .build();
        assertThat(get(mesh.wrap(mine), "https://localhost:" + outside.getPort() + "/"))
                .isEqualTo("outside");
        assertThat(outside.takeRequest().getHandshake().peerCertificates()).isEmpty();
    }

    /** One certificate for both, so that OkHttp by itself would let one connection serve both. */
    @Test
    void endpointsShareNoConnectionOfManyStreams() throws Exception {
        Credentials same = AUTHORITY.issue("orders");
        MockWebServer[] servers = {server(Protocol.HTTP_2, same), server(Protocol.HTTP_2, same)};
        for (MockWebServer server : servers) {
            server.setDispatcher(answering(200));
        }
        OkHttpClient http = client(s -> s, servers);
        for (int i = 0; i < 6; i++) {
            assertThat(get(http, "http://orders/")).isEqualTo("200");
        }
        for (MockWebServer server : servers) {
            for (int i = 0; i < 3; i++) {
                RecordedRequest seen = server.takeRequest(60, TimeUnit.SECONDS);
                assertThat(seen).isNotNull();
                assertThat(seen.getConnectionIndex()).isZero();
                assertThat(seen.getExchangeIndex()).isEqualTo(i);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
    void aRetryAfterAnAnswerGoesElsewhereThoughOkHttpHoldsTheConnection(Protocol protocol) throws Exception {
        MockWebServer busy = server(protocol, "orders");
        busy.setDispatcher(answering(503));
        MockWebServer good = server(protocol, "orders");
        good.setDispatcher(answering(200));
        OkHttpClient http = client(s -> s.retry(Retry.idempotent().budget(1, 1000)), busy, good);
        for (int i = 0; i < 4; i++) {
            try (Response response = http.newCall(request("http://orders/a")).execute()) {
                assertThat(response.code()).isEqualTo(200);
                assertThat(response.request().url().toString()).isEqualTo("https://orders/a");
            }
        }
        assertThat(busy.getRequestCount()).isPositive();
        assertThat(good.getRequestCount()).isEqualTo(4);
    }

    @Test
    void aRefusedStreamIsSentElsewhereThoughTheConnectionLives() throws Exception {
        MockWebServer refusing = server(Protocol.HTTP_2, "orders");
        for (int i = 0; i < 4; i++) {
            refusing.enqueue(new MockResponse.Builder()
                    .onRequestStart(new SocketEffect.CloseStream(7)) // REFUSED_STREAM
                    .build());
        }
        MockWebServer good = server(Protocol.HTTP_2, "orders");
        good.setDispatcher(answering(200));
        OkHttpClient http = client(s -> s, refusing, good);
        for (int i = 0; i < 4; i++) {
            Request post = new Request.Builder()
                    .url("http://orders/")
                    .post(RequestBody.create("x", null))
                    .build();
            assertThat(text(http, post)).isEqualTo("200");
        }
        assertThat(good.getRequestCount()).isEqualTo(4);
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
    void anAttemptThatIsSilentEndsAndTheNextSucceeds(Protocol protocol) throws Exception {
        RealTime.holds(scale -> anAttemptThatIsSilentEndsAndTheNextSucceeds(protocol, scale));
    }

    private void anAttemptThatIsSilentEndsAndTheNextSucceeds(Protocol protocol, int scale) throws Exception {
        MockWebServer silent = server(protocol, "orders");
        silent.setDispatcher(dispatcher(request ->
                new MockResponse.Builder().headersDelay(60, TimeUnit.SECONDS).build()));
        MockWebServer good = server(protocol, "orders");
        good.setDispatcher(answering(200));
        get(client(s -> s, good), "http://orders/"); // warms up, with more time
        OkHttpClient http = client(
                s -> s.attemptTimeout(Duration.ofSeconds(scale))
                        .retry(Retry.idempotent().budget(1, 1000)),
                silent,
                good);
        // The first calls meet both; over TLS nobody knows at first how many streams there will be.
        for (int i = 0; i < 2; i++) {
            assertThat(get(http, "http://orders/")).isEqualTo("200");
        }
        assertThat(silent.getRequestCount()).isPositive();
    }

    @Test
    void anEndpointThatBeganToSpeakHttp2IsTimedFromTheFirstStreamOn() throws Exception {
        RealTime.holds(this::anEndpointThatBeganToSpeakHttp2IsTimedFromTheFirstStreamOn);
    }

    private void anEndpointThatBeganToSpeakHttp2IsTimedFromTheFirstStreamOn(int scale) throws Exception {
        MockWebServer server = server(Protocol.HTTP_1_1, "orders");
        server.setDispatcher(dispatcher(request -> new MockResponse.Builder()
                .body("hi")
                .addHeader("Connection", "close")
                .build()));
        OkHttpClient http =
                client(s -> s.timeout(Duration.ofSeconds(2L * scale)).retry(Retry.never()), server);
        assertThat(get(http, "http://orders/")).isEqualTo("hi");
        server.setProtocols(List.of(Protocol.HTTP_2, Protocol.HTTP_1_1));
        server.setDispatcher(dispatcher(request ->
                new MockResponse.Builder().headersDelay(60, TimeUnit.SECONDS).build()));
        assertThatThrownBy(() -> get(http, "http://orders/")).isInstanceOf(DeadlineExceededException.class);
        assertThat(server.getRequestCount()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
    void theTimeForTheHeadDoesNotHoldForTheBodyAndTheIdleTimeoutDoes(Protocol protocol) throws Exception {
        RealTime.holds(scale -> theTimeForTheHeadDoesNotHoldForTheBodyAndTheIdleTimeoutDoes(protocol, scale));
    }

    private void theTimeForTheHeadDoesNotHoldForTheBodyAndTheIdleTimeoutDoes(Protocol protocol, int scale)
            throws Exception {
        MockWebServer server = server(protocol, "orders");
        server.setDispatcher(dispatcher(request -> {
            MockResponse.Builder answer = new MockResponse.Builder().body("0123");
            switch (request.getTarget()) {
                case "/slow" -> answer.throttleBody(1, 250L * scale, TimeUnit.MILLISECONDS);
                case "/silent" -> answer.throttleBody(1, 60_000, TimeUnit.MILLISECONDS);
                default -> {}
            }
            return answer.build();
        }));
        UnaryOperator<Service> settings =
                s -> s.timeout(Duration.ofMillis(400L * scale)).idleTimeout(Duration.ofMillis(800L * scale));
        get(client(s -> s, server), "http://orders/quick"); // warms up, with more time
        // The first call over a connection does not know yet how many streams there will be; the second does.
        OkHttpClient http = client(settings, server);
        assertThat(get(http, "http://orders/slow")).isEqualTo("0123");
        assertThat(get(http, "http://orders/slow")).isEqualTo("0123");
        assertThatThrownBy(() -> get(http, "http://orders/silent")).isInstanceOf(InterruptedIOException.class);
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
    void aRotationUnderLoadFailsNothingAndLaterConnectionsCarryTheNewCertificate(Protocol protocol) throws Exception {
        MockWebServer server = server(protocol, "orders");
        server.setDispatcher(dispatcher(request -> new MockResponse.Builder()
                .body(request.getHandshake().peerCertificates().get(0).hashCode() + "")
                .build()));
        OkHttpClient http = client(s -> s, server);
        AtomicBoolean going = new AtomicBoolean(true);
        ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
        ExecutorService callers = Attempts.callers();
        for (int i = 0; i < 4; i++) {
            callers.execute(() -> {
                while (going.get()) {
                    try {
                        get(http, "http://orders/");
                    } catch (IOException | RuntimeException e) {
                        failures.add(e);
                    }
                }
            });
        }
        for (int round = 0; round < 4; round++) {
            Credentials next = AUTHORITY.issue("spiffe://shop/ns/prod/sa/edge");
            next.writeTo(folder);
            identity.reload();
            assertThat(get(http, "http://orders/")).isEqualTo(next.certificate().hashCode() + "");
        }
        going.set(false);
        callers.shutdown();
        assertThat(callers.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        assertThat(failures).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
    void anInstanceThatDiesUnderLoadFailsNothing(Protocol protocol) throws Exception {
        MockWebServer[] servers = new MockWebServer[3];
        for (int i = 0; i < servers.length; i++) {
            servers[i] = server(protocol, "orders");
            // A body that breaks off after its head is for its reader to see, so the answers have none.
            servers[i].setDispatcher(dispatcher(request -> new MockResponse.Builder().build()));
        }
        OkHttpClient http = client(s -> s.retry(Retry.idempotent().retries(2).budget(1, 1000)), servers);
        Handler handler = mesh.service("orders");
        AtomicBoolean going = new AtomicBoolean(true);
        Semaphore answers = new Semaphore(0);
        ConcurrentLinkedQueue<Object> failures = new ConcurrentLinkedQueue<>();
        ExecutorService callers = Attempts.callers();
        for (int i = 0; i < 4; i++) {
            boolean forwarding = i % 2 == 0;
            callers.execute(() -> {
                while (going.get()) {
                    try {
                        String text =
                                forwarding ? Attempts.text(handler.handle(keyedPost())) : get(http, "http://orders/");
                        if (!text.isEmpty()) {
                            failures.add(text);
                        }
                        answers.release();
                    } catch (IOException | RuntimeException e) {
                        failures.add(e);
                    }
                }
            });
        }
        answers.acquire(300);
        servers[0].close();
        answers.acquire(300);
        going.set(false);
        callers.shutdown();
        assertThat(callers.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        assertThat(failures).isEmpty();
        assertThat(servers[0].getRequestCount()).isPositive();
    }

    private static io.hauberk.Request keyedPost() {
        return Attempts.request(
                "POST", "/", io.hauberk.Headers.of("Idempotency-Key", "7"), io.hauberk.Body.of("content"));
    }

    private OkHttpClient client(UnaryOperator<Service> settings, MockWebServer... servers) {
        String[] urls = new String[servers.length];
        for (int i = 0; i < servers.length; i++) {
            urls[i] = "https://127.0.0.1:" + servers[i].getPort();
        }
        mesh = Mesh.builder()
                .identity(identity)
                .service(
                        "orders",
                        s -> settings.apply(s.endpoints(urls)
                                .balance(Balancer.roundRobin())
                                .connectTimeout(Attempts.MUCH)
                                .tls(Tls.mutual())))
                .build();
        opened.add(mesh);
        return mesh.okHttp();
    }

    private MockWebServer server(Protocol protocol, String name) throws IOException {
        return server(protocol, AUTHORITY.issue(name));
    }

    private MockWebServer server(Protocol protocol, Credentials credentials) throws IOException {
        MockWebServer server = new MockWebServer();
        opened.add(server);
        server.useHttps(credentials.sslContext().getSocketFactory());
        server.requestClientAuth();
        server.setProtocols(protocol == Protocol.HTTP_2 ? List.of(protocol, Protocol.HTTP_1_1) : List.of(protocol));
        server.start();
        return server;
    }

    private static Dispatcher answering(int status) {
        return dispatcher(request ->
                new MockResponse.Builder().code(status).body(status + "").build());
    }

    private static Dispatcher dispatcher(java.util.function.Function<RecordedRequest, MockResponse> answers) {
        return new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                return answers.apply(request);
            }
        };
    }
}
