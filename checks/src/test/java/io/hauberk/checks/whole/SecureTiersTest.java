package io.hauberk.checks.whole;

import static io.hauberk.route.Match.path;
import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.gateway.Gateway;
import io.hauberk.identity.Identity;
import io.hauberk.identity.ServerTls;
import io.hauberk.identity.Tls;
import io.hauberk.okhttp.Mesh;
import io.hauberk.service.Condition;
import io.hauberk.service.OutlierDetection;
import io.hauberk.service.Retry;
import io.hauberk.service.Service;
import io.hauberk.servlet.HauberkFilter;
import io.hauberk.testkit.RawHttp;
import io.hauberk.testkit.RawMessage;
import io.hauberk.testkit.RawServer;
import io.hauberk.testkit.Script;
import io.hauberk.testkit.ThrowawayAuthority;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServlet;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two gateways that both try again, with TLS between them, before a service that always fails. */
class SecureTiersTest {
    private static final ThrowawayAuthority AUTHORITY = ThrowawayAuthority.create();
    private static final String INNER = "spiffe://shop/ns/prod/sa/inner";
    private static final String FAILING = "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n";

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(SecureContainer.class)
    void aPeerOfMutualTlsIsBelievedToRepeat(SecureContainer container) throws Exception {
        List<RawMessage> seen =
                attempts(container, ServerTls.mutual(), Tls.mutual().peers(INNER));
        // Three attempts for the first of the edge, and one for each of its two repetitions.
        assertThat(seen).hasSize(5);
        assertThat(seen)
                .extracting(request -> request.header("x-envoy-attempt-count"))
                .containsExactly("1", "2", "3", "1", "1");
    }

    @ParameterizedTest
    @EnumSource(SecureContainer.class)
    void whoShowsNoCertificateIsNotBelieved(SecureContainer container) throws Exception {
        Path trust = folder.resolve("inner").resolve("ca.crt");
        assertThat(attempts(container, ServerTls.server(), Tls.server().trust(trust)))
                .hasSize(9);
    }

    /** What reaches the service for one GET to the edge. */
    private List<RawMessage> attempts(SecureContainer container, ServerTls server, Tls client) throws Exception {
        AUTHORITY.issue(INNER, "next").writeTo(folder.resolve("inner"));
        AUTHORITY.issue("spiffe://shop/ns/prod/sa/edge").writeTo(folder.resolve("edge"));
        try (Identity inner = Identity.pem(folder.resolve("inner"));
                Identity edge = Identity.pem(folder.resolve("edge"));
                RawServer service = RawServer.start(Script.answering(FAILING));
                Mesh ofInner = mesh(inner, next -> next.endpoints("http://127.0.0.1:" + service.port()));
                Container.Running behind = container.start(inner, server, gateway(ofInner));
                Mesh ofEdge = mesh(
                        edge,
                        next -> next.endpoints("https://127.0.0.1:" + behind.port())
                                .tls(client));
                Container.Running before = Container.JETTY.start(gateway(ofEdge));
                RawHttp http = RawHttp.connect(before.port())) {
            assertThat(http.get("/").status()).isEqualTo(500);
            return service.requests();
        }
    }

    private static Mesh mesh(Identity identity, UnaryOperator<Service> settings) {
        return Mesh.builder()
                .identity(identity)
                .service(
                        "next",
                        next -> settings.apply(next)
                                // A busy machine is slow at handshakes, which is not what is looked at here.
                                .connectTimeout(Duration.ofSeconds(15))
                                .timeout(Duration.ofSeconds(30))
                                .outlierDetection(OutlierDetection.off())
                                .retry(Retry.idempotent().retries(2).on(Condition.status(500))))
                .build();
    }

    private static Consumer<ServletContext> gateway(Mesh mesh) {
        Gateway gateway = Gateway.builder()
                .route(path("/**"), all -> all.to(mesh.service("next")))
                .build();
        return context -> {
            HauberkFilter.install(context, gateway);
            context.addServlet("nobody", new HttpServlet() {}).addMapping("/*");
        };
    }
}
