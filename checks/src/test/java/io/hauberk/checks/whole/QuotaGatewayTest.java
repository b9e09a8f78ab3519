package io.hauberk.checks.whole;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Caller;
import io.hauberk.quota.QuotaView;
import io.hauberk.testkit.RawMessage;
import io.hauberk.testkit.RawServer;
import io.hauberk.testkit.Script;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Quotas in gateways from a file, before an application and around calls. */
class QuotaGatewayTest {
    @TempDir
    Path folder;

    private Guarded start(Container kind, String yaml) throws Exception {
        return Guarded.by(kind, folder, yaml, new Costly());
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void aSpentQuotaIsRefusedAlsoAfterARestart(Container kind) throws Exception {
        String yaml = """
                hauberk: 1
                stores: { books: { file: quotas, every: 50ms, budget: 5s } }
                routes:
                  - name: all
                    match: [ "/**" ]
                    filters:
                      - quota: { limit: 100, per: year, by: address, store: books, warnAt: 50, cost: { response: x-cost } }
                """;
        try (Guarded running = start(kind, yaml)) {
            RawMessage first = running.get("/a?cost=40");
            assertThat(first.status()).isEqualTo(200);
            assertThat(first.header("RateLimit-Policy")).isEqualTo("\"100-per-year\";q=100");
            assertThat(first.header("RateLimit")).startsWith("\"100-per-year\";r=60;t=");
            assertThat(first.header("X-Quota-Warning")).isNull();
            // What a client says about the cost, or about whom it is, counts for nothing.
            RawMessage second = running.get("/a?cost=60", "x-cost: 0", "X-Forwarded-For: 203.0.113.7");
            assertThat(second.status()).isEqualTo(200);
            assertThat(second.header("X-Quota-Warning")).isEqualTo("\"100-per-year\";used=100;limit=100");
            assertThat(running.get("/a").status()).isEqualTo(429);
        }
        try (Guarded running = start(kind, yaml)) {
            RawMessage refused = running.get("/a");
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.header("Content-Type")).isEqualTo("application/problem+json");
            assertThat(refused.text())
                    .contains("quota-exceeded", "100-per-year")
                    .doesNotContain("127.0.0.1", "books");
            assertThat(Long.parseLong(refused.header("Retry-After"))).isPositive();
            Caller caller = Caller.unknown().withAddress("127.0.0.1");
            assertThat(running.hauberk().quotas().get(0).view(caller))
                    .extracting(QuotaView::used)
                    .containsExactly(100L);
            running.hauberk().quotas().get(0).reset(caller);
            assertThat(running.get("/a").status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void eachConsumerOfAPlanHasItsOwnQuotaForAProduct(Container kind) throws Exception {
        try (Guarded running = start(kind, """
                        hauberk: 1
                        plans: { gold: { quotas: [ { limit: 2, per: year, routes: [ reports ] } ] } }
                        consumers:
                          acme: { keys: [ "sha256:%s" ], plan: gold }
                          bob: { keys: [ "sha256:%s" ], plan: gold }
                        routes:
                          - { name: reports, match: [ "/reports/**" ], filters: [ apiKey ] }
                          - { name: orders, match: [ "/orders/**" ], filters: [ apiKey ] }
                        """.formatted(
                        Guarded.sha256("key-of-acme-0123456789"), Guarded.sha256("key-of-bob-0123456789")))) {
            String acme = "x-api-key: key-of-acme-0123456789";
            assertThat(running.get("/reports/1", acme).status()).isEqualTo(200);
            assertThat(running.get("/orders/1", acme).header("RateLimit")).isNull();
            assertThat(running.get("/reports/2", acme).header("RateLimit")).startsWith("\"2-per-year\";r=0;t=");
            assertThat(running.get("/reports/3", acme).status()).isEqualTo(429);
            assertThat(running.get("/orders/2", acme).status()).isEqualTo(200);
            assertThat(running.get("/reports/1", "x-api-key: key-of-bob-0123456789")
                            .status())
                    .isEqualTo(200);
            assertThat(running.get("/reports/1", "x-api-key: key-of-nobody-0123456789")
                            .status())
                    .isEqualTo(401);
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void callsToAPartnerAreCountedAndNotMadeBeyondTheQuota(Container kind) throws Exception {
        try (RawServer partner = RawServer.start(Script.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
                Guarded running = start(kind, """
                        hauberk: 1
                        routes: [ { match: [ "/**" ], to: partner } ]
                        services:
                          partner:
                            endpoints: [ "http://127.0.0.1:%d" ]
                            connectTimeout: 60s
                            filters: [ { quota: { limit: 2, per: 1h, window: rolling, by: everyone, warnAt: 100 } } ]
                        """.formatted(partner.port()))) {
            List<Integer> statuses = List.of(
                    running.get("/1").status(),
                    running.get("/2").status(),
                    running.get("/3").status());
            assertThat(statuses).containsExactly(200, 200, 429);
            assertThat(partner.requests()).hasSize(2);
            assertThat(running.meters().get("hauberk.quota.warnings").counter().count())
                    .isOne();
        }
    }

    /** Tells in its answer what it cost. */
    @SuppressWarnings("serial") // it is never serialized
    private static final class Costly extends HttpServlet {
        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            String cost = request.getParameter("cost");
            if (cost != null) {
                response.setHeader("x-cost", cost);
            }
            response.getWriter().write("hello");
        }
    }
}
