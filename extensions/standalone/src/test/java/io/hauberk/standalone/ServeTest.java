package io.hauberk.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.standalone.Running.Answer;
import io.hauberk.testkit.Credentials;
import io.hauberk.testkit.RawServer;
import io.hauberk.testkit.ThrowawayAuthority;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway whose file uses every section of the reference that this version has. */
class ServeTest {
    @TempDir
    static Path folder;

    private static final Tokens TOKENS = new Tokens();
    private static Upstream orders;
    private static Upstream second;
    private static Upstream guarded;
    /** Accepts and never answers. */
    private static ServerSocket silent;

    private static Running gateway;

    @BeforeAll
    static void start() throws IOException {
        ThrowawayAuthority authority = ThrowawayAuthority.create();
        authority.issue("edge", "spiffe://shop/ns/prod/sa/edge").writeTo(folder);
        Credentials service = authority.issue("payments", "spiffe://shop/ns/prod/sa/payments");
        silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        TOKENS.writeKeys(folder.resolve("keys.json"));
        orders = Upstream.echo("orders-1");
        second = Upstream.echo("orders-2");
        guarded = Upstream.mutual("payments", service);
        Files.createDirectories(folder.resolve("routes"));
        Files.writeString(folder.resolve("routes/more.yaml"), included());
        Files.writeString(folder.resolve("prefix.txt"), "/from-a-file\n");
        Files.writeString(folder.resolve("hauberk.yaml"), yaml());
        gateway = Running.serve(folder.resolve("hauberk.yaml"));
        // Keys are read in the background, and nobody waits for them for ever.
        while (gateway.get("/planned", "Authorization", TOKENS.bearer("nobody", "x"))
                        .status()
                == 503) {
            Thread.onSpinWait();
        }
    }

    @AfterAll
    static void stop() throws IOException {
        gateway.close();
        silent.close();
        orders.close();
        second.close();
        guarded.close();
    }

    private static String yaml() {
        return """
                hauberk: 1
                needs: "1.0"
                include: [ routes/*.yaml ]
                service: edge
                x-notes: &shared { anything: "${NOT_SET_ANYWHERE}" }
                server: { port: 0, address: 127.0.0.1, threads: platform, drain: 2s, admin: { port: 0, address: 127.0.0.1 } }
                network: { trustedProxies: [ 127.0.0.0/8 ] }
                identity: { certificate: tls.crt, privateKey: tls.key, trust: ca.crt }
                issuers:
                  corp: { issuer: "https://id.example.com", audience: [shop], keys: keys.json, algorithms: [ES256] }
                consumers:
                  bob: { subjects: ["https://id.example.com/bob"], secrets: ["${BOB_HMAC}"], plan: gold, groups: [partners] }
                plans:
                  gold: { rateLimits: [ { limit: 3, per: 1h } ] }
                policies:
                  partner-limit: { rateLimit: { limit: 2, per: hour, by: address } }
                  two-headers: [ { requestHeaders: { set: { x-one: "1" } } }, { requestHeaders: { set: { x-two: "2" } } } ]
                filters:
                  - accessLog
                  - tracing
                  - responseHeaders: { set: { x-edge: "on" } }
                unmatched: refuse
                routes:
                  - name: orders
                    match:
                      - { hosts: ["shop.example.com", "*.shop.example.com"], path: "/orders/**", methods: [GET, POST],
                          headers: { x-version: "2" }, query: { color: blue } }
                    filters:
                      - jwt: { issuer: corp }
                      - authorize: { allow: [ { scopes: [orders:read], methods: [GET] } ] }
                      - rateLimit: { limit: 1, per: 1h, by: principal, mode: shadow, x-why: "${NOT_SET_EITHER}" }
                      - requestHeaders: { set: { x-a: "1" }, add: { x-b: "2" }, remove: [x-c] }
                      - timeout: 1m
                      - rewrite: { prefix: "/v2/orders" }
                    to: orders
                  - name: planned
                    match: [ { path: /planned } ]
                    filters: [ { jwt: corp }, { authorize: { allow: [ { groups: [partners] } ] } } ]
                    respond: { status: 200, body: planned }
                  - name: hello
                    match: [ { path: /hello } ]
                    respond: { status: 200, headers: { content-type: text/plain }, body: "hello" }
                  - name: old
                    match: [ { path: "/old/**" } ]
                    redirect: { scheme: https, host: shop.example.com, port: 8443, prefix: /new, status: 301 }
                  - { name: limited, match: [ { path: /limited } ], filters: [ partner-limit ], respond: { status: 204 } }
                  - { name: limited-too, match: [ { path: /limited-too } ], filters: [ partner-limit ], respond: { status: 204 } }
                  - name: switched
                    match: [ { path: /switched } ]
                    filters: [ two-headers, { rateLimit: { limit: 1, per: 1h, mode: off } }, { jwt: { issuer: corp, claimHeaders: { x-user: sub }, mode: false } } ]
                    to: orders
                  - { name: outside, match: [ { path: /outside } ], filters: [ { rewrite: { path: "${HAUBERK_TEST_PREFIX}${UNSET_HERE:/and-default}" } } ], to: orders }
                  - { name: from-file, match: [ { path: /from-file } ], filters: [ { rewrite: { path: "${file:prefix.txt}" } } ], to: orders }
                  - { name: escaped, match: [ { path: /escaped } ], respond: { status: 200, body: "$${HOME}" } }
                  - { name: small, match: [ { path: /small } ], filters: [ { bodyLimit: 1KB } ], to: orders }
                  - { name: template, match: [ { path: "/items/{id:[0-9]+}/**", methods: [GET] } ], respond: { status: 200, body: number } }
                  - { name: other, match: [ { path: "/items/{id}/**" } ], respond: { status: 200, body: word } }
                  - { name: kept, match: [ { path: "/kept/**" } ], encodedSlash: keep, to: orders }
                  - { name: payments, match: [ { path: "/payments/**" } ], to: payments }
                  - { name: weighted, match: [ { path: /weighted } ], to: [ { service: orders, weight: 1 }, { service: gone, weight: 0 } ] }
                  - { name: gone, match: [ { path: /gone } ], to: gone }
                  - { name: called, match: [ { path: /called } ], to: few }
                  - { name: late, match: [ { path: /late } ], filters: [ { timeout: 100ms } ], to: never }
                serviceDefaults: { timeout: 1m, connectTimeout: 20s }
                services:
                  orders:
                    endpoints: [ "%s", { url: "%s", zone: b, weight: 2 } ]
                    balance: roundRobin
                    timeout: 55s
                    attemptTimeout: 50s
                    idleTimeout: 60s
                    retry: { retries: 2, true: [connect-failure, 503], backoff: { base: 25ms, max: 250ms }, budget: { ratio: 0.2, minPerSecond: 10 } }
                    outlierDetection: { consecutiveFailures: 5, baseEjection: 30s, maxEjectionPercent: 50 }
                    tls: false
                  payments:
                    endpoints: [ "%s" ]
                    tls: { mode: mutual, peers: ["spiffe://shop/ns/prod/sa/payments"] }
                  gone: { endpoints: [ "http://127.0.0.1:%d" ], retry: { retries: 0 } }
                  never: { endpoints: [ "http://127.0.0.1:%d" ] }
                  few:
                    endpoints: [ "%s" ]
                    filters: [ { rateLimit: { limit: 1, per: 1h } } ]
                egress: pass
                """.formatted(
                orders.url(), second.url(), guarded.url(), RawServer.closedPort(), silent.getLocalPort(), orders.url());
    }

    private static String included() {
        return """
                routes:
                  - { name: included, match: [ { path: "/included/**" } ], to: included }
                services:
                  included: { endpoints: [ "%s" ] }
                """.formatted(second.url());
    }

    @Test
    void theReadyLineIsAllOfTheStandardOutputAndNamesTheRealPort() throws IOException {
        assertThat(gateway.standardOutput()).isEqualTo("hauberk ready on http://127.0.0.1:" + gateway.port());
        assertThat(gateway.port()).isPositive();
        assertThat(gateway.get("/hello").status()).isEqualTo(200);
    }

    @Test
    void aMatchTakesARequestOnlyIfAllItsPartsFit() throws IOException {
        String bearer = TOKENS.bearer("ann", "orders:read");
        String[] right = {"Host", "a.shop.example.com", "x-version", "2", "Authorization", bearer};
        assertThat(gateway.get("/orders/1?color=blue", right).status()).isEqualTo(200);
        assertThat(gateway.get("/orders?color=blue", right).status()).isEqualTo(200);
        assertThat(gateway.get("/orders/1?color=red", right).status()).isEqualTo(404);
        assertThat(gateway.get("/orders/1?color=blue&color=red", right).status())
                .isEqualTo(404);
        assertThat(gateway.get("/ordersx?color=blue", right).status()).isEqualTo(404);
        assertThat(gateway.get("/orders/1?color=blue", "Host", "shop.example.org", "x-version", "2")
                        .status())
                .isEqualTo(404);
        assertThat(gateway.get("/orders/1?color=blue", "Host", "shop.example.com")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void whatIsForwardedWentThroughAllFilters() throws IOException {
        Answer answer = gateway.get(
                "/orders/1?color=blue",
                "Host",
                "shop.example.com",
                "x-version",
                "2",
                "Authorization",
                TOKENS.bearer("cara", "orders:read"),
                "x-b",
                "1",
                "x-c",
                "gone");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.head().header("x-edge")).isEqualTo("on");
        assertThat(answer.body())
                .startsWith("GET /v2/orders/1?color=blue\n")
                .contains("host: shop.example.com\n")
                .contains("x-a: 1\n")
                .contains("x-b: 1\n")
                .contains("x-b: 2\n")
                .contains("via: 1.1 edge\n")
                .contains("x-forwarded-proto: http\n")
                .contains("x-request-id: ")
                .doesNotContain("x-c:");
    }

    @Test
    void withoutATokenItIs401AndWithTooLittleScope403AndBothAreProblemDocuments() throws IOException {
        Answer nobody = gateway.get("/orders/1?color=blue", "Host", "shop.example.com", "x-version", "2");
        assertThat(nobody.status()).isEqualTo(401);
        assertThat(nobody.head().header("WWW-Authenticate")).startsWith("Bearer");
        assertThat(nobody.head().header("Content-Type")).isEqualTo("application/problem+json");
        Answer little = gateway.get(
                "/orders/1?color=blue",
                "Host",
                "shop.example.com",
                "x-version",
                "2",
                "Authorization",
                TOKENS.bearer("ann", "other"));
        assertThat(little.status()).isEqualTo(403);
        assertThat(little.body()).contains("\"status\":403");
    }

    @Test
    void eachRequestIsLoggedOnTheStandardErrorAndTraced() throws IOException {
        Answer answer = gateway.get(
                "/outside?secret=1", "traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        assertThat(answer.body()).contains("traceparent: 00-0af7651916cd43dd8448eb211c80319c-");
        assertThat(gateway.awaitLog("0af7651916cd43dd8448eb211c80319c"))
                .as("a line of JSON and nothing else")
                .startsWith("{\"")
                .endsWith("}")
                .contains("outside")
                .doesNotContain("secret=1");
        assertThat(gateway.standardOutput()).hasLineCount(1);
    }

    @Test
    void aShadowedLimitLetsAllPass() throws IOException {
        String bearer = TOKENS.bearer("dora", "orders:read");
        for (int i = 0; i < 4; i++) {
            assertThat(gateway.get(
                                    "/orders/1?color=blue",
                                    "Host",
                                    "shop.example.com",
                                    "x-version",
                                    "2",
                                    "Authorization",
                                    bearer)
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void aConsumerIsRecognisedAndItsPlanLimitsIt() throws IOException {
        assertThat(gateway.get("/planned", "Authorization", TOKENS.bearer("eve", "x"))
                        .status())
                .isEqualTo(403);
        String bob = TOKENS.bearer("bob", "x");
        for (int i = 0; i < 3; i++) {
            assertThat(gateway.get("/planned", "Authorization", bob).status()).isEqualTo(200);
        }
        Answer answer = gateway.get("/planned", "Authorization", bob);
        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.head().header("Retry-After")).isNotNull();
    }

    @Test
    void aPolicyIsOneInstanceForAllRoutesThatNameIt() throws IOException {
        assertThat(gateway.get("/limited").status()).isEqualTo(204);
        assertThat(gateway.get("/limited-too").status()).isEqualTo(204);
        Answer third = gateway.get("/limited");
        assertThat(third.status()).isEqualTo(429);
        assertThat(third.body()).contains("2-per-1h");
        assertThat(gateway.get("/limited-too").status()).isEqualTo(429);
    }

    @Test
    void aPolicyMayBeAChainAndWhatIsOffDoesNothing() throws IOException {
        for (int i = 0; i < 2; i++) {
            Answer answer = gateway.get("/switched", "x-user", "somebody");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).contains("x-one: 1\n", "x-two: 2\n").doesNotContain("x-user");
        }
    }

    @Test
    void respondAndRedirectAnswerByThemselves() throws IOException {
        Answer hello = gateway.get("/hello");
        assertThat(hello.body()).isEqualTo("hello");
        assertThat(hello.head().header("Content-Type")).isEqualTo("text/plain");
        assertThat(hello.head().header("Server")).isNull();
        Answer old = gateway.get("/old/a/b?c=d");
        assertThat(old.status()).isEqualTo(301);
        assertThat(old.head().header("Location")).isEqualTo("https://shop.example.com:8443/new/a/b?c=d");
    }

    @Test
    void valuesComeFromTheEnvironmentAndFromFiles() throws IOException {
        assertThat(gateway.get("/outside").body()).startsWith("GET /from-outside/and-default\n");
        assertThat(gateway.get("/from-file").body()).startsWith("GET /from-a-file\n");
        assertThat(gateway.get("/escaped").body()).isEqualTo("${HOME}");
    }

    @Test
    void includedRoutesAndServicesCount() throws IOException {
        assertThat(gateway.get("/included/x").head().header("x-instance")).isEqualTo("orders-2");
    }

    @Test
    void patternsWinOverVariables() throws IOException {
        assertThat(gateway.get("/items/12/x").body()).isEqualTo("number");
        assertThat(gateway.get("/items/abc").body()).isEqualTo("word");
        assertThat(gateway.get("/items").status()).isEqualTo(404);
    }

    @Test
    void headDoesNotMatchARouteForGet() throws IOException {
        assertThat(Running.send(Running.request(gateway.url() + "/items/12/x")
                                .head()
                                .build())
                        .status())
                .isEqualTo(200);
        assertThat(Running.send(Running.request(gateway.url() + "/orders/1?color=blue", "x-version", "2")
                                .header("Host", "shop.example.com")
                                .head()
                                .build())
                        .status())
                .isEqualTo(404);
    }

    @Test
    void ambiguousPathsAre400AndAnEncodedSlashIsKeptWhereTheRouteSaysSo() throws IOException {
        assertThat(gateway.get("/switched%2Fx").status()).isEqualTo(400);
        assertThat(gateway.get("/kept/a%2Fb").body()).startsWith("GET /kept/a%2Fb\n");
        assertThat(gateway.get("/old/a%2Fb").status()).isEqualTo(400);
    }

    @Test
    void aBodyThatIsTooLargeIs413AlsoWhenChunked() throws IOException {
        RequestBody fits = RequestBody.create("x".repeat(1000), MediaType.get("text/plain"));
        assertThat(Running.send(Running.request(gateway.url() + "/small")
                                .post(fits)
                                .build())
                        .status())
                .isEqualTo(200);
        RequestBody large = RequestBody.create("x".repeat(2000), MediaType.get("text/plain"));
        assertThat(Running.send(Running.request(gateway.url() + "/small")
                                .post(large)
                                .build())
                        .status())
                .isEqualTo(413);
        assertThat(Running.send(Running.request(gateway.url() + "/small")
                                .post(new Chunked(2000))
                                .build())
                        .status())
                .isEqualTo(413);
    }

    @Test
    void servicesAreCalledOverMutualTlsWithTheIdentityOfTheFile() throws IOException {
        Answer answer = gateway.get("/payments/1");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.head().header("x-instance")).isEqualTo("payments");
    }

    @Test
    void trafficSpreadsOverTheEndpointsOfAService() throws IOException {
        Set<String> instances = new HashSet<>();
        for (int i = 0; i < 12; i++) {
            instances.add(gateway.get("/outside").head().header("x-instance"));
        }
        assertThat(instances).containsExactlyInAnyOrder("orders-1", "orders-2");
    }

    @Test
    void aConnectionThatFailsIs502ADeadline504AndAWeightOfZeroTakesNothing() throws IOException {
        assertThat(gateway.get("/gone").status()).isEqualTo(502);
        assertThat(gateway.get("/late").status()).isEqualTo(504);
        for (int i = 0; i < 5; i++) {
            assertThat(gateway.get("/weighted").status()).isEqualTo(200);
        }
    }

    @Test
    void theFiltersOfAServiceCountItsCalls() throws IOException {
        assertThat(gateway.get("/called").status()).isEqualTo(200);
        assertThat(gateway.get("/called").status()).isNotEqualTo(200);
    }

    @Test
    void addressesThatTrustedProxiesTellAreBelieved() throws IOException {
        Answer answer = gateway.get("/outside", "X-Forwarded-For", "203.0.113.9", "x-request-id", "from-the-proxy");
        assertThat(answer.body())
                .contains("x-forwarded-for: 203.0.113.9, 127.0.0.1\n")
                .contains("x-request-id: from-the-proxy\n");
    }

    @Test
    void theAdminPortTellsHealthAndMetricsAndChangesNothing() throws IOException {
        assertThat(gateway.admin("/health/live").status()).isEqualTo(200);
        Answer ready = gateway.admin("/health/ready");
        assertThat(ready.status()).isEqualTo(200);
        assertThat(ready.body()).isEqualTo("ready\n");
        gateway.get("/outside");
        Answer metrics = metricsWith("http_route=\"/outside\"", "server_address=\"orders\"");
        assertThat(metrics.head().header("Content-Type")).isEqualTo("text/plain;version=0.0.4;charset=utf-8");
        assertThat(metrics.body())
                .contains("http_server_request_duration_seconds_count{", "http_route=\"/outside\"")
                .contains("http_client_request_duration_seconds_count{", "server_address=\"orders\"")
                .contains("hauberk_config_generation 1.0")
                .contains("hauberk_tls_certificate_expiry_seconds")
                .contains("jvm_memory_used_bytes");
        assertThat(gateway.admin("/else").status()).isEqualTo(404);
        assertThat(Running.send(Running.request(gateway.adminUrl() + "/health/live")
                                .post(RequestBody.create("", null))
                                .build())
                        .status())
                .isEqualTo(405);
        assertThat(gateway.get("/metrics").status()).isEqualTo(404);
        assertThat(gateway.get("/health/live").status()).isEqualTo(404);
    }

    /** A request is counted when its answer has ended, which may be a little after the client has seen that. */
    private static Answer metricsWith(String... parts) throws IOException {
        long end = System.nanoTime() + Running.HANG_SECONDS * 1_000_000_000;
        Answer metrics = gateway.admin("/metrics");
        while (!Arrays.stream(parts).allMatch(metrics.body()::contains) && System.nanoTime() - end < 0) {
            metrics = gateway.admin("/metrics");
        }
        return metrics;
    }

    private static final class Chunked extends RequestBody {
        private final int bytes;

        Chunked(int bytes) {
            this.bytes = bytes;
        }

        @Override
        public MediaType contentType() {
            return MediaType.get("text/plain");
        }

        @Override
        public void writeTo(okio.BufferedSink sink) throws IOException {
            for (int i = 0; i < bytes; i += 500) {
                sink.writeUtf8("x".repeat(500)).flush();
            }
        }
    }
}
