package io.hauberk.checks.whole;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Sleeper;
import io.hauberk.identity.Identity;
import io.hauberk.identity.ServerTls;
import io.hauberk.identity.Tls;
import io.hauberk.identity.TlsClient;
import io.hauberk.okhttp.Mesh;
import io.hauberk.service.Retry;
import io.hauberk.testkit.Credentials;
import io.hauberk.testkit.ThrowawayAuthority;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Both ends of mutual TLS get new certificates every second while POSTs go on that are never sent twice: none fails, and
 * what connects a second after a swap shows the new ones, and sees them.
 */
class RotationTest {
    private static final ThrowawayAuthority AUTHORITY = ThrowawayAuthority.create();
    private static final int CALLERS = 4;
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final String ORDERS = "spiffe://shop/ns/prod/sa/orders";
    private static final String EDGE = "spiffe://shop/ns/prod/sa/edge";

    @TempDir
    Path folder;

    private final ConcurrentLinkedQueue<Exception> failures = new ConcurrentLinkedQueue<>();
    private final Set<BigInteger> shownUnderLoad = ConcurrentHashMap.newKeySet();
    private final AtomicLong answered = new AtomicLong();

    @ParameterizedTest
    @CsvSource({"JETTY,HTTP_1_1", "JETTY,HTTP_2", "TOMCAT,HTTP_1_1", "TOMCAT,HTTP_2"})
    void rotationFailsNoCall(SecureContainer container, Protocol protocol) throws Exception {
        rotate(container, protocol, 2);
    }

    @Tag("long")
    @Timeout(value = 3, unit = TimeUnit.MINUTES)
    @ParameterizedTest
    @CsvSource({"JETTY,HTTP_1_1", "JETTY,HTTP_2", "TOMCAT,HTTP_1_1", "TOMCAT,HTTP_2"})
    void aMinuteOfRotationFailsNoCall(SecureContainer container, Protocol protocol) throws Exception {
        rotate(container, protocol, 60);
    }

    private void rotate(SecureContainer container, Protocol protocol, int swaps) throws Exception {
        AUTHORITY.issue(ORDERS).writeTo(folder.resolve("orders"));
        AUTHORITY.issue(EDGE).writeTo(folder.resolve("edge"));
        try (Identity orders = Identity.pem(folder.resolve("orders"));
                Identity edge = Identity.pem(folder.resolve("edge"));
                Container.Running running = container.start(orders, ServerTls.mutual());
                Mesh mesh = mesh(edge, running.port())) {
            OkHttpClient http = mesh.wrap(
                    new OkHttpClient.Builder().protocols(offered(protocol)).build());
            AtomicBoolean over = new AtomicBoolean();
            ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
            try {
                List<Future<?>> all = new ArrayList<>();
                for (int i = 0; i < CALLERS; i++) {
                    all.add(callers.submit(() -> callUntil(over, http, protocol)));
                }
                swap(orders, edge, running.port(), protocol, swaps);
                over.set(true);
                for (Future<?> one : all) {
                    one.get(60, TimeUnit.SECONDS);
                }
            } finally {
                over.set(true);
                callers.shutdownNow();
            }
        }
        assertThat(failures).isEmpty();
        assertThat(answered.get()).isGreaterThan(swaps * 20L);
        // The load itself moved from certificate to certificate.
        assertThat(shownUnderLoad.size()).isGreaterThanOrEqualTo(swaps);
    }

    private static Mesh mesh(Identity edge, int port) {
        return Mesh.builder()
                .identity(edge)
                .service(
                        "orders",
                        service -> service.endpoints("https://127.0.0.1:" + port)
                                .tls(Tls.mutual().peers(ORDERS))
                                // A busy machine is slow at handshakes, which is not what is looked at here.
                                .connectTimeout(Duration.ofSeconds(60))
                                .timeout(Duration.ofSeconds(60))
                                // Of a POST without a key only what no server has begun is sent again, which is the
                                // default.
                                .retry(Retry.undelivered()))
                .build();
    }

    private static List<Protocol> offered(Protocol protocol) {
        return protocol == Protocol.HTTP_2 ? List.of(protocol, Protocol.HTTP_1_1) : List.of(protocol);
    }

    private void callUntil(AtomicBoolean over, OkHttpClient http, Protocol protocol) {
        Request request = new Request.Builder()
                .url("http://orders/")
                .post(RequestBody.create(new byte[] {1}, null))
                .build();
        while (!over.get()) {
            try (Response response = http.newCall(request).execute()) {
                assertThat(response.code()).isEqualTo(200);
                assertThat(response.protocol()).isEqualTo(protocol);
                shownUnderLoad.add(new BigInteger(response.body().string()));
                answered.incrementAndGet();
            } catch (IOException | RuntimeException | AssertionError e) {
                failures.add(new IllegalStateException(e));
            }
        }
    }

    private void swap(Identity orders, Identity edge, int port, Protocol protocol, int swaps) throws Exception {
        for (int i = 0; i < swaps; i++) {
            Credentials server = AUTHORITY.issue(ORDERS);
            Credentials client = AUTHORITY.issue(EDGE);
            server.writeTo(folder.resolve("orders"));
            // The watch may have been first.
            orders.reload();
            assertThat(orders.generation().chain()).containsExactly(server.certificate());
            client.writeTo(folder.resolve("edge"));
            edge.reload();
            assertThat(edge.generation().chain()).containsExactly(client.certificate());
            Sleeper.system().sleep(SECOND);
            awaitLoad(i + 1);
            requireNew(edge, port, protocol, server.certificate(), client.certificate());
        }
    }

    /** Until the load has moved on, which it does at once unless the machine stalls. */
    private void awaitLoad(int swaps) throws IOException {
        for (int i = 0; i < 6_000 && (answered.get() <= swaps * 20L || shownUnderLoad.size() < swaps); i++) {
            Sleeper.system().sleep(Duration.ofMillis(10));
        }
    }

    /** A connection of its own. */
    private static void requireNew(
            Identity edge, int port, Protocol protocol, X509Certificate server, X509Certificate client)
            throws IOException {
        try (TlsClient tls = TlsClient.of("orders", Tls.mutual().peers(ORDERS), edge)) {
            TlsClient.Sockets sockets = tls.sockets();
            OkHttpClient http = new OkHttpClient.Builder()
                    .protocols(offered(protocol))
                    .sslSocketFactory(sockets.factory(), sockets.trust())
                    .connectTimeout(Duration.ofSeconds(60))
                    .readTimeout(Duration.ofSeconds(60))
                    .hostnameVerifier((name, session) -> true) // the trust manager has judged it by its SPIFFE ID
                    .build();
            Request request =
                    new Request.Builder().url("https://127.0.0.1:" + port + "/").build();
            try (Response response = http.newCall(request).execute()) {
                assertThat(response.handshake().peerCertificates().get(0)).isEqualTo(server);
                assertThat(response.body().string())
                        .isEqualTo(client.getSerialNumber().toString());
            } finally {
                http.connectionPool().evictAll();
                http.dispatcher().executorService().shutdown();
            }
        }
    }
}
