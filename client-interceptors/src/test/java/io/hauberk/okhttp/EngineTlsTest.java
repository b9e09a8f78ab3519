package io.hauberk.okhttp;

import static io.hauberk.okhttp.Attempts.request;
import static io.hauberk.okhttp.Attempts.text;
import static io.hauberk.okhttp.Attempts.to;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hauberk.Body;
import io.hauberk.Headers;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.discovery.Endpoint;
import io.hauberk.identity.Identity;
import io.hauberk.identity.Tls;
import io.hauberk.identity.TlsClient;
import io.hauberk.service.Attempt;
import io.hauberk.service.Failure;
import io.hauberk.service.TransportException;
import io.hauberk.testkit.Credentials;
import io.hauberk.testkit.RawServer;
import io.hauberk.testkit.ThrowawayAuthority;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okhttp3.Protocol;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Mutual TLS, HTTP/2, and the rotation of certificates. */
class EngineTlsTest {
    private static final ThrowawayAuthority AUTHORITY = ThrowawayAuthority.create();

    @TempDir
    Path folder;

    private Identity identity;
    private MockWebServer server;
    private EngineTransport transport;

    @BeforeEach
    void start() throws IOException {
        AUTHORITY.issue("spiffe://shop/ns/prod/sa/edge").writeTo(folder);
        identity = Identity.pem(folder);
        transport = new EngineTransport("orders", TlsClient.of("orders", Tls.mutual(), identity));
        server = server(AUTHORITY.issue("orders"));
        server.start();
    }

    @AfterEach
    void close() {
        transport.close();
        server.close();
        identity.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
    void bothSidesShowTheirCertificates(Protocol protocol) throws Exception {
        server.setProtocols(protocol == Protocol.HTTP_2 ? List.of(protocol, Protocol.HTTP_1_1) : List.of(protocol));
        server.enqueue(new MockResponse.Builder().body("hi").build());
        Response response = transport.send(request("GET", "/a?b", Headers.of("x-a", "1"), Body.empty()), attempt());
        assertThat(text(response)).isEqualTo("hi");

        RecordedRequest seen = server.takeRequest();
        assertThat(seen.getVersion()).isEqualTo(protocol == Protocol.HTTP_2 ? "HTTP/2" : "HTTP/1.1");
        assertThat(seen.getTarget()).isEqualTo("/a?b");
        assertThat(seen.getHeaders().get(protocol == Protocol.HTTP_2 ? ":authority" : "Host"))
                .isEqualTo("shop.example.com");
        assertThat(seen.getHeaders().get("User-Agent")).isNull();
        assertThat(seen.getHandshakeServerNames()).containsExactly("orders");
        assertThat(seen.getHandshake().peerCertificates())
                .containsExactly(identity.generation().chain().get(0));
    }

    @Test
    void aServerWithAnotherNameGetsNothingAndCountsAsAFailedConnection() throws Exception {
        try (MockWebServer other = server(AUTHORITY.issue("payments"))) {
            other.start();
            TransportException e = failure(Request.get("/"), to(Endpoint.of("https", "127.0.0.1", other.getPort())));
            assertThat(e.failure()).isEqualTo(Failure.CONNECT);
            assertThat(e).hasMessageContaining("not trusted as orders");
            assertThat(other.getRequestCount()).isZero();
        }
    }

    @Test
    void aHandshakeThatHangsEndsWithTheConnectTimeout() throws IOException {
        try (RawServer silent = RawServer.start(scene -> scene.connection().awaitEnd())) {
            Endpoint endpoint = Endpoint.of("https", "127.0.0.1", silent.port());
            long began = System.nanoTime();
            TransportException e =
                    failure(Request.get("/"), to(endpoint, Attempts.MUCH, Duration.ofMillis(200), Attempts.MUCH));
            assertThat(e.failure()).isEqualTo(Failure.CONNECT);
            assertThat(e).hasMessageContaining("kept us waiting for a connection");
            assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began)).isBetween(190L, 30_000L);
        }
    }

    @Test
    void aServerInClearTextIsAFailedConnection() throws IOException {
        try (RawServer plain = RawServer.start(
                scene -> scene.connection().send("HTTP/1.1 400 Bad\r\n\r\n").awaitEnd())) {
            Endpoint endpoint = Endpoint.of("https", "127.0.0.1", plain.port());
            assertThat(failure(Request.get("/"), to(endpoint)).failure()).isEqualTo(Failure.CONNECT);
        }
    }

    @Test
    void manyCallsShareOneConnectionOfManyStreams() throws Exception {
        server.setDispatcher(
                answering(request -> new MockResponse.Builder().body("hi").build()));
        for (int i = 0; i < 10; i++) {
            assertThat(text(transport.send(Request.get("/"), attempt()))).isEqualTo("hi");
        }
        for (int i = 0; i < 10; i++) {
            assertThat(server.takeRequest().getConnectionIndex()).isZero();
        }
    }

    @Test
    void aStreamThatIsSilentEndsInTimeAndItsNeighboursLive() throws Exception {
        server.setDispatcher(answering(request -> request.getTarget().equals("/slow")
                ? new MockResponse.Builder().headersDelay(60, TimeUnit.SECONDS).build()
                : new MockResponse.Builder().body("hi").build()));
        // Shaking hands takes longer than that.
        assertThat(text(transport.send(Request.get("/quick"), attempt()))).isEqualTo("hi");
        Attempt impatient = to(endpoint(), Duration.ofMillis(200));
        assertThat(failure(Request.get("/slow"), impatient).failure()).isEqualTo(Failure.TIMEOUT);
        assertThat(text(transport.send(Request.get("/quick"), attempt()))).isEqualTo("hi");
        for (int i = server.getRequestCount(); i > 0; i--) {
            assertThat(server.takeRequest().getConnectionIndex()).isZero();
        }
    }

    @Test
    void aRefusedStreamIsKnownAsSuch() {
        server.enqueue(new MockResponse.Builder()
                .onRequestStart(new SocketEffect.CloseStream(7)) // REFUSED_STREAM
                .build());
        assertThat(failure(request("POST", "/", Headers.empty(), Body.of("x")), attempt())
                        .failure())
                .isEqualTo(Failure.REFUSED_STREAM);
    }

    @Test
    void anotherResetOfAStreamIsAReset() {
        server.enqueue(new MockResponse.Builder()
                .onRequestStart(new SocketEffect.CloseStream(2)) // INTERNAL_ERROR
                .build());
        assertThat(failure(Request.get("/"), attempt()).failure()).isEqualTo(Failure.RESET);
    }

    @Test
    void trailersOfManyStreamsArriveToo() throws Exception {
        server.enqueue(new MockResponse.Builder()
                .body("hi")
                .trailers(okhttp3.Headers.of("grpc-status", "0"))
                .build());
        Response response = transport.send(Request.get("/"), attempt());
        assertThat(text(response)).isEqualTo("hi");
        assertThat(response.body().trailers().first("grpc-status")).isEqualTo("0");
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
    void connectionsAfterARotationCarryTheNewCertificate(Protocol protocol) throws Exception {
        server.setProtocols(protocol == Protocol.HTTP_2 ? List.of(protocol, Protocol.HTTP_1_1) : List.of(protocol));
        server.setDispatcher(
                answering(request -> new MockResponse.Builder().body("hi").build()));
        for (int round = 0; round < 3; round++) {
            text(transport.send(Request.get("/"), attempt()));
            text(transport.send(Request.get("/"), attempt()));
            for (int call = 0; call < 2; call++) {
                RecordedRequest seen = server.takeRequest();
                assertThat(seen.getConnectionIndex()).isEqualTo(round);
                assertThat(seen.getHandshake().peerCertificates())
                        .containsExactly(identity.generation().chain().get(0));
            }
            AUTHORITY.issue("spiffe://shop/ns/prod/sa/edge").writeTo(folder);
            identity.reload();
        }
    }

    @Test
    void aRotationUnderLoadFailsNothing() throws Exception {
        server.setProtocols(List.of(Protocol.HTTP_1_1));
        server.setDispatcher(answering(request -> new MockResponse.Builder()
                .body(request.getHandshake().peerCertificates().get(0).hashCode() + "")
                .build()));
        AtomicBoolean going = new AtomicBoolean(true);
        ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
        ExecutorService callers = Attempts.callers();
        for (int i = 0; i < 4; i++) {
            callers.execute(() -> {
                while (going.get()) {
                    try {
                        text(transport.send(request("POST", "/", Headers.empty(), Body.of("x")), attempt()));
                    } catch (IOException | RuntimeException e) {
                        failures.add(e);
                    }
                }
            });
        }
        for (int round = 0; round < 5; round++) {
            Credentials next = AUTHORITY.issue("spiffe://shop/ns/prod/sa/edge");
            next.mountInto(folder.resolve("mounted"));
            next.writeTo(folder);
            identity.reload();
            assertThat(text(transport.send(Request.get("/"), attempt())))
                    .isEqualTo(next.certificate().hashCode() + "");
        }
        going.set(false);
        callers.shutdown();
        assertThat(callers.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        assertThat(failures).isEmpty();
    }

    private Attempt attempt() {
        return to(endpoint());
    }

    private Endpoint endpoint() {
        return Endpoint.of("https", "127.0.0.1", server.getPort());
    }

    private TransportException failure(Request request, Attempt attempt) {
        TransportException e = catchThrowableOfType(TransportException.class, () -> transport.send(request, attempt));
        assertThat(e).isNotNull();
        return e;
    }

    private static MockWebServer server(Credentials credentials) {
        MockWebServer server = new MockWebServer();
        server.useHttps(credentials.sslContext().getSocketFactory());
        server.requestClientAuth();
        return server;
    }

    private static Dispatcher answering(java.util.function.Function<RecordedRequest, MockResponse> answers) {
        return new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                return answers.apply(request);
            }
        };
    }
}
