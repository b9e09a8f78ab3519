package io.hauberk.checks.whole;

import static io.hauberk.checks.whole.PermissivePort.AUTHORITY;
import static io.hauberk.checks.whole.PermissivePort.CALLER;
import static io.hauberk.checks.whole.PermissivePort.PLAIN;
import static io.hauberk.checks.whole.PermissivePort.of;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.identity.Identity;
import io.hauberk.identity.Tls;
import io.hauberk.identity.TlsClient;
import io.hauberk.testkit.Credentials;
import io.hauberk.testkit.ThrowawayAuthority;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SSLSocket;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Mutual TLS and plain text on one port, the same on each container. */
@Timeout(120)
class PermissivePortTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(SecureContainer.class)
    void eachRequestTellsByItselfHowItHasCome(SecureContainer kind) throws Exception {
        try (PermissivePort port = new PermissivePort(kind, folder);
                Socket plain = port.connect();
                SSLSocket secure = port.tls(CALLER)) {
            assertThat(PermissivePort.told(plain, 1)).containsExactly(PLAIN);
            assertThat(PermissivePort.told(secure, 1)).containsExactly(of(CALLER));
        }
    }

    @ParameterizedTest
    @EnumSource(SecureContainer.class)
    void bothVersionsOfHttpCarryBodiesBothWaysOverTlsAndInPlainText(SecureContainer kind) throws Exception {
        CALLER.trusting(AUTHORITY).writeTo(folder.resolve("caller"));
        try (PermissivePort port = new PermissivePort(kind, folder);
                Identity caller = Identity.pem(folder.resolve("caller"));
                TlsClient tls = TlsClient.of("localhost", Tls.mutual(), caller)) {
            TlsClient.Sockets sockets = tls.sockets();
            for (Protocol protocol : List.of(Protocol.HTTP_1_1, Protocol.H2_PRIOR_KNOWLEDGE)) {
                OkHttpClient http = client(protocol).build();
                exchange(http, "http://127.0.0.1:" + port.port(), protocol, PLAIN);
            }
            for (Protocol protocol : List.of(Protocol.HTTP_1_1, Protocol.HTTP_2)) {
                OkHttpClient http = client(protocol)
                        .sslSocketFactory(sockets.factory(), sockets.trust())
                        .build();
                exchange(http, "https://localhost:" + port.port(), protocol, of(CALLER));
            }
        }
    }

    private static OkHttpClient.Builder client(Protocol protocol) {
        return new OkHttpClient.Builder()
                .connectTimeout(Duration.ofSeconds(60))
                .readTimeout(Duration.ofSeconds(60))
                .writeTimeout(Duration.ofSeconds(60))
                .protocols(protocol == Protocol.HTTP_2 ? List.of(protocol, Protocol.HTTP_1_1) : List.of(protocol));
    }

    private static void exchange(OkHttpClient http, String url, Protocol protocol, String told) throws IOException {
        byte[] body = new byte[1 << 21];
        new Random(1).nextBytes(body);
        Request get = new Request.Builder().url(url).build();
        Request post = get.newBuilder().post(RequestBody.create(body, null)).build();
        try {
            for (int i = 0; i < 2; i++) {
                try (Response response = http.newCall(get).execute()) {
                    assertThat(response.protocol()).isEqualTo(protocol);
                    assertThat(response.body().string()).isEqualTo(told);
                }
                try (Response response = http.newCall(post).execute()) {
                    assertThat(response.body().bytes()).isEqualTo(body);
                }
            }
            assertThat(http.connectionPool().connectionCount()).isEqualTo(1);
        } finally {
            http.connectionPool().evictAll();
            http.dispatcher().executorService().shutdown();
        }
    }

    @ParameterizedTest
    @EnumSource(SecureContainer.class)
    void overTlsItIsAsStrictAsEver(SecureContainer kind) throws Exception {
        Credentials stranger = ThrowawayAuthority.create()
                .issue("spiffe://shop/ns/prod/sa/caller")
                .trusting(AUTHORITY);
        try (PermissivePort port = new PermissivePort(kind, folder);
                SSLSocket unknown = port.tls(stranger);
                SSLSocket known = port.tls(CALLER)) {
            assertThatThrownBy(() -> {
                        // With TLS 1.3 it is refused after the client's part of the handshake.
                        unknown.getOutputStream().write(GET.getBytes(StandardCharsets.US_ASCII));
                        assertThat(unknown.getInputStream().read()).isNotEqualTo(-1);
                    })
                    .isInstanceOfAny(IOException.class, AssertionError.class);
            assertThat(PermissivePort.told(known, 1)).containsExactly(of(CALLER));
        }
    }

    @ParameterizedTest
    @EnumSource(SecureContainer.class)
    void itMakesNoDifferenceHowTheBytesArrive(SecureContainer kind) throws Exception {
        try (PermissivePort port = new PermissivePort(kind, folder);
                Socket plain = port.dripping();
                SSLSocket secure = port.tls(CALLER, port.dripping());
                Socket pipelined = port.connect();
                SSLSocket securePipelined = port.tls(CALLER)) {
            assertThat(PermissivePort.told(plain, 1)).containsExactly(PLAIN);
            assertThat(PermissivePort.told(secure, 1)).containsExactly(of(CALLER));
            assertThat(PermissivePort.told(pipelined, 3)).containsExactly(PLAIN, PLAIN, PLAIN);
            assertThat(PermissivePort.told(securePipelined, 3)).containsExactly(of(CALLER), of(CALLER), of(CALLER));
        }
    }

    @ParameterizedTest
    @EnumSource(SecureContainer.class)
    void whatIsNeitherTlsNorHttpIsRefusedAndHarmsNobody(SecureContainer kind) throws Exception {
        List<String> nonsense = List.of(
                "PROXY TCP4 192.0.2.1 192.0.2.2 56324 443\r\n" + GET,
                "\r\n\r\n\0\0\0\0\0\0" + GET,
                "\u0015\u0003\u0001\0\u0002\u0001\0" + GET,
                "\u0016" + GET,
                "\u0016\u0003\u0001\u0040\0".repeat(4000),
                "\u0080\u002e\u0001\u0003\u0001" + "\0".repeat(64));
        try (PermissivePort port = new PermissivePort(kind, folder)) {
            for (String sent : nonsense) {
                try (Socket socket = port.connect()) {
                    assertThat(refused(socket, sent)).as(sent).isTrue();
                }
            }
            port.connect().close();
            try (Socket plain = port.connect();
                    SSLSocket secure = port.tls(CALLER)) {
                assertThat(PermissivePort.told(plain, 1)).containsExactly(PLAIN);
                assertThat(PermissivePort.told(secure, 1)).containsExactly(of(CALLER));
            }
        }
    }

    private static boolean refused(Socket socket, String sent) {
        try {
            socket.getOutputStream().write(sent.getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            return !new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1).contains(" 200");
        } catch (IOException e) {
            // Reset, with what we sent unread.
            return true;
        }
    }
}
