package io.hauberk.checks.whole;

import static io.hauberk.route.Match.path;
import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Response;
import io.hauberk.gateway.Gateway;
import io.hauberk.identity.Identity;
import io.hauberk.identity.ServerTls;
import io.hauberk.jwt.Issuer;
import io.hauberk.jwt.Jwt;
import io.hauberk.network.TrustedProxies;
import io.hauberk.servlet.HauberkFilter;
import io.hauberk.testkit.Credentials;
import io.hauberk.testkit.SigningPair;
import io.hauberk.testkit.ThrowawayAuthority;
import io.hauberk.testkit.ThrowawayIssuer;
import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tokens that are bound to the certificate of their owner (RFC 8705), over real mutual TLS and behind a proxy. */
class TokensOverMutualTlsTest {
    private static final ThrowawayAuthority AUTHORITY = ThrowawayAuthority.create();
    private static final Credentials OWNER = AUTHORITY.issue("owner");
    private static final Credentials THIEF = AUTHORITY.issue("thief");

    @TempDir
    Path folder;

    private static String thumbprint(Credentials credentials) throws Exception {
        return SigningPair.hash(credentials.certificate().getEncoded());
    }

    private static String clientCert(Credentials credentials) throws Exception {
        return "Client-Cert: :"
                + Base64.getEncoder().encodeToString(credentials.certificate().getEncoded()) + ":";
    }

    private static String get(Credentials credentials, int port, String target, String... fields) throws IOException {
        try (SSLSocket socket =
                (SSLSocket) credentials.sslContext().getSocketFactory().createSocket("127.0.0.1", port)) {
            socket.setSoTimeout(60_000);
            StringBuilder request = new StringBuilder("GET ")
                    .append(target)
                    .append(" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
            for (String field : fields) {
                request.append(field).append("\r\n");
            }
            socket.getOutputStream().write(request.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return answer.substring("HTTP/1.1 ".length(), "HTTP/1.1 ".length() + 3);
        }
    }

    @ParameterizedTest
    @EnumSource(SecureContainer.class)
    void aTokenIsOfUseToWhoShowsTheCertificateOnly(SecureContainer kind) throws Exception {
        AUTHORITY.issue("localhost", "127.0.0.1").writeTo(folder);
        try (ThrowawayIssuer id = ThrowawayIssuer.start();
                Identity identity = Identity.pem(folder);
                Issuer issuer = Issuer.of(id.url()).audience("shop")) {
            Gateway direct = gateway(issuer, TrustedProxies.nobody());
            String bound = id.token("alice", "shop", Map.of("cnf", Map.of("x5t#S256", thumbprint(OWNER))));
            String free = id.token("alice", "shop", Map.of());
            try (Container.Running running = kind.start(identity, ServerTls.mutual(), context -> {
                HauberkFilter.install(context, direct);
                context.addServlet("nobody", new HttpServlet() {}).addMapping("/*");
            })) {
                int port = running.port();
                assertThat(get(OWNER, port, "/any", bearer(bound))).isEqualTo("200");
                assertThat(get(OWNER, port, "/bound", bearer(bound))).isEqualTo("200");
                assertThat(get(THIEF, port, "/any", bearer(bound))).isEqualTo("401");
                assertThat(get(THIEF, port, "/any", bearer(bound), clientCert(OWNER)))
                        .as("whoever is no proxy speaks for himself")
                        .isEqualTo("401");
                assertThat(get(OWNER, port, "/any", bearer(free))).isEqualTo("200");
                assertThat(get(OWNER, port, "/bound", bearer(free))).isEqualTo("401");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(SecureContainer.class)
    void aTrustedProxySpeaksForItsClients(SecureContainer kind) throws Exception {
        AUTHORITY.issue("localhost", "127.0.0.1").writeTo(folder);
        try (ThrowawayIssuer id = ThrowawayIssuer.start();
                Identity identity = Identity.pem(folder);
                Issuer issuer = Issuer.of(id.url()).audience("shop")) {
            Gateway behind = gateway(issuer, TrustedProxies.of("127.0.0.0/8"));
            String bound = id.token("alice", "shop", Map.of("cnf", Map.of("x5t#S256", thumbprint(OWNER))));
            String proxys = id.token("proxy", "shop", Map.of("cnf", Map.of("x5t#S256", thumbprint(THIEF))));
            try (Container.Running running = kind.start(identity, ServerTls.mutual(), context -> {
                HauberkFilter.install(context, behind);
                context.addServlet("nobody", new HttpServlet() {}).addMapping("/*");
            })) {
                int port = running.port();
                String forwarded = "X-Forwarded-For: 192.0.2.1";
                assertThat(get(THIEF, port, "/any", forwarded, bearer(bound), clientCert(OWNER)))
                        .isEqualTo("200");
                assertThat(get(THIEF, port, "/any", forwarded, bearer(bound))).isEqualTo("401");
                assertThat(get(THIEF, port, "/any", forwarded, bearer(proxys)))
                        .as("the proxy's own certificate is not its client's")
                        .isEqualTo("401");
                assertThat(get(THIEF, port, "/any", forwarded, bearer(bound), clientCert(OWNER), clientCert(OWNER)))
                        .isEqualTo("401");
                assertThat(get(THIEF, port, "/any", forwarded, bearer(bound), "Client-Cert: :AAAA:"))
                        .isEqualTo("401");
            }
        }
    }

    private static Gateway gateway(Issuer issuer, TrustedProxies proxies) {
        return Gateway.builder()
                .trustedProxies(proxies)
                .route(path("/any"), route -> route.use(Jwt.issuedBy(issuer)).handle(request -> Response.ok("")))
                .route(
                        path("/bound"),
                        route -> route.use(Jwt.issuedBy(issuer).certificateBound())
                                .handle(request -> Response.ok("")))
                .build();
    }

    private static String bearer(String token) {
        return "Authorization: Bearer " + token;
    }
}
