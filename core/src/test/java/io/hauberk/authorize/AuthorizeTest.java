package io.hauberk.authorize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.hauberk.Caller;
import io.hauberk.Decision;
import io.hauberk.Headers;
import io.hauberk.Outcome;
import io.hauberk.Request;
import io.hauberk.Settings;
import io.hauberk.config.Yaml;
import io.hauberk.network.Arrival;
import io.hauberk.testkit.FilterTest;
import io.hauberk.testkit.Handled;
import java.io.IOException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AuthorizeTest {
    private static final Caller NOBODY = Caller.unknown().withAddress("192.0.2.7");
    private static final Caller ALICE = NOBODY.withPrincipal("alice", "https://id.acme.test")
            .withGrants(Set.of("orders:read"), Set.of("clerk"))
            .withGroups(Set.of("partners"))
            .withClaims(Map.of(
                    "org",
                    Map.of("id", 7, "tags", List.of("a", "b")),
                    "https://acme.test/x",
                    "y",
                    "email_verified",
                    true));

    private static Handled handle(Authorize authorize, Request request, Caller caller) throws IOException {
        request.exchange().attach(caller);
        return FilterTest.of(authorize).handle(request);
    }

    private static int status(Authorize authorize, Caller caller) throws IOException {
        return handle(authorize, Request.get("/"), caller).status();
    }

    private static boolean fits(Rule rule, Request request, Caller caller) throws IOException {
        boolean allowed = handle(Authorize.allow(rule), request, caller).status() == 200;
        boolean denied = handle(Authorize.deny(rule), request, caller).status() == 403;
        assertThat(allowed).as("allow and deny read " + rule + " alike").isEqualTo(denied);
        return allowed;
    }

    private static boolean fits(Rule rule, Caller caller) throws IOException {
        return fits(rule, Request.get("/"), caller);
    }

    @Test
    void denyComesBeforeAllow() throws IOException {
        Authorize authorize = Authorize.allow(Rule.any().principals("*"))
                .denying(Rule.any().principals("mallory").named("no-mallory"));

        assertThat(status(authorize, ALICE)).isEqualTo(200);
        Handled mallory = handle(authorize, Request.get("/"), NOBODY.withPrincipal("mallory", null));
        assertThat(mallory.status()).isEqualTo(403);
        assertThat(mallory.decisions())
                .containsExactly(new Decision("authorize", Outcome.REFUSED, "no-mallory", "forbidden"));
    }

    @Test
    void anAllowListMakesTheRestForbidden() throws IOException {
        assertThat(status(Authorize.deny(Rule.any().principals("bob")), ALICE)).isEqualTo(200);
        assertThat(status(Authorize.allow(Rule.any().principals("bob")), ALICE)).isEqualTo(403);
        assertThat(status(Authorize.allow(), ALICE)).isEqualTo(403);
        assertThat(status(Authorize.allow(Rule.any()), NOBODY)).isEqualTo(200);
        assertThat(status(Authorize.deny().allowing(), ALICE)).isEqualTo(403);
    }

    @Test
    void auditDecidesNothing() throws IOException {
        Authorize authorize =
                Authorize.audit(Rule.any().named("all"), Rule.any().principals("bob"));
        Handled handled = handle(authorize, Request.get("/"), ALICE);
        assertThat(handled.status()).isEqualTo(200);
        assertThat(handled.decisions())
                .containsExactly(
                        new Decision("authorize", Outcome.APPLIED, "all", "audit"),
                        Decision.of("authorize", Outcome.ALLOWED, "no-deny-rule"));
    }

    @Test
    void whoeverIsUnknownIsAskedToAuthenticateWhereThatCouldHelp() throws IOException {
        Handled handled = handle(Authorize.scope("orders:read").realm("shop"), Request.get("/"), NOBODY);
        assertThat(handled.status()).isEqualTo(401);
        assertThat(handled.header("WWW-Authenticate")).isEqualTo("Bearer realm=\"shop\"");
        assertThat(handled.reason()).isEqualTo("unauthenticated");

        assertThat(status(Authorize.role("clerk"), NOBODY)).isEqualTo(401);
        assertThat(status(Authorize.claim("org.id", "7"), NOBODY)).isEqualTo(401);
        // It could not help: the method is wrong, the address is, the caller is denied.
        assertThat(status(Authorize.allow(Rule.any().principals("*").methods("POST")), NOBODY))
                .isEqualTo(403);
        assertThat(status(Authorize.allow(Rule.any().addresses("10.0.0.0/8")), NOBODY))
                .isEqualTo(403);
        assertThat(status(Authorize.allow(Rule.any().peers("spiffe://shop/*")), NOBODY))
                .isEqualTo(403);
        assertThat(status(Authorize.deny(Rule.any()), NOBODY)).isEqualTo(403);
    }

    @Test
    void aMissingScopeIsNamed() throws IOException {
        Rule write = Rule.any().scopes("orders:write").methods("GET").named("writers");
        Handled handled = handle(Authorize.allow(write).realm("shop"), Request.get("/"), ALICE);
        assertThat(handled.status()).isEqualTo(403);
        assertThat(handled.header("WWW-Authenticate"))
                .isEqualTo("Bearer realm=\"shop\", error=\"insufficient_scope\", scope=\"orders:write\"");
        assertThat(handled.decisions()).extracting(Decision::rule).containsExactly("writers");

        // Not where something else is missing, too, or the scope cannot be named.
        Handled other = handle(Authorize.allow(write.roles("admin")), Request.get("/"), ALICE);
        assertThat(other.header("WWW-Authenticate")).isNull();
        Handled pattern = handle(Authorize.scope("admin:*"), Request.get("/"), ALICE);
        assertThat(pattern.header("WWW-Authenticate")).endsWith("error=\"insufficient_scope\"");
    }

    @Test
    void theAnswerDoesNotNameTheRule() throws IOException {
        Handled handled = handle(Authorize.deny(Rule.any().named("secret-rule")), Request.get("/"), ALICE);
        assertThat(handled.rejection().rule()).isEqualTo("secret-rule");
        assertThat(handled.rejection().detail()).isNull();
        assertThat(handled.rejection().members()).isEmpty();
        assertThat(handled.response().headers().size()).isZero();
    }

    @Test
    void valuesAreExactOrHaveAStarAtOneEnd() throws IOException {
        for (String value : List.of("alice", "al*", "*ice", "*")) {
            assertThat(fits(Rule.any().principals(value), ALICE)).as(value).isTrue();
            assertThat(fits(Rule.any().principals(value), NOBODY)).as(value).isFalse();
        }
        for (String value : List.of("Alice", "bob", "alice*x".replace("*x", "x"), "lice", "alic")) {
            assertThat(fits(Rule.any().principals(value), ALICE)).as(value).isFalse();
        }
        for (String wrong : List.of("a*b", "**", "*a*", "")) {
            assertThatIllegalArgumentException().isThrownBy(() -> Rule.any().groups(wrong));
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rule.any().scopes())
                .withMessageContaining("at least one");
        assertThatIllegalArgumentException().isThrownBy(() -> Rule.any().principals());
        assertThatIllegalArgumentException().isThrownBy(() -> Rule.any().paths());
    }

    @Test
    void aPrincipalCanBeToldApartByItsIssuer() throws IOException {
        Caller impostor = NOBODY.withPrincipal("https://id.acme.test/alice", "https://evil.test");
        Rule rule = Rule.any().principals("https://id.acme.test/alice", "bob");
        assertThat(fits(rule, ALICE)).isTrue();
        doubtful(rule, Request.get("/"), impostor);
        assertThat(fits(Rule.any().principals("https://id.acme.test/*"), ALICE)).isTrue();
        assertThat(fits(rule, NOBODY.withPrincipal("bob", "https://evil.test"))).isTrue();
        assertThat(fits(rule, NOBODY.withPrincipal("alice", null))).isFalse();
    }

    @Test
    void whoCallsHasManyParts() throws IOException {
        Caller peer = NOBODY.withPeer("spiffe://shop/ns/prod/sa/orders");
        assertThat(fits(Rule.any().peers("spiffe://shop/ns/prod/*"), peer)).isTrue();
        assertThat(fits(Rule.any().peers("spiffe://shop/ns/test/*"), peer)).isFalse();
        assertThat(fits(Rule.any().consumers("acme"), NOBODY.withConsumer("acme", Set.of())))
                .isTrue();
        assertThat(fits(Rule.any().consumers("*"), ALICE)).isFalse();
        assertThat(fits(Rule.any().groups("part*", "other"), ALICE)).isTrue();
        assertThat(fits(Rule.any().groups("other"), ALICE)).isFalse();
        assertThat(fits(Rule.any().roles("admin", "clerk"), ALICE)).isTrue();
        assertThat(fits(Rule.any().scopes("orders:*"), ALICE)).isTrue();
        assertThat(fits(Rule.any().scopes("orders"), ALICE)).isFalse();
        assertThat(fits(Rule.any().principals("alice").roles("admin"), ALICE)).isFalse();
    }

    @Test
    void claimsMayBeNestedListsNumbersAndNamedLikeUrls() throws IOException {
        assertThat(fits(Rule.any().claim("org.id", "7"), ALICE)).isTrue();
        assertThat(fits(Rule.any().claim("org.tags", "x", "b"), ALICE)).isTrue();
        assertThat(fits(Rule.any().claim("org.tags", "c"), ALICE)).isFalse();
        assertThat(fits(Rule.any().claim("https://acme.test/x", "y"), ALICE)).isTrue();
        assertThat(fits(Rule.any().claim("email_verified", "true"), ALICE)).isTrue();
        assertThat(fits(Rule.any().claim("missing", "*"), ALICE)).isFalse();
    }

    @Test
    void aClaimThatCannotBeComparedIsDoubtful() throws IOException {
        Caller odd = ALICE.withClaims(Map.of("org", Map.of("id", 7), "list", List.of(List.of("a"), "b")));
        doubtful(Rule.any().claim("org", "x"), Request.get("/"), odd);
        doubtful(Rule.any().claim("list", "x"), Request.get("/"), odd);
        assertThat(fits(Rule.any().claim("list", "b"), odd.withClaims(Map.of("list", List.of("a", "b")))))
                .isTrue();
    }

    @Test
    void aClaimOfWordsIsAListOfThem() throws IOException {
        Caller words = ALICE.withClaims(Map.of("scope", "read admin", "name", "read admin"));
        assertThat(fits(Rule.any().claim("scope", "admin"), words)).isTrue();
        assertThat(fits(Rule.any().claim("scope", "adm*"), words)).isTrue();
        assertThat(fits(Rule.any().claim("scope", "min"), words)).isFalse();
        assertThat(fits(Rule.any().claim("name", "admin"), words)).isFalse();
    }

    /** What may or may not be meant fits a rule that refuses, and none that allows. */
    private static void doubtful(Rule rule, Request request, Caller caller) throws IOException {
        assertThat(handle(Authorize.allow(rule), request, caller).status())
                .as("allow " + rule)
                .isIn(401, 403);
        assertThat(handle(Authorize.deny(rule), request, caller).status())
                .as("deny " + rule)
                .isEqualTo(403);
        assertThat(handle(Authorize.allow(Rule.any().not(rule)), request, caller)
                        .status())
                .as("allow all but " + rule)
                .isEqualTo(403);
        assertThat(handle(Authorize.deny(Rule.any().not(rule)), request, caller).status())
                .as("deny all but " + rule)
                .isEqualTo(403);
    }

    @Test
    void whatAnotherReaderMayTakeForThePathIsDoubtful() throws IOException {
        Rule rule = Rule.any().paths("/admin/users");
        doubtful(rule, Request.get("/admin/users/"), ALICE);
        doubtful(rule, Request.get("/admin%2Fusers"), ALICE);
        doubtful(rule, Request.get("/admin%2Fusers/"), ALICE);
        doubtful(Rule.any().paths("/admin/**"), Request.get("/admin%2Fusers"), ALICE);
        assertThat(fits(rule, Request.get("/admin/users/x"), ALICE)).isFalse();
        assertThat(fits(Rule.any().paths("/"), Request.get("/"), ALICE)).isTrue();
    }

    @Test
    void aListInAHeaderIsDoubtful() throws IOException {
        Rule rule = Rule.any().header("x-env", "test");
        doubtful(rule, Request.get("/").with("x-env", "prod, test"), ALICE);
        assertThat(fits(rule, Request.get("/").with("x-env", "prod, testing"), ALICE))
                .isFalse();
    }

    @Test
    void aStarStandsForNoFurtherElementOfAHeader() throws IOException {
        Rule gold = Rule.any().header("x-plan", "gold*", "free");
        for (String line : List.of("gold, evil", "evil, gold", "gold,evil", "gold1 , gold2, evil", "gold,\tevil")) {
            doubtful(gold, Request.get("/").with("x-plan", line), ALICE);
        }
        for (String line : List.of("gold", "golden", "gold1,gold2", "gold, , free", "free,")) {
            assertThat(fits(gold, Request.get("/").with("x-plan", line), ALICE))
                    .as(line)
                    .isTrue();
        }
        for (String line : List.of("", ",", "evil", "evil,evil")) {
            assertThat(fits(gold, Request.get("/").with("x-plan", line), ALICE))
                    .as(line)
                    .isFalse();
            assertThat(handle(Authorize.deny(gold), Request.get("/").with("x-plan", line), ALICE)
                            .status())
                    .as(line)
                    .isEqualTo(200);
        }
        Rule end = Rule.any().header("x-plan", "*gold");
        doubtful(end, Request.get("/").with("x-plan", "evil, gold"), ALICE);
        doubtful(end, Request.get("/").with("x-plan", "gold, evil"), ALICE);
    }

    @Test
    void aHeaderThatHoldsOneValueIsComparedAsItIsAndSoIsAValueThatIsWrittenOut() throws IOException {
        Request browser = Request.get("/").with("User-Agent", "Mozilla/5.0 (KHTML, like Gecko) Firefox/1");
        assertThat(fits(Rule.any().header("user-agent", "Mozilla*"), browser, ALICE))
                .isTrue();
        Request list = Request.get("/").with("accept", "text/html, text/plain");
        assertThat(fits(Rule.any().header("accept", "text/html, text/plain"), list, ALICE))
                .isTrue();
        doubtful(Rule.any().header("accept", "text/html"), list, ALICE);
    }

    @Test
    void timesGoByTheClockOfTheirZone() throws IOException {
        Rule office = Rule.any()
                .times(TimeWindow.between(LocalTime.of(8, 0), LocalTime.of(18, 0))
                        .on(DayOfWeek.MONDAY, DayOfWeek.FRIDAY)
                        .zone(ZoneId.of("Europe/Berlin")));
        for (boolean shown : List.of(true, false)) {
            Instant now = Instant.parse(shown ? "2026-11-27T07:00:00Z" : "2026-11-27T06:59:59Z");
            assertThat(handle(Authorize.allow(office).by(() -> now), Request.get("/"), ALICE)
                            .status())
                    .isEqualTo(shown ? 200 : 403);
            assertThat(handle(Authorize.deny().by(() -> now).denying(Rule.any().not(office)), Request.get("/"), ALICE)
                            .status())
                    .isEqualTo(shown ? 200 : 403);
        }
    }

    @Test
    void directAddressesAreThoseOfTheConnection() throws IOException {
        Request request = Request.get("/");
        request.exchange().put(Arrival.KEY, new Arrival(request, "10.0.0.7", true, "http", "localhost", "id"));
        assertThat(fits(Rule.any().directAddresses("10.0.0.0/8"), request, NOBODY))
                .isTrue();
        assertThat(fits(Rule.any().directAddresses("192.0.2.0/24"), request, NOBODY))
                .isFalse();
        assertThat(fits(Rule.any().addresses("192.0.2.0/24"), request, NOBODY)).isTrue();
        doubtful(Rule.any().directAddresses("10.0.0.0/8"), Request.get("/"), Caller.unknown());
    }

    @Test
    void aMethodIsItselfAndHeadSlipsThroughNoDenyRule() throws IOException {
        Rule get = Rule.any().methods("GET");
        Request head = Request.of("HEAD", "/");
        assertThat(handle(Authorize.allow(get), head, ALICE).status()).isEqualTo(403);
        assertThat(handle(Authorize.deny(get), head, ALICE).status()).isEqualTo(403);
        assertThat(handle(Authorize.allow(Rule.any().not(get)), head, ALICE).status())
                .isEqualTo(403);
        assertThat(fits(get, Request.of("get", "/"), ALICE)).isFalse();
        assertThat(fits(get, Request.of("OPTIONS", "/"), ALICE)).isFalse();
        assertThat(fits(get, Request.of("POST", "/").with("X-HTTP-Method-Override", "GET"), ALICE))
                .isFalse();
    }

    @Test
    void pathsCoverWhatIsBelowThem() throws IOException {
        Rule admin = Rule.any().paths("/admin/**");
        for (String path : List.of("/admin", "/admin/", "/admin/x", "/admin/x/y?z")) {
            assertThat(fits(admin, Request.get(path), ALICE)).as(path).isTrue();
        }
        for (String path : List.of("/", "/administrator", "/x/admin", "/Admin")) {
            assertThat(fits(admin, Request.get(path), ALICE)).as(path).isFalse();
        }
        assertThat(fits(Rule.any().paths("/a/{*}/c"), Request.get("/a/b/c"), ALICE))
                .isTrue();
        assertThat(fits(Rule.any().paths("/a/{*}/c"), Request.get("/a/b/b/c"), ALICE))
                .isFalse();
        assertThat(fits(Rule.any().paths("/a/{**}"), Request.get("/a/b/b/c"), ALICE))
                .isTrue();
        assertThat(fits(Rule.any().paths("*.js"), Request.get("/a/b.js"), ALICE))
                .isTrue();
        assertThat(fits(Rule.any().paths("/st*"), Request.get("/static/x"), ALICE))
                .isTrue();
        assertThatIllegalArgumentException().isThrownBy(() -> Rule.any().paths("admin"));
    }

    @Test
    void hostsIgnoreCaseAndPort() throws IOException {
        Request request = Request.get("/").withAuthority("https", "Shop.Example.COM:8443");
        assertThat(fits(Rule.any().hosts("shop.example.com"), request, ALICE)).isTrue();
        assertThat(fits(Rule.any().hosts("*.EXAMPLE.com"), request, ALICE)).isTrue();
        assertThat(fits(Rule.any().hosts("example.com"), request, ALICE)).isFalse();
        Request dot = Request.get("/").withAuthority("https", "shop.example.com.:8443");
        assertThat(fits(Rule.any().hosts("shop.example.com"), dot, ALICE)).isTrue();
    }

    @Test
    void aRepeatedHeaderFitsAllowRulesByAllValuesAndDenyRulesByOne() throws IOException {
        Rule rule = Rule.any().header("X-Env", "test", "dev*");
        assertThat(fits(rule, Request.get("/"), ALICE)).isFalse();
        assertThat(fits(rule, Request.get("/").with("x-env", "dev1"), ALICE)).isTrue();
        Request both = Request.get("/").withHeaders(Headers.of("x-env", "test", "x-env", "prod"));
        assertThat(handle(Authorize.allow(rule), both, ALICE).status()).isEqualTo(403);
        assertThat(handle(Authorize.deny(rule), both, ALICE).status()).isEqualTo(403);
        assertThat(handle(Authorize.allow(Rule.any().not(rule)), both, ALICE).status())
                .isEqualTo(403);
        Request same = Request.get("/").withHeaders(Headers.of("x-env", "test", "X-ENV", "dev"));
        assertThat(fits(rule, same, ALICE)).isTrue();
    }

    @Test
    void addressesAreNetworks() throws IOException {
        Rule rule = Rule.any().addresses("192.0.2.0/24", "2001:db8::/32");
        assertThat(fits(rule, NOBODY)).isTrue();
        assertThat(fits(rule, NOBODY.withAddress("192.0.3.1"))).isFalse();
        assertThat(fits(rule, NOBODY.withAddress("2001:db8:1::1"))).isTrue();
        assertThat(fits(rule, NOBODY.withAddress("::ffff:192.0.2.1"))).isTrue();
        assertThat(fits(rule, NOBODY.withAddress("[2001:db8::1%eth0]"))).isTrue();
        doubtful(rule, Request.get("/"), Caller.unknown());
        doubtful(rule, Request.get("/"), NOBODY.withAddress("nonsense"));
        assertThatIllegalArgumentException().isThrownBy(() -> Rule.any().addresses("10.0.0.1/8"));
    }

    @Test
    void noneOfThePartsUnderNotMayHold() throws IOException {
        Rule rule = Rule.any().not(Rule.any().methods("DELETE").paths("/admin/**"));
        assertThat(fits(rule, Request.of("GET", "/x"), ALICE)).isTrue();
        assertThat(fits(rule, Request.of("DELETE", "/x"), ALICE)).isFalse();
        assertThat(fits(rule, Request.of("GET", "/admin"), ALICE)).isFalse();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rule.any().not(rule))
                .withMessageContaining("not");
    }

    private static Authorize read(String yaml) {
        return Yaml.read(yaml, Authorize::from);
    }

    @Test
    void yamlSaysTheSame() throws IOException {
        Authorize authorize = read("""
                deny: [ { name: no-admin, paths: [/admin/**], not: { roles: [admin], addresses: 10.0.0.0/8 } } ]
                allow:
                  - { scopes: [orders:read], methods: [GET] }
                  - { principals: ["https://id.acme.test/alice"], headers: { x-env: [test] }, hosts: [localhost] }
                  - { claims: { "org.id": [7], email_verified: true }, peers: spiffe://x, consumers: y, groups: z }
                  - { times: [ { days: sat-sun, zone: Asia/Tokyo }, { from: "22:00", until: "06:00" } ], directAddresses: "::1" }
                audit: { paths: "*" }
                realm: shop
                """);
        assertThat(handle(authorize, Request.get("/admin"), ALICE).decisions())
                .extracting(Decision::rule)
                .containsExactly("audit-1", "no-admin");
        assertThat(handle(authorize, Request.get("/admin"), ALICE.withGrants(Set.of(), Set.of("admin")))
                        .status())
                .isEqualTo(403);
        assertThat(handle(authorize, Request.get("/x"), ALICE).decisions())
                .contains(Decision.of("authorize", Outcome.ALLOWED, "allow-1"));
        assertThat(handle(authorize, Request.of("PUT", "/x").with("x-env", "test"), ALICE)
                        .decisions())
                .contains(Decision.of("authorize", Outcome.ALLOWED, "allow-2"));
        assertThat(status(read("allow: []"), ALICE)).isEqualTo(403);
        assertThat(status(read("deny: []"), ALICE)).isEqualTo(200);
        assertThat(status(read("allow: [ {} ]"), NOBODY)).isEqualTo(200);
    }

    private static List<String> faults(String yaml) {
        return Yaml.faults(yaml, (Settings settings) -> Authorize.from(settings));
    }

    @Test
    void faultsInYamlAreSentencesWithLines() {
        assertThat(faults("realm: x")).singleElement().asString().contains("allow, deny, audit or external");
        assertThat(faults("allow:\n  - { scopes: [] }"))
                .singleElement()
                .asString()
                .contains(":2:", "at least one");
        assertThat(faults("allow:\n  - { scope: [a] }"))
                .singleElement()
                .asString()
                .contains("Did you mean \"scopes\"");
        assertThat(faults("allow:\n  - groups: [a]\n    paths: [x/**]"))
                .singleElement()
                .asString()
                .contains(":3:");
        assertThat(faults("allow: [ { methods: [G*T] } ]"))
                .singleElement()
                .asString()
                .contains("star");
        assertThat(faults("deny: [ { addresses: [10.0.0.300] } ]")).hasSize(1);
        assertThat(faults("deny: [ { headers: { \"x y\": [a] } } ]"))
                .singleElement()
                .asString()
                .contains("header name");
        assertThat(faults("deny: [ { times: { days: [mon-fry], from: \"8\", zone: Berlin } } ]"))
                .hasSize(3)
                .anyMatch(fault -> fault.contains("mon-fri"))
                .anyMatch(fault -> fault.contains("08:30"))
                .anyMatch(fault -> fault.contains("Europe/Berlin"));
        assertThat(faults("deny: [ { times: [] } ]")).singleElement().asString().contains("at least one window");
        assertThat(faults("deny: [ { not: { not: { groups: [a] } } } ]"))
                .singleElement()
                .asString()
                .contains("not");
    }

    @Test
    void aPrincipalForWhomNobodyVouchesIsComparedAsItIs() throws IOException {
        Caller peer = NOBODY.withPrincipal("spiffe://shop/ns/prod/sa/bob", null);
        assertThat(fits(Rule.any().principals("spiffe://shop/ns/prod/*"), peer)).isTrue();
        assertThat(fits(Rule.any().principals("spiffe://other/*"), peer)).isFalse();
        Caller told = NOBODY.withPrincipal("spiffe://shop/ns/prod/sa/bob", "https://spire.test");
        assertThat(fits(Rule.any().principals("spiffe://shop/ns/prod/*"), told)).isTrue();
        assertThat(fits(Rule.any().principals("https://id/bob"), NOBODY.withPrincipal("https://id/bob", null)))
                .isTrue();
    }

    @Test
    void aPrincipalThatLooksLikeThatOfAnotherIssuerIsDoubtful() throws IOException {
        doubtful(
                Rule.any().principals("https://id.acme.test/bob"),
                Request.get("/"),
                NOBODY.withPrincipal("https://id.acme.test/bob", "https://other.test"));
    }

    @Test
    void aHostThatWouldNeverComeIsRefused() throws IOException {
        for (String host : List.of("shop.test:8080", "https://shop.test", "shop.test/", "[::1]:80")) {
            assertThatIllegalArgumentException()
                    .as(host)
                    .isThrownBy(() -> Rule.any().hosts(host))
                    .withMessageContaining("will never come");
        }
        Request request = Request.of("GET", "/").withAuthority("http", "Shop.test.:8080");
        for (String host : List.of("shop.test", "SHOP.test.", "*.test.", "shop*")) {
            assertThat(fits(Rule.any().hosts(host), request, NOBODY)).as(host).isTrue();
        }
        Request v6 = Request.of("GET", "/").withAuthority("http", "[2001:DB8::1]:80");
        assertThat(fits(Rule.any().hosts("[2001:db8::1]"), v6, NOBODY)).isTrue();
    }

    @Test
    void slashesThatAnotherReaderMayDropAreDoubtful() throws IOException {
        doubtful(Rule.any().paths("/files/{*}"), Request.get("/files/a%2Fb/"), NOBODY);
        doubtful(Rule.any().paths("/a/b"), Request.get("/a%2F%2Fb"), NOBODY);
        doubtful(Rule.any().paths("/a/b"), Request.get("/a%2Fb%2F"), NOBODY);
        doubtful(Rule.any().paths("*.pdf"), Request.get("/a.pdf/"), NOBODY);
    }

    @Test
    void hiddenFilesCanBeNamedAndATextThatNoPathBeginsWithCannot() throws IOException {
        assertThat(fits(Rule.any().paths("/.*"), Request.get("/.git"), NOBODY)).isTrue();
        assertThat(fits(Rule.any().paths("/a/..*"), Request.get("/a/..b"), NOBODY))
                .isTrue();
        assertThat(fits(Rule.any().paths("*..bak"), Request.get("/a..bak"), NOBODY))
                .isTrue();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rule.any().paths("admin*"))
                .withMessageContaining("does not begin with a slash");
        assertThatIllegalArgumentException().isThrownBy(() -> Rule.any().paths("/a//*"));
        assertThatIllegalArgumentException().isThrownBy(() -> Rule.any().paths("/a/../*"));
        assertThatIllegalArgumentException().isThrownBy(() -> Rule.any().paths("/a%2*"));
    }

    @Test
    void aClaimWithinTheObjectsOfAListIsDoubtful() throws IOException {
        Caller caller = NOBODY.withClaims(Map.of("groups", List.of(Map.of("name", "admin"))));
        doubtful(Rule.any().claim("groups.name", "admin"), Request.get("/"), caller);
        assertThat(fits(Rule.any().claim("other.name", "admin"), caller)).isFalse();
    }
}
