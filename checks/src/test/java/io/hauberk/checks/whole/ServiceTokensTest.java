package io.hauberk.checks.whole;

import static io.hauberk.checks.whole.TokenGateway.bearer;
import static io.hauberk.route.Match.path;
import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.basic.Password;
import io.hauberk.gateway.Gateway;
import io.hauberk.json.Json;
import io.hauberk.oauth.AuthorizationServer;
import io.hauberk.oauth.ClientCredentials;
import io.hauberk.oauth.OAuthClient;
import io.hauberk.okhttp.Mesh;
import io.hauberk.servlet.HauberkFilter;
import io.hauberk.testkit.RawHttp;
import io.hauberk.testkit.RawMessage;
import io.hauberk.testkit.RawServer;
import io.hauberk.testkit.Script;
import io.hauberk.testkit.ThrowawayIssuer;
import io.hauberk.testkit.VirtualTime;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What services are called with: tokens that are relayed, exchanged and our own, through gateways on both containers. */
class ServiceTokensTest {
    private static final String FILE = """
            hauberk: 1
            issuers:
              id: { issuer: "ISSUER", audience: [shop] }
            consumers:
              bob: { passwords: [ "PASSWORD" ] }
            routes:
              - name: mixed
                match: [ { path: "/mixed" } ]
                filters: [ anyOf: [ allOf: [ { jwt: { issuer: id, from: { header: x-token } } }, apiKey ], basic: shop ] ]
                to: orders
              - { name: orders, match: [ { path: "/orders" } ], filters: [ { jwt: { issuer: id } } ], to: orders }
              - { name: stock, match: [ { path: "/stock" } ], filters: [ { jwt: { issuer: id } } ], to: stock }
              - { name: mail, match: [ { path: "/mail" } ], to: mail }
            services:
              orders:
                endpoints: [ "BACKEND" ]
                connectTimeout: 60s
                filters: [ { tokenRelay: orders } ]
              stock:
                endpoints: [ "BACKEND" ]
                connectTimeout: 60s
                filters: [ { tokenExchange: { issuer: id, client: { id: CLIENT, secret: "SECRET" }, audience: stock, actor: true } } ]
              mail:
                endpoints: [ "BACKEND" ]
                connectTimeout: 60s
                filters: [ { clientCredentials: { issuer: id, client: { id: CLIENT, secret: "SECRET" }, scopes: [mail] } } ]
            """;

    /** Answers with what it was sent as {@code Authorization}; 401 where that is one of these. */
    private static Script service(Set<String> refused) {
        return scene -> {
            while (true) {
                String sent = String.valueOf(scene.readRequest().header("Authorization"));
                scene.connection()
                        .send(
                                refused.contains(sent)
                                        ? "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n"
                                        : Script.response(sent));
            }
        };
    }

    @TempDir
    Path folder;

    private TokenGateway start(Container kind, RawServer backend) throws Exception {
        String yaml = FILE.replace("BACKEND", "http://127.0.0.1:" + backend.port())
                .replace("PASSWORD", Password.hash("pw", 10_000));
        return new TokenGateway(kind, folder, yaml, "x-user");
    }

    private static Map<String, Object> claims(RawMessage answer) {
        assertThat(answer.text()).startsWith("Bearer ");
        String payload = answer.text().split("\\.", -1)[1];
        return Json.object(new String(Base64.getUrlDecoder().decode(payload), StandardCharsets.UTF_8));
    }

    private static long fetched(SimpleMeterRegistry meters, String grant, String outcome) {
        Timer timer = meters.find("hauberk.token.fetch")
                .tags("grant", grant, "outcome", outcome)
                .timer();
        return timer == null ? 0 : timer.count();
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void eachServiceGetsTheTokenThatIsMeantForIt(Container kind) throws Exception {
        try (RawServer backend = RawServer.start(service(Set.of()));
                TokenGateway whole = start(kind, backend)) {
            String both = whole.issuer.token("alice", List.of("shop", "orders"), Map.of());
            String shop = whole.issuer.token("alice", "shop", Map.of());
            assertThat(whole.get("/orders", bearer(both)).text()).isEqualTo("Bearer " + both);
            assertThat(whole.get("/orders", bearer(shop)).text())
                    .as("a token for somebody else stays here")
                    .isEqualTo("null");
            for (int i = 0; i < 2; i++) {
                assertThat(claims(whole.get("/stock", bearer(shop))))
                        .containsEntry("sub", "alice")
                        .containsEntry("aud", "stock")
                        .containsEntry("act", Map.of("sub", "service-hauberk"));
                assertThat(claims(whole.get("/mail", bearer(shop))))
                        .as("whatever the caller sends")
                        .containsEntry("sub", "service-hauberk")
                        .containsEntry("scope", "mail");
            }
            assertThat(fetched(whole.meters, "token_exchange", "granted")).isEqualTo(1);
            assertThat(fetched(whole.meters, "client_credentials", "granted"))
                    .as("one for each filter")
                    .isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void aTokenThatLetNobodyInIsNotPassedOn(Container kind) throws Exception {
        try (RawServer backend = RawServer.start(service(Set.of()));
                TokenGateway whole = start(kind, backend)) {
            String alice = whole.issuer.token("alice", List.of("shop", "orders"), Map.of());
            String bob = "Authorization: Basic "
                    + Base64.getEncoder().encodeToString("bob:pw".getBytes(StandardCharsets.UTF_8));
            RawMessage answer = whole.get("/mixed", "X-Token: " + alice, bob);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).as("it is bob who calls").isEqualTo("null");
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void manyCallsAskForATokenOnce(Container kind) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try (RawServer backend = RawServer.start(service(Set.of()));
                TokenGateway whole = start(kind, backend)) {
            String alice = whole.issuer.token("alice", "shop", Map.of());
            for (String target : List.of("/mail", "/stock")) {
                List<Future<String>> all = new ArrayList<>();
                for (int i = 0; i < 24; i++) {
                    all.add(threads.submit(
                            () -> whole.get(target, bearer(alice)).text()));
                }
                Set<String> tokens = new HashSet<>();
                for (Future<String> one : all) {
                    tokens.add(one.get());
                }
                assertThat(tokens).hasSize(1).allMatch(token -> token.startsWith("Bearer "));
            }
            assertThat(whole.issuer.asked("/token"))
                    .as("mail, stock, and who acts there")
                    .isEqualTo(3);
        } finally {
            threads.shutdownNow();
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void withoutATokenNothingIsSentAndWhatWasThereServesOn(Container kind) throws Exception {
        try (RawServer backend = RawServer.start(service(Set.of()));
                TokenGateway whole = start(kind, backend)) {
            String alice = whole.issuer.token("alice", "shop", Map.of());
            String bob = whole.issuer.token("bob", "shop", Map.of());
            String exchanged = whole.get("/stock", bearer(alice)).text();
            whole.issuer.down(true);
            RawMessage refused = whole.get("/mail");
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.header("Retry-After")).isEqualTo("1");
            assertThat(refused.text()).contains("no-token").doesNotContain(whole.issuer.url());
            assertThat(whole.get("/stock", bearer(bob)).status()).isEqualTo(503);
            assertThat(whole.get("/stock", bearer(alice)).text()).isEqualTo(exchanged);
            assertThat(backend.requests()).hasSize(2);
            whole.issuer.down(false);
            whole.issuer.revoke(bob);
            RawMessage no = whole.get("/stock", bearer(bob));
            assertThat(no.status()).as("the issuer's no is one").isEqualTo(403);
            assertThat(fetched(whole.meters, "token_exchange", "refused")).isEqualTo(1);
            assertThat(fetched(whole.meters, "client_credentials", "failed")).isPositive();
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void ourTokenIsRenewedAheadGivenUpWhereAServiceDoesNotTakeItAndExpires(Container kind) throws Exception {
        VirtualTime time = VirtualTime.moving();
        Set<String> refused = ConcurrentHashMap.newKeySet();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try (ThrowawayIssuer issuer = ThrowawayIssuer.start();
                RawServer backend = RawServer.start(service(refused));
                Mesh mesh = mesh(issuer, time, "http://127.0.0.1:" + backend.port())) {
            Gateway gateway = Gateway.builder()
                    .route(path("/**"), route -> route.to(mesh.service("mail")))
                    .build();
            try (Container.Running running = kind.start(context -> {
                HauberkFilter.install(context, gateway);
                context.addServlet("nobody", new HttpServlet() {}).addMapping("/*");
            })) {
                String first = get(running.port()).text();
                time.advance(Duration.ofSeconds(241)); // of 300
                assertThat(get(running.port()).text())
                        .as("nobody waits for the next one")
                        .isEqualTo(first);
                String second = first;
                long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
                while (second.equals(first) && System.nanoTime() - end < 0) {
                    second = get(running.port()).text();
                }
                assertThat(second).startsWith("Bearer ").isNotEqualTo(first);
                assertThat(issuer.asked("/token")).isEqualTo(2);

                time.advance(Duration.ofSeconds(30));
                refused.add(second);
                List<Future<Integer>> all = new ArrayList<>();
                for (int i = 0; i < 24; i++) {
                    all.add(threads.submit(() -> get(running.port()).status()));
                }
                for (Future<Integer> one : all) {
                    assertThat(one.get()).isIn(200, 401);
                }
                String third = get(running.port()).text();
                assertThat(third).startsWith("Bearer ").isNotEqualTo(second);
                assertThat(issuer.asked("/token")).as("one for all").isEqualTo(3);
                refused.add(third);
                assertThat(get(running.port()).status()).isEqualTo(401);
                assertThat(get(running.port()).status()).isEqualTo(401);
                assertThat(issuer.asked("/token"))
                        .as("a service that takes none does not make us ask again and again")
                        .isEqualTo(3);

                time.advance(Duration.ofSeconds(301));
                assertThat(get(running.port()).text()).startsWith("Bearer ").isNotEqualTo(third);
                assertThat(issuer.asked("/token")).isEqualTo(4);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static RawMessage get(int port) throws IOException {
        try (RawHttp http = RawHttp.connect(port)) {
            return http.get("/");
        }
    }

    private static Mesh mesh(ThrowawayIssuer issuer, VirtualTime time, String url) {
        AuthorizationServer server = AuthorizationServer.of(issuer.url()).clock(time);
        OAuthClient client = OAuthClient.of(ThrowawayIssuer.CLIENT).secret(ThrowawayIssuer.SECRET);
        return Mesh.builder()
                .service(
                        "mail",
                        mail -> mail.endpoints(url)
                                .connectTimeout(Duration.ofSeconds(60))
                                .use(ClientCredentials.of(server, client)))
                .service("other", other -> other.endpoints(url).connectTimeout(Duration.ofSeconds(60)))
                .build();
    }

    @Test
    void aRedirectDoesNotTakeTheTokenElsewhere() throws Exception {
        try (ThrowawayIssuer issuer = ThrowawayIssuer.start();
                RawServer stranger = RawServer.start(Script.ok("hello"));
                RawServer backend = RawServer.start(scene -> {
                    while (true) {
                        String target = scene.readRequest().target();
                        scene.connection()
                                .send(
                                        target.startsWith("/to/")
                                                ? "HTTP/1.1 307 Go\r\nContent-Length: 0\r\nLocation: http://"
                                                        + target.substring(4) + "\r\n\r\n"
                                                : Script.response("here"));
                    }
                });
                Mesh mesh = mesh(issuer, VirtualTime.moving(), "http://127.0.0.1:" + backend.port())) {
            OkHttpClient http = mesh.okHttp();
            assertThat(get(http, "http://mail/to/127.0.0.1:" + stranger.port() + "/"))
                    .isEqualTo("hello");
            assertThat(get(http, "http://mail/to/other/x")).isEqualTo("here");
            assertThat(get(http, "http://mail/to/mail/y")).isEqualTo("here");
            assertThat(stranger.requests().get(0).headers().contains("Authorization"))
                    .isFalse();
            for (RawMessage request : backend.requests()) {
                assertThat(request.headers().contains("Authorization"))
                        .as(request.target())
                        .isEqualTo(!request.target().equals("/x"));
            }
        }
    }

    private static String get(OkHttpClient http, String url) throws IOException {
        try (Response response =
                http.newCall(new Request.Builder().url(url).build()).execute()) {
            return response.body().string();
        }
    }
}
