package io.hauberk.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.testkit.Credentials;
import io.hauberk.testkit.ThrowawayAuthority;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsClientTest {
    private static final ThrowawayAuthority AUTHORITY = ThrowawayAuthority.create();
    private static final String ORDERS = "spiffe://shop/ns/prod/sa/orders";

    @TempDir
    Path folder;

    private Identity identity;

    @BeforeEach
    void identify() throws IOException {
        AUTHORITY.issue("spiffe://shop/ns/prod/sa/edge").writeTo(folder);
        identity = Identity.pem(folder);
    }

    @AfterEach
    void close() {
        identity.close();
    }

    @Test
    void theServicesNameIsVerifiedAndAskedForThoughItHasOneLabel() throws Exception {
        try (Server server = new Server(AUTHORITY.issue("orders"));
                TlsClient client = TlsClient.of("orders", Tls.mutual(), identity)) {
            server.accept(client);
            Seen seen = server.next();
            assertThat(seen.serverNames).containsExactly("orders");
            assertThat(seen.protocol).isEqualTo("TLSv1.3");
            assertThat(SpiffeId.of(seen.client)).isEqualTo("spiffe://shop/ns/prod/sa/edge");
        }
    }

    @Test
    void anotherNameOfTheSameAuthorityIsRefused() throws Exception {
        try (Server server = new Server(AUTHORITY.issue("payments"));
                TlsClient client = TlsClient.of("orders", Tls.mutual(), identity)) {
            assertThatThrownBy(() -> server.accept(client))
                    .isInstanceOf(SSLException.class)
                    .hasMessageContaining("orders")
                    .hasMessageContaining("payments");
        }
    }

    @Test
    void aNameInTheSubjectDoesNotCount() throws Exception {
        try (Server server = new Server(AUTHORITY.issue(ORDERS))) {
            X509Certificate certificate = server.credentials.certificate();
            String commonName = certificate.getSubjectX500Principal().getName().substring("CN=".length());
            assertThat(commonName).startsWith("Throw-away");
            PeerTrust trust = new PeerTrust(Contexts.trusting(List.of(AUTHORITY.certificate())), "orders", List.of());
            try (TlsClient client = TlsClient.of("orders", Tls.mutual(), identity)) {
                assertThatThrownBy(() -> server.accept(client)).isInstanceOf(SSLException.class);
            }
            assertThatThrownBy(() -> trust.checkServerTrusted(new X509Certificate[] {certificate}, "EC"))
                    .hasMessageContaining("without its connection");
        }
    }

    @Test
    void serverNameReplacesTheServicesName() throws Exception {
        try (Server server = new Server(AUTHORITY.issue("orders.example.com"));
                TlsClient client = TlsClient.of("orders", Tls.mutual().serverName("Orders.Example.Com."), identity)) {
            server.accept(client);
            assertThat(server.next().serverNames).containsExactly("orders.example.com");
        }
    }

    @Test
    void anAddressAsServerNameIsVerifiedAndNotSent() throws Exception {
        try (Server server = new Server(AUTHORITY.issue("127.0.0.1"));
                TlsClient client = TlsClient.of("orders", Tls.mutual().serverName("127.0.0.1"), identity)) {
            server.accept(client);
            assertThat(server.next().serverNames).isEmpty();
        }
    }

    @Test
    void peersAreVerifiedInsteadOfTheName() throws Exception {
        try (Server server = new Server(AUTHORITY.issue(ORDERS));
                TlsClient client =
                        TlsClient.of("orders", Tls.mutual().peers("spiffe://shop/ns/prod/sa/o*"), identity)) {
            server.accept(client);
            assertThat(server.next().serverNames).containsExactly("orders");
        }
    }

    @Test
    void aNameDoesNotReplaceAListedPeer() throws Exception {
        try (Server server = new Server(AUTHORITY.issue("orders"));
                TlsClient client = TlsClient.of("orders", Tls.mutual().peers(ORDERS), identity)) {
            assertThatThrownBy(() -> server.accept(client)).hasMessageContaining("does not hold exactly one URI");
        }
    }

    @Test
    void anotherPeerIsRefused() throws Exception {
        try (Server server = new Server(AUTHORITY.issue("orders", "spiffe://shop/ns/prod/sa/payments"));
                TlsClient client = TlsClient.of("orders", Tls.mutual().peers(ORDERS), identity)) {
            assertThatThrownBy(() -> server.accept(client))
                    .hasMessageContaining("sa/payments, which is none of [" + ORDERS + "]");
        }
    }

    @Test
    void twoUrisAreNoIdentity() throws Exception {
        try (Server server = new Server(AUTHORITY.issue(ORDERS, "spiffe://shop/ns/prod/sa/other"));
                TlsClient client = TlsClient.of("orders", Tls.mutual().peers(ORDERS), identity)) {
            assertThatThrownBy(() -> server.accept(client)).hasMessageContaining("exactly one URI");
        }
    }

    @Test
    void anotherAuthorityIsRefusedWhateverItsCertificatesSay() throws Exception {
        try (Server server = new Server(ThrowawayAuthority.create().issue("orders", ORDERS));
                TlsClient byName = TlsClient.of("orders", Tls.mutual(), identity);
                TlsClient byPeer = TlsClient.of("orders", Tls.mutual().peers(ORDERS), identity)) {
            assertThatThrownBy(() -> server.accept(byName)).isInstanceOf(SSLException.class);
            assertThatThrownBy(() -> server.accept(byPeer)).isInstanceOf(SSLException.class);
        }
    }

    @Test
    void aSessionOfOneServiceDoesNotOpenTheDoorOfAnother() throws Exception {
        try (Server server = new Server(AUTHORITY.issue(ORDERS));
                TlsClient orders = TlsClient.of("shop", Tls.mutual().peers(ORDERS), identity);
                TlsClient payments =
                        TlsClient.of("shop", Tls.mutual().peers("spiffe://shop/ns/prod/sa/pay*"), identity)) {
            server.accept(orders);
            server.accept(orders);
            assertThatThrownBy(() -> server.accept(payments)).hasMessageContaining("which is none of");
        }
    }

    @Test
    void withoutMutualTlsWeStayAnonymous() throws Exception {
        Path trust = Files.writeString(folder.resolve("other-ca.crt"), AUTHORITY.pem());
        try (Server server = new Server(AUTHORITY.issue("orders"));
                TlsClient client = TlsClient.of("orders", Tls.server().trust(trust), identity)) {
            server.accept(client);
            assertThat(server.next().client).isNull();
        }
    }

    @Test
    void theMachinesAuthoritiesDoNotTrustOurs() throws Exception {
        try (Server server = new Server(AUTHORITY.issue("orders"));
                TlsClient client = TlsClient.of("orders", Tls.server(), null)) {
            assertThatThrownBy(() -> server.accept(client)).isInstanceOf(SSLException.class);
        }
    }

    @Test
    void connectionsAfterARotationShowTheNewCertificateThoughSessionsAreResumed() throws Exception {
        try (Server server = new Server(AUTHORITY.issue("orders"));
                TlsClient client = TlsClient.of("orders", Tls.mutual(), identity)) {
            TlsClient.Sockets before = client.sockets();
            assertThat(client.sockets()).isSameAs(before);
            server.accept(client);
            server.accept(client);
            X509Certificate old = server.next().client;
            assertThat(server.next().client).isEqualTo(old);

            Credentials next = AUTHORITY.issue("spiffe://shop/ns/prod/sa/edge");
            next.writeTo(folder);
            identity.reload();
            assertThat(client.sockets()).isNotSameAs(before).isSameAs(client.sockets());
            assertThat(client.sockets().number()).isEqualTo(2);
            server.accept(client);
            assertThat(server.next().client).isEqualTo(next.certificate());
        }
    }

    @Test
    void mutualTlsWithoutAnIdentityIsRefusedInASentence() {
        assertThatThrownBy(() -> TlsClient.of("orders", Tls.mutual(), null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("needs an identity");
        assertThatThrownBy(() -> TlsClient.of("orders", Tls.off(), identity)).hasMessageContaining("tls off");
    }

    @Test
    void aServerNameThatTheJdkCannotAskForIsRefusedBeforeTheFirstConnection() {
        for (String name : List.of("my_orders", "_orders.shop.svc", "orders..svc", "-orders", "")) {
            assertThatThrownBy(() -> Tls.mutual().serverName(name))
                    .as(name)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("neither a DNS name nor an IP address");
        }
    }

    private record Seen(List<String> serverNames, String protocol, X509Certificate client) {}

    /** A TLS server that asks for a certificate, and takes one for an answer. */
    private static final class Server implements AutoCloseable {
        final Credentials credentials;
        private final SSLServerSocket listener;
        private final BlockingQueue<Seen> seen = new LinkedBlockingQueue<>();

        Server(Credentials credentials) throws IOException {
            this.credentials = credentials;
            SSLContext context = credentials.sslContext();
            listener = (SSLServerSocket)
                    context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
            listener.setWantClientAuth(true);
            Thread thread = new Thread(this::serve, "tls server");
            thread.setDaemon(true);
            thread.start();
        }

        private void serve() {
            while (!listener.isClosed()) {
                try (SSLSocket socket = (SSLSocket) listener.accept()) {
                    socket.startHandshake();
                    ExtendedSSLSession session = (ExtendedSSLSession) socket.getSession();
                    seen.add(new Seen(names(session), session.getProtocol(), peer(session)));
                    socket.getOutputStream().write(1);
                    socket.getInputStream().read();
                } catch (IOException e) {
                    // The client went away, or the test is over.
                    continue;
                }
            }
        }

        private static List<String> names(ExtendedSSLSession session) {
            return session.getRequestedServerNames().stream().map(Server::name).toList();
        }

        private static String name(SNIServerName name) {
            return ((SNIHostName) name).getAsciiName();
        }

        private static X509Certificate peer(ExtendedSSLSession session) {
            try {
                return (X509Certificate) session.getPeerCertificates()[0];
            } catch (SSLException e) {
                return null;
            }
        }

        /** Connects as OkHttp does: a socket to an address first, TLS on top of it after. */
        void accept(TlsClient client) throws IOException {
            Socket plain = new Socket(InetAddress.getLoopbackAddress(), listener.getLocalPort());
            try (SSLSocket socket =
                    (SSLSocket) client.sockets().factory().createSocket(plain, "e1", listener.getLocalPort(), true)) {
                socket.startHandshake();
                assertThat(socket.getInputStream().read()).isEqualTo(1);
                socket.getOutputStream().write(1);
            }
        }

        Seen next() throws InterruptedException {
            Seen next = seen.poll(60, TimeUnit.SECONDS);
            assertThat(next).isNotNull();
            return next;
        }

        @Override
        public void close() throws IOException {
            listener.close();
        }
    }
}
