package io.hauberk.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.standalone.Running.Answer;
import io.hauberk.testkit.Credentials;
import io.hauberk.testkit.ThrowawayAuthority;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerTlsTest {
    private final ThrowawayAuthority authority = ThrowawayAuthority.create();
    private final Credentials client = authority.issue("caller", "spiffe://shop/ns/prod/sa/caller");

    @TempDir
    Path folder;

    private Running serve(String clients) throws IOException {
        authority.issue("127.0.0.1").writeTo(folder);
        Path file = Files.writeString(folder.resolve("hauberk.yaml"), """
                hauberk: 1
                server:
                  port: 0
                  address: 127.0.0.1
                  tls: { certificate: tls.crt, privateKey: tls.key, trust: ca.crt, clients: %s }
                routes:
                  - { name: hello, match: [ { path: /hello } ], respond: { status: 200, body: hello } }
                  - name: peers
                    match: [ { path: /peers } ]
                    filters: [ { authorize: { allow: [ { peers: ["spiffe://shop/ns/prod/*"] } ] } } ]
                    respond: { status: 200, body: peer }
                """.formatted(clients));
        return Running.serve(file);
    }

    @Test
    void theReadyLineSaysHttpsAndBothVersionsOfHttpAreSpoken() throws IOException {
        try (Running gateway = serve("none")) {
            assertThat(gateway.url()).startsWith("https://127.0.0.1:");
            assertThat(hello(gateway, trusting(null)).head().protocol()).isEqualTo(Protocol.HTTP_2);
            OkHttpClient older = trusting(null)
                    .newBuilder()
                    .protocols(List.of(Protocol.HTTP_1_1))
                    .build();
            assertThat(hello(gateway, older).head().protocol()).isEqualTo(Protocol.HTTP_1_1);
            assertThatThrownBy(() -> hello(gateway, Running.http())).isInstanceOf(IOException.class);
        }
    }

    @Test
    void clientsMayShowACertificateAndAreKnownByIt() throws IOException {
        try (Running gateway = serve("optional")) {
            assertThat(hello(gateway, trusting(null)).status()).isEqualTo(200);
            assertThat(get(gateway, "/peers", trusting(null)).status()).isIn(401, 403);
            assertThat(get(gateway, "/peers", trusting(client)).status()).isEqualTo(200);
        }
    }

    @Test
    void clientsWithoutACertificateOfTheAuthorityAreNotLetInWhereOneIsRequired() throws IOException {
        try (Running gateway = serve("required")) {
            assertThat(hello(gateway, trusting(client)).status()).isEqualTo(200);
            assertThatThrownBy(() -> hello(gateway, trusting(null))).isInstanceOf(IOException.class);
            Credentials stranger = ThrowawayAuthority.create().issue("caller", "spiffe://shop/ns/prod/sa/caller");
            assertThatThrownBy(() -> hello(gateway, trusting(stranger))).isInstanceOf(IOException.class);
        }
    }

    @Test
    void newCertificatesAreShownWithoutARestart() throws Exception {
        try (Running gateway = serve("none")) {
            Credentials next = authority.issue("127.0.0.1");
            next.writeTo(folder);
            gateway.awaitLog("Took over generation 2");
            assertThat(serial(gateway, null)).isEqualTo(next.certificate().getSerialNumber());
        }
    }

    @Test
    void theIdentityBlockIsShownAndPermissiveModeTakesPlainTextOnTheSamePortAndBrokenFilesChangeNothing()
            throws Exception {
        authority.issue("127.0.0.1", "spiffe://shop/ns/prod/sa/edge").writeTo(folder);
        Path file = Files.writeString(folder.resolve("hauberk.yaml"), """
                hauberk: 1
                identity: { folder: . }
                server:
                  port: 0
                  address: 127.0.0.1
                  tls: { clients: required, mode: permissive }
                  admin: { port: 0 }
                routes:
                  - { name: hello, match: [ { path: /hello } ], respond: { status: 200, body: hello } }
                  - name: peers
                    match: [ { path: /peers } ]
                    filters: [ { authorize: { allow: [ { peers: ["spiffe://shop/ns/prod/*"] } ] } } ]
                    respond: { status: 200, body: peer }
                """);
        try (Running gateway = Running.serve(file)) {
            assertThat(get(gateway, "/peers", trusting(client)).status()).isEqualTo(200);
            String plain = gateway.url().replace("https:", "http:");
            assertThat(Running.send(
                                    Running.http(),
                                    Running.request(plain + "/hello").build())
                            .status())
                    .isEqualTo(200);
            assertThat(Running.send(
                                    Running.http(),
                                    Running.request(plain + "/peers").build())
                            .status())
                    .isIn(401, 403);
            assertThatThrownBy(() -> hello(gateway, trusting(null))).isInstanceOf(IOException.class);

            BigInteger first = serial(gateway, client);
            Files.writeString(folder.resolve("tls.crt"), "nonsense");
            gateway.awaitLog("since the new files cannot be used");
            assertThat(serial(gateway, client)).isEqualTo(first);
            Answer ready = Running.send(
                    Running.http(),
                    Running.request(gateway.adminUrl() + "/health/ready").build());
            assertThat(ready.status()).isEqualTo(200);
            assertThat(ready.body()).startsWith("ready\nwarning: ").contains("tls.crt holds no certificate");
        }
    }

    private BigInteger serial(Running gateway, Credentials shown) throws IOException {
        OkHttpClient http = trusting(shown);
        Answer answer = hello(gateway, http);
        http.connectionPool().evictAll();
        return ((X509Certificate) answer.head().handshake().peerCertificates().get(0)).getSerialNumber();
    }

    private static Answer hello(Running gateway, OkHttpClient http) throws IOException {
        return get(gateway, "/hello", http);
    }

    private static Answer get(Running gateway, String path, OkHttpClient http) throws IOException {
        return Running.send(http, Running.request(gateway.url() + path).build());
    }

    private OkHttpClient trusting(Credentials shown) {
        Credentials used = (shown == null ? ThrowawayAuthority.create().issue("nobody") : shown).trusting(authority);
        try {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            trusted.setCertificateEntry("authority", authority.certificate());
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(trusted);
            X509TrustManager trust = (X509TrustManager) factory.getTrustManagers()[0];
            if (shown == null) {
                javax.net.ssl.SSLContext context = javax.net.ssl.SSLContext.getInstance("TLS");
                context.init(null, new javax.net.ssl.TrustManager[] {trust}, null);
                return Running.http()
                        .newBuilder()
                        .sslSocketFactory(context.getSocketFactory(), trust)
                        .build();
            }
            return Running.http()
                    .newBuilder()
                    .sslSocketFactory(used.sslContext().getSocketFactory(), trust)
                    .build();
        } catch (java.security.GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
