package io.hauberk.okhttp;

import static io.hauberk.okhttp.Attempts.text;
import static io.hauberk.okhttp.Attempts.to;
import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Request;
import io.hauberk.discovery.Endpoint;
import io.hauberk.identity.Identity;
import io.hauberk.identity.Tls;
import io.hauberk.identity.TlsClient;
import io.hauberk.service.Failure;
import io.hauberk.service.TransportException;
import io.hauberk.testkit.RawServer;
import io.hauberk.testkit.ThrowawayAuthority;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ServerSocketFactory;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How many connections are made where one would do. */
class HandshakesTest {
    private static final ThrowawayAuthority AUTHORITY = ThrowawayAuthority.create();
    private static final int CALLERS = 20;

    @TempDir
    Path folder;

    private final AtomicInteger accepted = new AtomicInteger();
    private final ExecutorService callers = Attempts.callers();
    private final MockWebServer server = new MockWebServer();
    private Identity identity;
    private EngineTransport transport;

    @BeforeEach
    void start() throws IOException {
        AUTHORITY.issue("spiffe://shop/ns/prod/sa/edge").writeTo(folder);
        identity = Identity.pem(folder);
        transport = new EngineTransport("orders", TlsClient.of("orders", Tls.mutual(), identity));
        server.useHttps(AUTHORITY.issue("orders").sslContext().getSocketFactory());
        server.requestClientAuth();
        server.setServerSocketFactory(new Counting());
        server.setDispatcher(answering(() -> {}));
    }

    @AfterEach
    void close() {
        callers.shutdownNow();
        transport.close();
        server.close();
        identity.close();
    }

    @Test
    void attemptsThatComeAtOnceShareOneHandshakeAndSoAfterEachRotation() throws Exception {
        server.start();
        for (int round = 1; round <= 3; round++) {
            assertThat(atOnce(() -> text(transport.send(Request.get("/"), to(endpoint())))))
                    .containsOnly("hi");
            assertThat(accepted).hasValue(round);
            rotate();
        }
    }

    @Test
    void callsOfOkHttpShareOneHandshakeTooAndSoAfterEachRotation() throws Exception {
        server.start();
        try (Mesh mesh = Mesh.builder()
                .identity(identity)
                .service(
                        "orders",
                        orders -> orders.endpoints("https://127.0.0.1:" + server.getPort())
                                .connectTimeout(Attempts.MUCH)
                                .timeout(Attempts.MUCH)
                                .tls(Tls.mutual()))
                .build()) {
            OkHttpClient http = mesh.okHttp();
            for (int round = 1; round <= 40; round++) {
                assertThat(atOnce(() -> MeshTest.get(http, "http://orders/"))).containsOnly("hi");
                assertThat(accepted).hasValue(round);
                rotate();
            }
        }
    }

    @Test
    void whereEachCallNeedsAConnectionNobodyWaitsForAnother() throws Exception {
        server.setProtocols(List.of(Protocol.HTTP_1_1));
        CountDownLatch all = new CountDownLatch(CALLERS);
        server.setDispatcher(answering(() -> {
            all.countDown();
            all.await(60, TimeUnit.SECONDS);
        }));
        server.start();
        assertThat(atOnce(() -> text(transport.send(Request.get("/"), to(endpoint())))))
                .containsOnly("hi");
        assertThat(accepted).hasValue(CALLERS);
    }

    @Test
    void whoCannotConnectLeavesItToTheNext() throws Exception {
        int closed = RawServer.closedPort();
        assertThat(atOnce(() -> failure(closed, Attempts.MUCH))).containsOnly(Failure.CONNECT);
    }

    @Test
    void whoWaitsForAHandshakeThatHangsFailsWithIt() throws Exception {
        try (RawServer silent = RawServer.start(scene -> scene.connection().awaitEnd())) {
            long began = System.nanoTime();
            assertThat(atOnce(() -> failure(silent.port(), Duration.ofSeconds(1))))
                    .containsOnly(Failure.CONNECT);
            assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began))
                    .as("one after the other would be %d ms", CALLERS * 1_000)
                    .isLessThan(CALLERS * 1_000L * 3 / 4);
        }
    }

    /** The watch may be quicker than we, so what counts is that there is a new generation and not who took it. */
    private void rotate() throws IOException {
        long before = identity.generation().number();
        AUTHORITY.issue("spiffe://shop/ns/prod/sa/edge").writeTo(folder);
        identity.reload();
        assertThat(identity.generation().number()).isEqualTo(before + 1);
    }

    private Failure failure(int port, Duration connect) throws IOException {
        Endpoint endpoint = Endpoint.of("https", "127.0.0.1", port);
        try {
            text(transport.send(Request.get("/"), to(endpoint, Attempts.MUCH, connect, Attempts.MUCH)));
            throw new AssertionError("There was an answer.");
        } catch (TransportException e) {
            return e.failure();
        }
    }

    private <T> List<T> atOnce(Callable<T> call) throws Exception {
        CyclicBarrier together = new CyclicBarrier(CALLERS);
        List<Future<T>> calls = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            calls.add(callers.submit(() -> {
                together.await();
                return call.call();
            }));
        }
        List<T> results = new ArrayList<>();
        for (Future<T> each : calls) {
            results.add(each.get(60, TimeUnit.SECONDS));
        }
        return results;
    }

    private Endpoint endpoint() {
        return Endpoint.of("https", "127.0.0.1", server.getPort());
    }

    private static Dispatcher answering(Waiting before) {
        return new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) throws InterruptedException {
                before.await();
                return new MockResponse.Builder().body("hi").build();
            }
        };
    }

    private interface Waiting {
        void await() throws InterruptedException;
    }

    /** Counts the connections that come in. */
    private final class Counting extends ServerSocketFactory {
        @Override
        public ServerSocket createServerSocket() throws IOException {
            return new ServerSocket() {
                @Override
                public Socket accept() throws IOException {
                    Socket socket = super.accept();
                    accepted.incrementAndGet();
                    return socket;
                }
            };
        }

        @Override
        public ServerSocket createServerSocket(int port) {
            throw new UnsupportedOperationException();
        }

        @Override
        public ServerSocket createServerSocket(int port, int backlog) {
            throw new UnsupportedOperationException();
        }

        @Override
        public ServerSocket createServerSocket(int port, int backlog, InetAddress address) {
            throw new UnsupportedOperationException();
        }
    }
}
