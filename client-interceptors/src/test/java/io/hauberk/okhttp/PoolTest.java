package io.hauberk.okhttp;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.testkit.RawServer;
import io.hauberk.testkit.Script;
import io.hauberk.testkit.ThrowawayAuthority;
import io.hauberk.timer.Periodic;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.security.KeyStore;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.SocketFactory;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.Test;

/** When idle connections are closed, and who waits for that. */
class PoolTest {
    private static final ThrowawayAuthority AUTHORITY = ThrowawayAuthority.create();

    @Test
    void whereAnEndpointIsGoneIdleConnectionsAreClosedAtTheNextLook() throws Exception {
        try (RawServer server = RawServer.start(Script.ok("hi"));
                Pool pool = new Pool()) {
            OkHttpClient client = new OkHttpClient.Builder()
                    .connectionPool(pool.connections())
                    .build();
            pool.sample();
            call(client, url(server));
            pool.sample();
            assertThat(pool.connections().idleConnectionCount()).isEqualTo(1);
            pool.forget();
            pool.sample();
            awaitNoneIdle(pool);
            call(client, url(server));
            pool.sample();
            assertThat(pool.connections().idleConnectionCount()).as("once").isEqualTo(1);
        }
    }

    @Test
    void aPeerThatTakesNothingHoldsUpNoTimer() throws Exception {
        Stuffed sockets = new Stuffed();
        CountDownLatch ticks = new CountDownLatch(3);
        try (MockWebServer server = new MockWebServer();
                Pool pool = new Pool()) {
            server.useHttps(
                    AUTHORITY.issue("localhost", "127.0.0.1").sslContext().getSocketFactory());
            server.enqueue(new MockResponse.Builder().body("hi").build());
            server.start();
            call(client(pool, sockets), server.url("/").toString());
            sockets.stuffed = true;
            pool.forget();
            try (Periodic sampling = Periodic.every(Duration.ofMillis(1), pool::sample)) {
                assertThat(sockets.farewell.await(60, TimeUnit.SECONDS))
                        .as("TLS takes its leave when a connection is closed")
                        .isTrue();
                try (Periodic other = Periodic.every(Duration.ofMillis(1), ticks::countDown)) {
                    assertThat(ticks.await(20, TimeUnit.SECONDS))
                            .as("another task of the timer")
                            .isTrue();
                    assertThat(other).isNotSameAs(sampling);
                }
            } finally {
                sockets.taken.countDown();
            }
        }
    }

    private static OkHttpClient client(Pool pool, SocketFactory sockets) throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setCertificateEntry("authority", AUTHORITY.certificate());
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(store);
        return new OkHttpClient.Builder()
                .connectionPool(pool.connections())
                .socketFactory(sockets)
                .sslSocketFactory(AUTHORITY.issue("client").sslContext().getSocketFactory(), (X509TrustManager)
                        trust.getTrustManagers()[0])
                .build();
    }

    private static String url(RawServer server) {
        return "http://127.0.0.1:" + server.port() + "/";
    }

    private static void call(OkHttpClient client, String url) throws Exception {
        try (Response response =
                client.newCall(new Request.Builder().url(url).build()).execute()) {
            assertThat(response.body().string()).isEqualTo("hi");
        }
    }

    /** They are closed on another thread. */
    static void awaitNoneIdle(Pool pool) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (pool.connections().idleConnectionCount() > 0 && System.nanoTime() - end < 0) {
            TimeUnit.MILLISECONDS.sleep(2);
        }
        assertThat(pool.connections().idleConnectionCount()).isZero();
    }

    /** Sockets that are like those to a peer that does not read, once its buffers and ours are full. */
    private static final class Stuffed extends SocketFactory {
        private final CountDownLatch farewell = new CountDownLatch(1);
        private final CountDownLatch taken = new CountDownLatch(1);
        private volatile boolean stuffed;

        @Override
        public Socket createSocket() {
            return new Socket() {
                @Override
                public OutputStream getOutputStream() throws IOException {
                    return new FilterOutputStream(super.getOutputStream()) {
                        @Override
                        public void write(byte[] bytes, int offset, int length) throws IOException {
                            awaitRoom();
                            out.write(bytes, offset, length);
                        }
                    };
                }
            };
        }

        private void awaitRoom() throws IOException {
            if (!stuffed) {
                return;
            }
            farewell.countDown();
            try {
                taken.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
        }

        @Override
        public Socket createSocket(String host, int port) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(InetAddress host, int port) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress local, int localPort) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
            throw new UnsupportedOperationException();
        }
    }
}
