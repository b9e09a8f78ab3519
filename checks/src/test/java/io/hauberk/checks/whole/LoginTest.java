package io.hauberk.checks.whole;

import static io.hauberk.route.Match.path;
import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Consumer;
import io.hauberk.Credential;
import io.hauberk.Response;
import io.hauberk.apikey.ApiKey;
import io.hauberk.config.Hauberk;
import io.hauberk.consumer.MemoryConsumers;
import io.hauberk.gateway.Gateway;
import io.hauberk.jwt.Issuer;
import io.hauberk.login.Login;
import io.hauberk.oauth.OAuthClient;
import io.hauberk.servlet.HauberkFilter;
import io.hauberk.testkit.RawHttp;
import io.hauberk.testkit.RawMessage;
import io.hauberk.testkit.ThrowawayIssuer;
import io.hauberk.testkit.VirtualTime;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Logging in with a browser, played by hand, and attacks on it, on both containers. */
class LoginTest {
    private static final String FILE = """
            hauberk: 1
            issuers:
              id: { issuer: "ISSUER", audience: [shop] }
            routes:
              - name: shop
                match: [ { path: "/shop/**" } ]
                filters:
                  - login:
                      issuer: id
                      client: { id: CLIENT, secret: "SECRET" }
                      origin: "https://shop.test"
                      secrets: [ "0123456789abcdef0123456789abcdef" ]
                      scopes: [ read ]
            """;
    private static final String SEAL = "0123456789abcdef0123456789abcdef";
    private static final String HTML = "Accept: text/html,*/*;q=0.8";

    @TempDir
    Path folder;

    /** A gateway, an issuer, and a browser with its cookies. */
    private final class Browser implements AutoCloseable {
        final Map<String, String> cookies = new TreeMap<>();
        final TokenGateway whole;
        final ThrowawayIssuer issuer;
        int port;

        Browser(Container kind) throws Exception {
            whole = new TokenGateway(kind, folder, FILE, "Cookie");
            issuer = whole.issuer;
            port = whole.port();
        }

        RawMessage get(String target, String... fields) throws IOException {
            List<String> all = new ArrayList<>(List.of(fields));
            if (!cookies.isEmpty()) {
                all.add("Cookie: "
                        + cookies.entrySet().stream()
                                .map(cookie -> cookie.getKey() + '=' + cookie.getValue())
                                .collect(Collectors.joining("; ")));
            }
            try (RawHttp http = RawHttp.connect(port)) {
                http.send(RawHttp.head("GET " + target + " HTTP/1.1", all.toArray(String[]::new)));
                RawMessage answer = http.readResponse("GET");
                for (String cookie : answer.headers().all("Set-Cookie")) {
                    String[] pair = cookie.substring(0, cookie.indexOf(';')).split("=", 2);
                    assertThat(pair[0]).startsWith("__Host-hauberk");
                    assertThat(cookie).contains("; Path=/", "; Secure", "; HttpOnly", "; SameSite=Lax");
                    if (cookie.contains("Max-Age=0")) {
                        cookies.remove(pair[0]);
                    } else {
                        cookies.put(pair[0], pair[1]);
                    }
                }
                return answer;
            }
        }

        /** Goes to the issuer and comes back with what it says, as path and query. */
        String authorize(RawMessage redirect) throws Exception {
            assertThat(redirect.status()).isEqualTo(302);
            String location = redirect.header("Location");
            assertThat(location).startsWith(issuer.url() + "/authorize?").contains("code_challenge_method=S256");
            HttpResponse<Void> answer = HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(URI.create(location)).build(), HttpResponse.BodyHandlers.discarding());
            String back = answer.headers().firstValue("Location").orElseThrow();
            assertThat(back).startsWith("https://shop.test/login/callback?");
            return back.substring("https://shop.test".length());
        }

        void login() throws Exception {
            RawMessage answer = get(authorize(get("/shop/cart?a=b", HTML)));
            assertThat(answer.status()).isEqualTo(302);
            assertThat(answer.header("Location")).isEqualTo("/shop/cart?a=b");
        }

        @Override
        public void close() throws Exception {
            whole.close();
        }
    }

    private static Container.Running start(Container kind, Gateway gateway) throws Exception {
        return kind.start(context -> {
            HauberkFilter.install(context, gateway);
            context.addServlet("who", new TokenGateway.Who("Cookie")).addMapping("/*");
        });
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void aPersonLogsInGoesWhereItWantedToAndLogsOut(Container kind) throws Exception {
        try (Browser browser = new Browser(kind)) {
            browser.login();
            assertThat(browser.cookies.keySet()).allMatch(name -> name.startsWith("__Host-hauberk."));
            browser.cookies.put("theme", "dark");
            RawMessage page = browser.get("/shop/cart", HTML);
            assertThat(page.text()).as("our cookies are ours").isEqualTo("alice theme=dark");
            RawMessage bye = browser.get("/logout", "Sec-Fetch-Site: cross-site");
            assertThat(bye.status()).isEqualTo(403);
            assertThat(browser.whole
                            .send("POST /logout HTTP/1.1", "Origin: https://evil.test", "Content-Length: 0")
                            .status())
                    .as("by a form of another site, in an older browser")
                    .isEqualTo(403);
            bye = browser.get("/logout", "Sec-Fetch-Site: same-origin");
            assertThat(bye.status()).isEqualTo(302);
            assertThat(bye.header("Location"))
                    .isEqualTo(browser.issuer.url()
                            + "/logout?client_id=hauberk&post_logout_redirect_uri=https%3A%2F%2Fshop.test%2F");
            assertThat(browser.cookies.keySet()).containsExactly("theme");
            assertThat(browser.get("/shop/cart").status()).isEqualTo(401);
            assertThat(browser.issuer.awaitRevocation(Duration.ofSeconds(30)))
                    .as("the refresh token, taken back")
                    .isNotNull();
            browser.login();
            browser.issuer.down(true);
            assertThat(browser.get("/logout").status())
                    .as("while the issuer is down")
                    .isEqualTo(302);
            assertThat(browser.cookies.keySet()).containsExactly("theme");
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void aCopyOfASessionIsRenewedNoMoreOnceItsOwnerHasLoggedOut(Container kind) throws Exception {
        VirtualTime time = VirtualTime.moving();
        try (Browser browser = new Browser(kind);
                Issuer issuer = Issuer.of(browser.issuer.url());
                Login login = Login.at(
                                issuer,
                                OAuthClient.of(ThrowawayIssuer.CLIENT).secret(ThrowawayIssuer.SECRET),
                                "https://shop.test",
                                SEAL)
                        .clock(time)) {
            Gateway gateway = Gateway.builder()
                    .route(path("/shop/**"), route -> route.use(login))
                    .build();
            try (Container.Running own = start(kind, gateway)) {
                browser.port = own.port();
                browser.login();
                Map<String, String> first = new LinkedHashMap<>(browser.cookies);
                time.advance(Duration.ofSeconds(280));
                assertThat(browser.get("/shop/cart").status()).isEqualTo(200);
                browser.cookies.putAll(first); // as a tab would that has not seen the new ones
                assertThat(browser.get("/logout").status()).isEqualTo(302);
                assertThat(browser.issuer.awaitRevocation(Duration.ofSeconds(30)))
                        .as("the newest of the session's refresh tokens")
                        .isNotNull();
                browser.cookies.putAll(first);
                assertThat(browser.get("/shop/cart").status()).isEqualTo(401);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void callsOfScriptsAreRefusedNotRedirected(Container kind) throws Exception {
        try (Browser browser = new Browser(kind)) {
            assertThat(browser.get("/shop/cart", "Accept: application/json").status())
                    .isEqualTo(401);
            assertThat(browser.get("/shop/cart", HTML, "Sec-Fetch-Mode: cors").status())
                    .isEqualTo(401);
            assertThat(browser.get("/shop/cart", HTML, "X-Requested-With: XMLHttpRequest")
                            .status())
                    .isEqualTo(401);
            assertThat(browser.get("/shop/cart", HTML, "Sec-Fetch-Mode: navigate")
                            .status())
                    .isEqualTo(302);
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void aCallbackOfAnotherBrowserIsRefused(Container kind) throws Exception {
        try (Browser browser = new Browser(kind)) {
            String back = browser.authorize(browser.get("/shop/a", HTML));
            Map<String, String> own = new LinkedHashMap<>(browser.cookies);
            browser.cookies.clear();
            assertThat(browser.get(back).status()).as("a forced login").isEqualTo(403);
            browser.cookies.putAll(own);
            for (String forged : List.of(
                    "/login/callback",
                    "/login/callback?code=x",
                    back.replaceAll("state=[^&]*", "state=made-up-state"),
                    back + "&state=other",
                    back + "&error=access_denied",
                    back.replaceAll("iss=[^&]*", "iss=https%3A%2F%2Fevil.test"),
                    back.replaceAll("&iss=[^&]*", ""),
                    back.replaceAll("code=[^&]*", "code=stolen"))) {
                assertThat(browser.get(forged).status()).as(forged).isEqualTo(403);
            }
            assertThat(browser.get(back).status()).isEqualTo(302);
            assertThat(browser.get(back).status()).as("a second time").isEqualTo(403);
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void aSessionCannotBeForgedAndSurvivesANewSecret(Container kind) throws Exception {
        try (Browser browser = new Browser(kind)) {
            browser.login();
            String name = "__Host-hauberk.0";
            String sealed = browser.cookies.get(name);
            for (String forged : List.of(
                    "",
                    "x",
                    "AAAA",
                    sealed.substring(1),
                    sealed.substring(0, 40) + (sealed.charAt(40) == 'A' ? 'B' : 'A') + sealed.substring(41))) {
                browser.cookies.put(name, forged);
                assertThat(browser.get("/shop/cart").status()).as(forged).isEqualTo(401);
            }
            browser.cookies.put(name, sealed);
            assertThat(browser.get("/shop/cart").status()).isEqualTo(200);
            String file = TokenGateway.of(browser.issuer, FILE)
                    .replace("secrets: [ ", "secrets: [ another-secret-that-is-32-long-0, ");
            try (Hauberk rotated = Hauberk.load(Files.writeString(folder.resolve("rotated.yaml"), file));
                    Container.Running next = start(kind, rotated.gateway());
                    RawHttp http = RawHttp.connect(next.port())) {
                http.send(RawHttp.head("GET /shop/cart HTTP/1.1", "Cookie: " + name + "=" + sealed));
                assertThat(http.readResponse("GET").status()).isEqualTo(200);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void aSessionThatIsTooLargeToBeSentBackIsNone(Container kind) throws Exception {
        try (Browser browser = new Browser(kind)) {
            browser.issuer.claiming(Map.of("groups", List.of("g".repeat(1200))));
            browser.login();
            assertThat(browser.cookies).as("a large one is split").hasSize(2);
            assertThat(browser.get("/shop/cart").text()).startsWith("alice");
            browser.cookies.clear();
            browser.issuer.claiming(Map.of("groups", List.of("g".repeat(9000))));
            String back = browser.authorize(browser.get("/shop/cart", HTML));
            assertThat(browser.get(back).status()).isEqualTo(503);
            assertThat(browser.cookies.keySet()).noneMatch(name -> name.startsWith("__Host-hauberk."));
            assertThat(browser.whole
                            .meters
                            .get("hauberk.token.fetch")
                            .tags("grant", "authorization_code", "outcome", "granted")
                            .timer()
                            .count())
                    .isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void aSessionBehindAKeyMustBeTheSameConsumers(Container kind) throws Exception {
        try (Browser browser = new Browser(kind);
                Issuer issuer = Issuer.of(browser.issuer.url());
                Login login = Login.at(issuer, OAuthClient.of(ThrowawayIssuer.CLIENT), "https://shop.test", SEAL)) {
            browser.login();
            Consumer acme = Consumer.of("acme")
                    .with(
                            Credential.of(Credential.Kind.KEY, ApiKey.hash("acme-key"), ""),
                            Credential.of(
                                    Credential.Kind.SUBJECT, Credential.subject(browser.issuer.url(), "alice"), ""));
            Consumer bob = Consumer.of("bob").with(Credential.of(Credential.Kind.KEY, ApiKey.hash("bob-key"), ""));
            Gateway gateway = Gateway.builder()
                    .consumers(MemoryConsumers.of(acme, bob))
                    .route(
                            path("/shop/**"),
                            route -> route.use(ApiKey.header("x-api-key"), login)
                                    .handle(request -> Response.ok(String.valueOf(
                                            request.exchange().caller().consumer()))))
                    .build();
            try (Container.Running running = start(kind, gateway)) {
                browser.port = running.port();
                assertThat(browser.get("/shop/cart", "X-Api-Key: acme-key").text())
                        .isEqualTo("acme");
                RawMessage refused = browser.get("/shop/cart", "X-Api-Key: bob-key");
                assertThat(refused.status()).isEqualTo(401);
                assertThat(refused.text()).doesNotContain("alice", "acme", "bob");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void theSameSecretAtAnotherIssuerOpensNoSession(Container kind) throws Exception {
        try (Browser browser = new Browser(kind);
                ThrowawayIssuer elsewhere = ThrowawayIssuer.start();
                Issuer same = Issuer.of(browser.issuer.url());
                Issuer other = Issuer.of(elsewhere.url())) {
            browser.login();
            assertThat(statusAt(kind, browser, same, ThrowawayIssuer.CLIENT)).isEqualTo(200);
            assertThat(statusAt(kind, browser, same, "admin-console")).isEqualTo(401);
            assertThat(statusAt(kind, browser, other, ThrowawayIssuer.CLIENT)).isEqualTo(401);
        }
    }

    private static int statusAt(Container kind, Browser browser, Issuer issuer, String client) throws Exception {
        try (Login login = Login.at(issuer, OAuthClient.of(client), "https://shop.test", SEAL)) {
            Gateway gateway = Gateway.builder()
                    .route(path("/shop/**"), route -> route.use(login))
                    .build();
            try (Container.Running running = start(kind, gateway)) {
                browser.port = running.port();
                return browser.get("/shop/cart").status();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void whoWantsToGoElsewhereStaysHere(Container kind) throws Exception {
        try (Browser browser = new Browser(kind)) {
            RawMessage answer = browser.get(browser.authorize(browser.get("/shop/a?to=//evil.test/", HTML)));
            assertThat(answer.header("Location")).isEqualTo("/shop/a?to=//evil.test/");
            browser.cookies.clear();
            for (String target : List.of("//evil.test/shop/a", "/shop/..//evil.test", "/shop/%5Cevil.test")) {
                assertThat(browser.get(target, HTML).header("Location")).isNull();
            }
            RawMessage hosted = browser.get("/shop/a", HTML, "X-Forwarded-Host: evil.test");
            assertThat(hosted.header("Location")).contains("redirect_uri=https%3A%2F%2Fshop.test%2Flogin%2Fcallback");
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void tokensAreRenewedOnceAndASessionEnds(Container kind) throws Exception {
        VirtualTime time = VirtualTime.moving();
        try (Browser browser = new Browser(kind);
                Issuer issuer = Issuer.of(browser.issuer.url());
                Login login = Login.at(
                                issuer,
                                OAuthClient.of(ThrowawayIssuer.CLIENT).secretInForm(ThrowawayIssuer.SECRET),
                                "https://shop.test",
                                SEAL)
                        .session(Duration.ofHours(1))
                        .clock(time)) {
            Gateway gateway = Gateway.builder()
                    .route(path("/shop/**"), route -> route.use(login))
                    .build();
            try (Container.Running own = start(kind, gateway)) {
                browser.port = own.port();
                browser.login();
                int asked = browser.issuer.asked("/token");
                Map<String, String> old = new LinkedHashMap<>(browser.cookies);
                time.advance(Duration.ofSeconds(280));
                RawMessage renewed = browser.get("/shop/cart");
                assertThat(renewed.status()).isEqualTo(200);
                assertThat(renewed.header("Cache-Control"))
                        .as("whatever the page says of itself, new cookies are for this browser")
                        .isEqualTo("no-store");
                assertThat(browser.issuer.asked("/token")).isEqualTo(asked + 1);
                assertThat(browser.cookies).isNotEqualTo(old);
                browser.cookies.putAll(old);
                assertThat(browser.get("/shop/cart").status())
                        .as("an old cookie that was on its way")
                        .isEqualTo(200);
                assertThat(browser.issuer.asked("/token")).isEqualTo(asked + 1);
                browser.issuer.down(true);
                time.advance(Duration.ofSeconds(280));
                assertThat(browser.get("/shop/cart").status())
                        .as("a short outage")
                        .isEqualTo(200);
                time.advance(Duration.ofSeconds(300));
                assertThat(browser.get("/shop/cart").status())
                        .as("a long outage")
                        .isEqualTo(401);
                browser.issuer.down(false);
                assertThat(browser.get("/shop/cart").status()).isEqualTo(200);
                time.advance(Duration.ofHours(1));
                assertThat(browser.get("/shop/cart").status())
                        .as("whatever is renewed")
                        .isEqualTo(401);
            }
        }
    }
}
