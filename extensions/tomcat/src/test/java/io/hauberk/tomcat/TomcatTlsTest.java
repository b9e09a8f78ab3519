package io.hauberk.tomcat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.identity.Identity;
import io.hauberk.identity.ServerTls;
import io.hauberk.identity.SpiffeId;
import io.hauberk.identity.Tls;
import io.hauberk.identity.TlsClient;
import io.hauberk.testkit.Credentials;
import io.hauberk.testkit.ThrowawayAuthority;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TomcatTlsTest {
    private static final ThrowawayAuthority AUTHORITY = ThrowawayAuthority.create();
    private static final String CALLER = "spiffe://shop/ns/prod/sa/caller";

    @TempDir
    Path folder;

    private final Tomcat tomcat = new Tomcat();
    private Identity served;
    private Identity caller;

    @BeforeEach
    void identify() throws IOException {
        AUTHORITY.issue("localhost", "spiffe://shop/ns/prod/sa/served").writeTo(folder.resolve("served"));
        AUTHORITY.issue(CALLER).writeTo(folder.resolve("caller"));
        served = Identity.pem(folder.resolve("served"));
        caller = Identity.pem(folder.resolve("caller"));
    }

    @AfterEach
    void stop() throws Exception {
        tomcat.stop();
        tomcat.destroy();
        // Else the next one in this process makes this folder anew, as its home.
        System.clearProperty("catalina.home");
        served.close();
        caller.close();
    }

    private int serve(ServerTls tls) throws Exception {
        tomcat.setBaseDir(folder.toString());
        tomcat.setSilent(true);
        Connector port = TomcatTls.of(served, tls).connector();
        port.setPort(0);
        port.setProperty("address", "127.0.0.1");
        tomcat.setConnector(port);
        Context context = tomcat.addContext("", folder.toString());
        Tomcat.addServlet(context, "who", new Who());
        context.addServletMappingDecoded("/*", "who");
        tomcat.start();
        return port.getLocalPort();
    }

    private static final class Who extends HttpServlet {
        private static final long serialVersionUID = 1;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            X509Certificate[] chain =
                    (X509Certificate[]) request.getAttribute("jakarta.servlet.request.X509Certificate");
            response.getWriter()
                    .print((request.isSecure() ? "secure " : "plain ")
                            + (chain == null ? "nobody" : SpiffeId.of(chain[0])));
        }
    }

    @Test
    void mutualTlsLetsInWhoHasACertificateOverBothVersionsOfHttp() throws Exception {
        int port = serve(ServerTls.mutual());
        for (Protocol protocol : List.of(Protocol.HTTP_2, Protocol.HTTP_1_1)) {
            assertThat(get("https", port, Tls.mutual(), protocol)).isEqualTo(protocol + " secure " + CALLER);
            assertThatThrownBy(() -> get("https", port, Tls.server().trust(Tls.Trust.MESH), protocol))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void optionalClientsAreLetInWithoutOne() throws Exception {
        int port = serve(ServerTls.mutual().clients(ServerTls.Clients.OPTIONAL));
        assertThat(get("https", port, Tls.mutual(), Protocol.HTTP_1_1)).endsWith(CALLER);
        assertThat(get("https", port, Tls.server().trust(Tls.Trust.MESH), Protocol.HTTP_1_1))
                .isEqualTo("http/1.1 secure nobody");
    }

    @Test
    void permissiveTakesPlainTextAndMutualTlsOnOnePort() throws Exception {
        int port = serve(ServerTls.mutual().permissive());
        for (Protocol protocol : List.of(Protocol.HTTP_2, Protocol.HTTP_1_1)) {
            assertThat(get("https", port, Tls.mutual(), protocol)).isEqualTo(protocol + " secure " + CALLER);
        }
        assertThat(get("http", port, null, Protocol.HTTP_1_1)).isEqualTo("http/1.1 plain nobody");
        assertThat(get("http", port, null, Protocol.H2_PRIOR_KNOWLEDGE)).isEqualTo("h2_prior_knowledge plain nobody");
        // Over TLS it is as strict as ever.
        assertThatThrownBy(() -> get("https", port, Tls.server().trust(Tls.Trust.MESH), Protocol.HTTP_1_1))
                .isInstanceOf(IOException.class);
    }

    @Test
    void aStrictPortHandsPlainTextToNobody() throws Exception {
        int port = serve(ServerTls.mutual());
        // Tomcat notices, answers in plain text that it wants TLS, and hands the request to nobody.
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes());
            assertThat(new String(socket.getInputStream().readAllBytes()))
                    .startsWith("HTTP/1.1 400")
                    .contains("requires TLS");
        }
    }

    @Test
    void aConnectorServesTheModeThatItWasMadeForAndNoOther() {
        TomcatTls permissive = TomcatTls.of(served, ServerTls.mutual().permissive());
        TomcatTls strict = TomcatTls.of(served, ServerTls.mutual());
        assertThatThrownBy(() -> permissive.secure(new Connector()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("TomcatTls.connector()");
        permissive.secure(new Connector(PermissiveProtocol.class.getName()));
        Connector both = permissive.connector();
        assertThatThrownBy(() -> strict.secure(both))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("another connector");
    }

    @Test
    void permissivePortsShowTheNewCertificateToo() throws Exception {
        int port = serve(ServerTls.mutual().permissive());
        get("https", port, Tls.mutual(), Protocol.HTTP_2);
        Credentials next = AUTHORITY.issue("localhost", "spiffe://shop/ns/prod/sa/served");
        next.writeTo(folder.resolve("served"));
        served.reload();
        X509Certificate[] shown = new X509Certificate[1];
        get("https", port, Tls.mutual(), Protocol.HTTP_2, shown);
        assertThat(shown[0]).isEqualTo(next.certificate());
    }

    @Test
    void newConnectionsShowTheNewCertificateWithoutAReload() throws Exception {
        int port = serve(ServerTls.mutual());
        get("https", port, Tls.mutual(), Protocol.HTTP_2);
        Credentials next = AUTHORITY.issue("localhost", "spiffe://shop/ns/prod/sa/served");
        next.writeTo(folder.resolve("served"));
        served.reload();
        X509Certificate[] shown = new X509Certificate[1];
        get("https", port, Tls.mutual(), Protocol.HTTP_2, shown);
        assertThat(shown[0]).isEqualTo(next.certificate());
    }

    private String get(String scheme, int port, Tls tls, Protocol protocol) throws IOException {
        return get(scheme, port, tls, protocol, new X509Certificate[1]);
    }

    private String get(String scheme, int port, Tls tls, Protocol protocol, X509Certificate[] shown)
            throws IOException {
        OkHttpClient.Builder http = new OkHttpClient.Builder()
                .readTimeout(1, TimeUnit.MINUTES)
                .protocols(
                        protocol == Protocol.HTTP_2 ? List.of(Protocol.HTTP_2, Protocol.HTTP_1_1) : List.of(protocol));
        TlsClient client = tls == null ? null : TlsClient.of("localhost", tls, caller);
        if (client != null) {
            TlsClient.Sockets sockets = client.sockets();
            http.sslSocketFactory(sockets.factory(), sockets.trust());
        }
        OkHttpClient made = http.build();
        Request request =
                new Request.Builder().url(scheme + "://localhost:" + port + "/").build();
        try (Response response = made.newCall(request).execute()) {
            if (response.handshake() != null) {
                shown[0] = (X509Certificate)
                        response.handshake().peerCertificates().get(0);
            }
            return response.protocol() + " " + response.body().string();
        } finally {
            made.connectionPool().evictAll();
        }
    }
}
