package io.hauberk.checks.whole;

import static io.hauberk.route.Match.path;
import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.gateway.Gateway;
import io.hauberk.network.TrustedProxies;
import io.hauberk.okhttp.Mesh;
import io.hauberk.service.Condition;
import io.hauberk.service.OutlierDetection;
import io.hauberk.service.Retry;
import io.hauberk.servlet.HauberkFilter;
import io.hauberk.testkit.RawHttp;
import io.hauberk.testkit.RawServer;
import io.hauberk.testkit.Script;
import jakarta.servlet.http.HttpServlet;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two gateways in a row that both try again, before a service that always fails. */
class TiersTest {
    private static final String FAILING = "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n";

    @ParameterizedTest
    @EnumSource(Container.class)
    void whatIsRepeatedAlreadyIsNotRepeatedByTheNextTier(Container container) throws Exception {
        // Three attempts for the first of the edge, and one for each of its two repetitions.
        assertThat(attempts(container, TrustedProxies.of("127.0.0.0/8"))).isEqualTo(5);
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void aCallerThatIsNotTrustedIsNotBelievedToRepeat(Container container) throws Exception {
        assertThat(attempts(container, TrustedProxies.nobody())).isEqualTo(9);
    }

    /** How many reach the service; the client claims to repeat, and the edge does not believe it. */
    private static int attempts(Container container, TrustedProxies trustedByInner) throws Exception {
        try (RawServer service = RawServer.start(Script.answering(FAILING));
                Tier inner = new Tier(container, service.port(), trustedByInner);
                Tier edge = new Tier(container, inner.port(), TrustedProxies.nobody());
                RawHttp http = RawHttp.connect(edge.port())) {
            assertThat(http.get("/", "x-envoy-attempt-count: 2").status()).isEqualTo(500);
            return service.requests().size();
        }
    }

    /** A gateway in a container, with two retries. */
    private static final class Tier implements AutoCloseable {
        private final Mesh mesh;
        private final Container.Running container;

        Tier(Container kind, int next, TrustedProxies trusted) throws Exception {
            mesh = Mesh.builder()
                    .service(
                            "next",
                            service -> service.endpoints("http://127.0.0.1:" + next)
                                    // A busy machine takes its time to connect, which is not what is looked at here.
                                    .connectTimeout(Duration.ofSeconds(30))
                                    .timeout(Duration.ofSeconds(30))
                                    .outlierDetection(OutlierDetection.off())
                                    .retry(Retry.idempotent().retries(2).on(Condition.status(500))))
                    .build();
            Gateway gateway = Gateway.builder()
                    .trustedProxies(trusted)
                    .route(path("/**"), all -> all.to(mesh.service("next")))
                    .build();
            container = kind.start(context -> {
                HauberkFilter.install(context, gateway);
                context.addServlet("nobody", new HttpServlet() {}).addMapping("/*");
            });
        }

        int port() {
            return container.port();
        }

        @Override
        public void close() throws Exception {
            container.close();
            mesh.close();
        }
    }
}
