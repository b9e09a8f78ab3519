package io.hauberk.tomcat;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Sleeper;
import io.hauberk.identity.Identity;
import io.hauberk.identity.ServerTls;
import io.hauberk.testkit.Credentials;
import io.hauberk.testkit.RawHttp;
import io.hauberk.testkit.RawMessage;
import io.hauberk.testkit.ThrowawayAuthority;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.servlets.DefaultServlet;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.http11.Http11NioProtocol;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What Tomcat does by itself on a port of TLS and plain text. */
@Timeout(120)
class PermissiveWireTest {
    private static final ThrowawayAuthority AUTHORITY = ThrowawayAuthority.create();
    private static final Credentials CALLER = AUTHORITY.issue("spiffe://shop/ns/prod/sa/caller");
    private static final String UPGRADE = RawHttp.head(
            "GET /port HTTP/1.1",
            "Connection: Upgrade, HTTP2-Settings",
            "Upgrade: h2c",
            "HTTP2-Settings: AAMAAABkAAQAAP__");
    /** Beyond what Tomcat sends from memory. */
    private static final int LARGE = 200_000;

    @TempDir
    Path folder;

    private final Tomcat tomcat = new Tomcat();
    private Identity served;
    private Connector port;

    @BeforeEach
    void serve() throws Exception {
        AUTHORITY.issue("localhost").writeTo(folder.resolve("served"));
        Files.writeString(Files.createDirectory(folder.resolve("files")).resolve("large.txt"), "x".repeat(LARGE));
        served = Identity.pem(folder.resolve("served"));
        port = TomcatTls.of(served, ServerTls.mutual().permissive()).connector();
        port.setPort(0);
        port.setProperty("address", "127.0.0.1");
        port.setProperty("connectionTimeout", "1000");
        tomcat.setBaseDir(folder.toString());
        tomcat.setSilent(true);
        tomcat.setConnector(port);
        Context context = tomcat.addContext("", folder.resolve("files").toString());
        Tomcat.addServlet(context, "files", new DefaultServlet());
        context.addServletMappingDecoded("/", "files");
        Tomcat.addServlet(context, "port", new Port());
        context.addServletMappingDecoded("/port", "port");
        tomcat.start();
    }

    @AfterEach
    void stop() throws Exception {
        tomcat.stop();
        tomcat.destroy();
        served.close();
    }

    private static final class Port extends HttpServlet {
        private static final long serialVersionUID = 1;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getWriter().print(request.getRequestURL() + " " + request.getServerPort());
        }
    }

    private RawHttp connect() throws IOException {
        return RawHttp.connect(port.getLocalPort());
    }

    /** All that is answered to this over TLS. */
    private String secure(String sent) throws IOException {
        try (SSLSocket socket =
                (SSLSocket) CALLER.sslContext().getSocketFactory().createSocket("127.0.0.1", port.getLocalPort())) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write(sent.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    @Test
    void whoSaysNothingOrOnlyTheBeginningIsNotWaitedForLongerThanConnectionTimeout() throws Exception {
        try (RawHttp silent = connect();
                RawHttp plain = connect();
                RawHttp secure = connect();
                RawHttp hello = connect()) {
            plain.send("G");
            secure.send("\u0016");
            hello.send("\u0016\u0003\u0001\u0002\0\u0001");
            silent.awaitEnd();
            plain.awaitEnd();
            secure.awaitEnd();
            hello.awaitEnd();
        }
    }

    @Test
    void urlsHaveTheSchemeAndTheDefaultPortOfTheConnection() throws Exception {
        try (RawHttp plain = connect()) {
            assertThat(plain.get("/port").text()).isEqualTo("http://localhost/port 80");
        }
        assertThat(secure(RawHttp.head("GET /port HTTP/1.1", "Connection: close")))
                .contains("https://localhost/port 443");
    }

    @Test
    void largeFilesComeWholeOverBoth() throws Exception {
        try (RawHttp plain = connect()) {
            for (int i = 0; i < 2; i++) {
                RawMessage file = plain.get("/large.txt");
                assertThat(file.status()).isEqualTo(200);
                assertThat(file.body()).hasSize(LARGE);
            }
        }
        String answer = secure(RawHttp.head("GET /large.txt HTTP/1.1", "Connection: close"));
        assertThat(answer.length() - answer.indexOf("\r\n\r\n") - 4).isEqualTo(LARGE);
    }

    @Test
    void plainTextIsUpgradedToHttp2AndTlsIsNot() throws Exception {
        try (RawHttp plain = connect()) {
            plain.send(UPGRADE);
            RawMessage upgraded = plain.readHead();
            assertThat(upgraded.status()).isEqualTo(101);
            assertThat(upgraded.header("Upgrade")).isEqualTo("h2c");
        }
        assertThat(secure(UPGRADE + RawHttp.head("GET /port HTTP/1.1", "Connection: close")))
                .startsWith("HTTP/1.1 200")
                .doesNotContain("101");
    }

    @Test
    void prefaceOfHttp2MayComeInPieces() throws Exception {
        String preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
        String settings = "\0\0\0\u0004\0\0\0\0\0";
        try (RawHttp plain = connect()) {
            for (char c : (preface + settings).toCharArray()) {
                plain.send(String.valueOf(c));
            }
            // The type of the first frame: SETTINGS.
            assertThat(plain.readBytes(9)[3]).isEqualTo((byte) 4);
        }
    }

    /** Tomcat takes no more connections than {@code maxConnections}; what is not given back is lost for good. */
    @Test
    void howeverConnectionsEndTheyAreGivenBack() throws Exception {
        for (String begun :
                List.of("", "P", "GET / HT", "\u0016", "\u0016\u0003\u0001\u0002\0\u0001", "\u0016nonsense")) {
            try (RawHttp closed = connect();
                    RawHttp reset = connect()) {
                closed.send(begun);
                reset.send(begun);
                reset.reset();
            }
        }
        secure(RawHttp.head("GET /port HTTP/1.1", "Connection: close"));
        Http11NioProtocol protocol = (Http11NioProtocol) port.getProtocolHandler();
        // One is counted for the connection that is waited for.
        while (protocol.getConnectionCount() > 1) {
            Sleeper.system().sleep(Duration.ofMillis(10));
        }
    }

    @Test
    void itStopsAndStartsAgain() throws Exception {
        try (RawHttp open = connect();
                RawHttp silent = connect()) {
            assertThat(open.get("/port").status()).isEqualTo(200);
            port.stop();
            open.awaitEnd();
            silent.awaitEnd();
        }
        port.start();
        try (RawHttp plain = connect()) {
            assertThat(plain.get("/port").status()).isEqualTo(200);
        }
        assertThat(secure(RawHttp.head("GET /port HTTP/1.1", "Connection: close")))
                .startsWith("HTTP/1.1 200");
    }
}
