package io.hauberk.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.InvalidKeyException;
import java.security.SignatureException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ThrowawayAuthorityTest {
    private static final ThrowawayAuthority AUTHORITY = ThrowawayAuthority.create();

    @TempDir
    Path folder;

    @Test
    void vouchesForDnsNamesAddressesAndUris() throws Exception {
        X509Certificate certificate = AUTHORITY
                .issue("orders.shop.svc", "127.0.0.1", "::1", "spiffe://shop/ns/prod/sa/orders")
                .certificate();

        assertThat(certificate.getSubjectAlternativeNames())
                .extracting(entry -> (Object) entry.get(0), entry -> entry.get(1))
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(2, "orders.shop.svc"),
                        org.assertj.core.groups.Tuple.tuple(7, "127.0.0.1"),
                        org.assertj.core.groups.Tuple.tuple(7, "0:0:0:0:0:0:0:1"),
                        org.assertj.core.groups.Tuple.tuple(6, "spiffe://shop/ns/prod/sa/orders"));
        certificate.checkValidity();
        certificate.verify(AUTHORITY.certificate().getPublicKey());
        assertThat(AUTHORITY.certificate().getBasicConstraints()).isGreaterThan(0);
    }

    @Test
    void aSecondAuthorityIsAnotherOne() {
        assertThatThrownBy(() -> AUTHORITY
                        .issue("orders")
                        .certificate()
                        .verify(ThrowawayAuthority.create().certificate().getPublicKey()))
                .isInstanceOfAny(SignatureException.class, InvalidKeyException.class);
    }

    @Test
    void anExpiredCertificateIsExpired() {
        X509Certificate certificate = AUTHORITY.issueExpired("orders").certificate();

        assertThatThrownBy(certificate::checkValidity).isInstanceOf(CertificateExpiredException.class);
    }

    @Test
    void validityMayLieBeyond2050() throws Exception {
        Instant late = Instant.parse("2061-07-28T00:00:00Z");
        X509Certificate certificate =
                AUTHORITY.issue(Instant.now(), late, "orders").certificate();

        assertThat(certificate.getNotAfter().toInstant()).isEqualTo(late);
    }

    @Test
    void itsCertificatesMakeMutualTls() throws Exception {
        SSLContext server = AUTHORITY.issue("localhost").sslContext();
        SSLContext client = AUTHORITY.issue("spiffe://shop/client").sslContext();

        assertThat(handshake(server, client)).contains("CN=Throw-away certificate");
    }

    @Test
    void someoneOfAnotherAuthorityIsRefused() {
        SSLContext server = AUTHORITY.issue("localhost").sslContext();
        SSLContext stranger = ThrowawayAuthority.create()
                .issue("spiffe://shop/client")
                .trusting(AUTHORITY)
                .sslContext();

        assertThatThrownBy(() -> handshake(server, stranger))
                .isInstanceOf(SSLException.class)
                .hasMessageNotContaining("CN=");
    }

    /** The subject of the client's certificate as the server sees it. */
    private static String handshake(SSLContext server, SSLContext client) throws Exception {
        try (SSLServerSocket listener =
                (SSLServerSocket) server.getServerSocketFactory().createServerSocket(0)) {
            listener.setNeedClientAuth(true);
            CompletableFuture<String> peer = new CompletableFuture<>();
            Thread accepting = new Thread(() -> peer.completeAsync(() -> accept(listener), Runnable::run));
            accepting.start();
            try (SSLSocket socket =
                    (SSLSocket) client.getSocketFactory().createSocket("localhost", listener.getLocalPort())) {
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                socket.setSSLParameters(parameters);
                if (socket.getInputStream().read() < 0) {
                    throw new SSLException("The server closed the connection.");
                }
                return peer.get();
            } catch (SocketException e) {
                // A server may close before it has read all that a client says in a handshake, and its reset may come
                // first.
                throw new SSLException(peer.get(), e);
            }
        }
    }

    private static String accept(SSLServerSocket listener) {
        try (SSLSocket socket = (SSLSocket) listener.accept()) {
            String peer = socket.getSession().getPeerPrincipal().getName();
            socket.getOutputStream().write(1);
            return peer;
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Test
    void writesAFolderOfPemFiles() throws IOException {
        Credentials credentials = AUTHORITY.issue("orders");
        credentials.writeTo(folder.resolve("tls"));

        assertThat(folder.resolve("tls/tls.crt")).hasContent(credentials.certificatePem());
        assertThat(folder.resolve("tls/tls.key")).content().startsWith("-----BEGIN PRIVATE KEY-----\n");
        assertThat(folder.resolve("tls/ca.crt")).hasContent(AUTHORITY.pem());
        assertThat(names(folder.resolve("tls"))).containsExactly("ca.crt", "tls.crt", "tls.key");
    }

    @Test
    void mountsLikeKubernetesAndSwapsInOneStep() throws IOException {
        AUTHORITY.issue("orders").mountInto(folder);
        Credentials second = AUTHORITY.issue("orders");
        second.mountInto(folder);

        assertThat(folder.resolve("tls.crt")).isSymbolicLink().hasContent(second.certificatePem());
        assertThat(folder.resolve("..data")).isSymbolicLink();
        assertThat(names(folder)).hasSize(5); // three links, ..data and the folder behind it
    }

    private static List<String> names(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
