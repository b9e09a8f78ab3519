package io.hauberk.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.hauberk.config.Yaml;
import io.hauberk.testkit.ThrowawayAuthority;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A registry that insists on client certificates, over real sockets. */
class OriginTest {
    private static final ThrowawayAuthority AUTHORITY = ThrowawayAuthority.create();
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private HttpsServer registry;

    @BeforeEach
    void start() throws IOException {
        registry = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        registry.setHttpsConfigurator(
                new HttpsConfigurator(AUTHORITY.issue("127.0.0.1").sslContext()) {
                    @Override
                    public void configure(HttpsParameters parameters) {
                        SSLParameters tls = getSSLContext().getDefaultSSLParameters();
                        tls.setNeedClientAuth(true);
                        parameters.setSSLParameters(tls);
                    }
                });
        registry.createContext("/", exchange -> {
            X509Certificate caller =
                    (X509Certificate) ((HttpsExchange) exchange).getSSLSession().getPeerCertificates()[0];
            byte[] answer = caller.getSerialNumber().toString().getBytes();
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        registry.start();
    }

    @AfterEach
    void stop() {
        registry.stop(0);
    }

    @Test
    void aCertificateIsShownAndANewOneOnceItsFilesChange() throws Exception {
        try (Origin origin = new Origin(List.of(url()), showing())) {
            for (int i = 0; i < 2; i++) {
                io.hauberk.testkit.Credentials mine = AUTHORITY.issue("edge");
                mine.writeTo(folder);
                assertThat(ask(origin))
                        .isEqualTo(mine.certificate().getSerialNumber().toString());
            }
        }
    }

    @Test
    void whoShowsNoneIsRefusedByTheRegistryAndAStrangerByUs() throws Exception {
        AUTHORITY.issue("edge").writeTo(folder);
        try (Origin origin = new Origin(List.of(url()), Access.standard().trusting(folder.resolve("ca.crt")))) {
            assertThatThrownBy(() -> ask(origin)).isInstanceOf(IOException.class);
        }
        Path other = folder.resolve("other.crt");
        Files.writeString(other, ThrowawayAuthority.create().pem());
        try (Origin origin = new Origin(List.of(url()), showing().trusting(other))) {
            assertThatThrownBy(() -> ask(origin)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void filesThatCannotBeUsedAreNamedInASentence() throws Exception {
        AUTHORITY.issue("edge").writeTo(folder);
        AUTHORITY.issue("other").writeTo(folder.resolve("other"));
        Path otherKey = folder.resolve("other").resolve("tls.key");
        Access mixed = showing().showing(folder.resolve("tls.crt"), otherKey);
        try (Origin origin = new Origin(List.of(url()), mixed)) {
            assertThatThrownBy(() -> ask(origin)).hasMessageContaining("does not belong to the certificate");
        }
        Access gone = showing().showing(folder.resolve("gone.crt"), otherKey);
        try (Origin origin = new Origin(List.of(url()), gone)) {
            assertThatThrownBy(() -> ask(origin)).hasMessageContaining("gone.crt does not exist");
        }
    }

    @Test
    void aCertificateWithoutItsKeyIsAFault() {
        assertThat(Yaml.read("{ trust: ca.crt, certificate: a.crt, privateKey: a.key }", Access.standard()::with)
                        .privateKey())
                .hasFileName("a.key");
        assertThat(Yaml.faults("{ certificate: a.crt }", Access.standard()::with))
                .singleElement()
                .asString()
                .contains("Give both certificate and privateKey");
    }

    private Access showing() {
        return Access.standard()
                .trusting(folder.resolve("ca.crt"))
                .showing(folder.resolve("tls.crt"), folder.resolve("tls.key"));
    }

    private String url() {
        return "https://127.0.0.1:" + registry.getAddress().getPort();
    }

    private static String ask(Origin origin) throws IOException, InterruptedException {
        try (Incoming answer = origin.get("/", Map.of(), SOON)) {
            return answer.text(1000, SOON);
        }
    }
}
