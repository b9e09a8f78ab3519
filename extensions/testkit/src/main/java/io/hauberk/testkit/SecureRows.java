package io.hauberk.testkit;

import static io.hauberk.testkit.ClientRows.call;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.hauberk.testkit.OutboundContract.Call;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;

/** Services that want mutual TLS get it, by the plain name in the URL. */
interface SecureRows extends ClientRows {
    @Test
    default void bothSidesShowWhoTheyAre() throws Exception {
        ThrowawayAuthority authority = ThrowawayAuthority.create();
        authority.issue("spiffe://shop.test/edge").writeTo(folder());
        HttpsServer server = server(authority.issue("shop"));
        String yaml = """
                hauberk: 1
                identity: { certificate: tls.crt, privateKey: tls.key, trust: ca.crt }
                services:
                  shop:
                    endpoints: [ "https://127.0.0.1:%d" ]
                    connectTimeout: 30s
                    tls: { mode: mutual }
                """.formatted(server.getAddress().getPort());
        try (ClientContract.HttpClient client = open(yaml)) {
            assertThat(call(client, Call.get("/")).text()).isEqualTo("spiffe://shop.test/edge");
        } finally {
            server.stop(0);
        }
    }

    /** Tells those who call it who they are. */
    private static HttpsServer server(Credentials credentials) throws IOException {
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(credentials.sslContext()) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters wanted = getSSLContext().getDefaultSSLParameters();
                wanted.setNeedClientAuth(true);
                parameters.setSSLParameters(wanted);
            }
        });
        server.createContext("/", exchange -> {
            byte[] who = who((HttpsExchange) exchange).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, who.length);
            exchange.getResponseBody().write(who);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static String who(HttpsExchange exchange) throws IOException {
        X509Certificate shown = (X509Certificate) exchange.getSSLSession().getPeerCertificates()[0];
        try {
            return String.valueOf(
                    shown.getSubjectAlternativeNames().iterator().next().get(1));
        } catch (java.security.cert.CertificateException e) {
            throw new IOException(e);
        }
    }
}
