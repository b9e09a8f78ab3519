package io.hauberk.checks.whole;

import static io.hauberk.checks.whole.TokenGateway.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.testkit.RawMessage;
import io.hauberk.testkit.SigningPair;
import io.hauberk.testkit.ThrowawayIssuer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tokens, and attacks with them, through a gateway from a file, in front of an application, on both containers. */
class TokensTest {
    private static final String FILE = """
            hauberk: 1
            issuers:
              id: { issuer: "ISSUER", audience: [shop] }
              strict: { issuer: "ISSUER", audience: [shop], types: [at+jwt] }
            routes:
              - name: plain
                match: [ { path: "/plain/**" } ]
                filters: [ { jwt: { issuer: id, claimHeaders: { x-user: sub }, resource: { url: "https://api.acme.test/plain", scopes: [read] } } } ]
              - name: strict
                match: [ { path: "/strict/**" } ]
                filters: [ { jwt: { issuer: strict, claims: { tenant: [blue] } } } ]
              - name: dpop
                match: [ { path: "/dpop/**" } ]
                filters: [ { jwt: { issuer: id, dpop: { use: accepted, algorithms: [ES256] } } } ]
              - name: nonce
                match: [ { path: "/nonce/**" } ]
                filters: [ { jwt: { issuer: id, dpop: { use: required, nonces: true } } } ]
              - name: places
                match: [ { path: "/places/**" } ]
                filters: [ { jwt: { issuer: id, from: [ { header: x-token }, { cookie: t }, { query: t } ] } } ]
              - name: opaque
                match: [ { path: "/opaque/**" } ]
                filters:
                  - introspection: { issuer: id, audience: shop, client: { id: CLIENT, secret: "SECRET" }, negativeCache: 1s }
            """;

    @TempDir
    Path folder;

    private final SigningPair client = SigningPair.of("client");
    private final SigningPair thief = SigningPair.of("thief");

    private TokenGateway start(Container kind) throws Exception {
        return new TokenGateway(kind, folder, FILE, "x-user");
    }

    private static String challenge(TokenGateway whole, String target, String... fields) throws IOException {
        RawMessage answer = whole.get(target, fields);
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.text()).doesNotContain("alice", "signature", "audience", "expired", "jti");
        return String.valueOf(answer.header("WWW-Authenticate"));
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void aTokenOfAnIssuerThatIsKnownByItsNameAlonePasses(Container kind) throws Exception {
        try (TokenGateway whole = start(kind)) {
            String token = whole.issuer.token("alice", "shop", Map.of());
            RawMessage answer = whole.get("/plain/a", bearer(token), "X-User: admin", "X_User: admin");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).isEqualTo("alice alice");
            whole.issuer.down(true);
            assertThat(whole.get("/plain/a", bearer(whole.issuer.token("bob", "shop", Map.of())))
                            .text())
                    .as("keys outlive an outage")
                    .isEqualTo("bob bob");
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void forgedTokensAreRefusedAndNobodyIsToldWhy(Container kind) throws Exception {
        try (TokenGateway whole = start(kind)) {
            ThrowawayIssuer issuer = whole.issuer;
            String right = issuer.token("alice", "shop", Map.of());
            String[] parts = right.split("\\.");
            Map<String, Object> claims = new LinkedHashMap<>();
            claims.put("iss", issuer.url());
            claims.put("sub", "alice");
            claims.put("aud", "shop");
            claims.put("exp", Instant.now().getEpochSecond() + 60);
            Map<String, Object> header = new LinkedHashMap<>(Map.of("alg", "ES256", "kid", "k1"));
            assertThat(whole.get("/plain/a", bearer(issuer.key().sign(header, claims)))
                            .status())
                    .isEqualTo(200);
            List<String> forged = List.of(
                    encode("{\"alg\":\"none\"}") + '.' + parts[1] + '.',
                    encode("{\"alg\":\"HS256\",\"kid\":\"k1\"}") + '.' + parts[1] + '.' + parts[2],
                    thief.sign(header, claims),
                    thief.sign(with(header, "jwk", thief.publicKey()), claims),
                    thief.sign(with(header, "jku", issuer.url() + "/evil.json"), claims),
                    issuer.key().sign(with(header, "crit", List.of("exp")), claims),
                    issuer.key().sign(with(header, "b64", false), claims),
                    issuer.key().sign(with(header, "zip", "DEF"), claims),
                    issuer.key().sign(with(header, "typ", "dpop+jwt"), claims),
                    issuer.key().sign(with(header, "kid", "../../etc/passwd"), claims),
                    issuer.key().sign(header, with(claims, "aud", "payments")),
                    issuer.key().sign(header, with(claims, "iss", "https://evil.test")),
                    issuer.key().sign(header, with(claims, "exp", 1)),
                    issuer.key()
                            .sign(
                                    "{\"alg\":\"ES256\",\"kid\":\"k1\"}",
                                    "{\"iss\":\"" + issuer.url() + "\",\"sub\":\"alice\",\"sub\":\"admin\","
                                            + "\"aud\":\"shop\",\"exp\":99999999999}"),
                    parts[0] + '.' + parts[1] + '.' + "A".repeat(86),
                    right + "=",
                    right.replace(".", ".."),
                    "a.b.c.d.e");
            for (String token : forged) {
                assertThat(challenge(whole, "/plain/a", bearer(token)))
                        .as(token)
                        .isEqualTo(
                                "Bearer realm=\"hauberk\", error=\"invalid_token\","
                                        + " resource_metadata=\"https://api.acme.test/.well-known/oauth-protected-resource/plain\"");
            }
            assertThat(issuer.asked("/evil.json")).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void typesAndClaimsAreAskedForWhereTheyAreNamed(Container kind) throws Exception {
        try (TokenGateway whole = start(kind)) {
            ThrowawayIssuer issuer = whole.issuer;
            assertThat(whole.get("/strict/a", bearer(issuer.token("alice", "shop", Map.of("tenant", "blue"))))
                            .status())
                    .isEqualTo(200);
            assertThat(whole.get("/strict/a", bearer(issuer.token("alice", "shop", Map.of("tenant", "red"))))
                            .status())
                    .isEqualTo(401);
            Map<String, Object> claims =
                    Map.of("iss", issuer.url(), "sub", "alice", "aud", "shop", "tenant", "blue", "exp", 99999999999L);
            String id = issuer.key().sign(Map.of("alg", "ES256", "kid", "k1", "typ", "JWT"), claims);
            assertThat(whole.get("/strict/a", bearer(id)).status()).isEqualTo(401);
            assertThat(whole.get("/plain/a", bearer(id)).status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void oneTokenInOnePlace(Container kind) throws Exception {
        try (TokenGateway whole = start(kind)) {
            String token = whole.issuer.token("alice", "shop", Map.of());
            assertThat(whole.get("/places/a", "X-Token: " + token).status()).isEqualTo(200);
            assertThat(whole.get("/places/a", "Cookie: a=b; t=" + token).status())
                    .isEqualTo(200);
            assertThat(whole.get("/places/a?t=" + token).status()).isEqualTo(200);
            assertThat(whole.get("/places/a", bearer(token)).status()).isEqualTo(401);
            for (RawMessage several : List.of(
                    whole.get("/places/a?t=" + token, "X-Token: " + token),
                    whole.get("/places/a?t=" + token + "&t=" + token),
                    whole.get("/places/a", "Cookie: t=" + token, "X-Token: " + token),
                    whole.get("/plain/a?access_token=" + token, bearer(token)),
                    whole.get("/plain/a", bearer(token), bearer(token)))) {
                assertThat(several.status()).isEqualTo(400);
                assertThat(several.header("WWW-Authenticate")).contains("error=\"invalid_request\"");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void aResourceTellsWhereItsTokensComeFrom(Container kind) throws Exception {
        try (TokenGateway whole = start(kind)) {
            assertThat(challenge(whole, "/plain/a"))
                    .isEqualTo(
                            "Bearer realm=\"hauberk\","
                                    + " resource_metadata=\"https://api.acme.test/.well-known/oauth-protected-resource/plain\"");
            RawMessage document = whole.get("/.well-known/oauth-protected-resource/plain");
            assertThat(document.status()).isEqualTo(200);
            assertThat(document.header("Content-Type")).isEqualTo("application/json");
            assertThat(document.text())
                    .isEqualTo("{\"resource\":\"https://api.acme.test/plain\",\"authorization_servers\":[\""
                            + whole.issuer.url()
                            + "\"],\"scopes_supported\":[\"read\"],\"bearer_methods_supported\":[\"header\"]}");
            assertThat(whole.get("/.well-known/oauth-protected-resource").status())
                    .isEqualTo(404);
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void aStolenTokenIsOfNoUseWithoutTheKey(Container kind) throws Exception {
        try (TokenGateway whole = start(kind)) {
            String token = whole.issuer.token("alice", "shop", Map.of("cnf", Map.of("jkt", client.thumbprint())));
            String dpop = "Authorization: DPoP " + token;
            String url = "http://localhost/dpop/a";
            String proof = "DPoP: " + proof(client, token, "GET", url, null);
            assertThat(whole.get("/dpop/a?b=c", dpop, proof).status()).isEqualTo(200);
            assertThat(whole.get("/dpop/a", dpop, proof).status())
                    .as("a replay")
                    .isEqualTo(401);
            for (String[] fields : List.of(
                    new String[] {bearer(token)},
                    new String[] {bearer(token), "DPoP: " + proof(client, token, "GET", url, null)},
                    new String[] {dpop},
                    new String[] {dpop, "DPoP: " + proof(thief, token, "GET", url, null)},
                    new String[] {dpop, "DPoP: " + proof(client, token, "POST", url, null)},
                    new String[] {dpop, "DPoP: " + proof(client, token, "GET", url + "/b", null)},
                    new String[] {dpop, "DPoP: " + proof(client, token + "x", "GET", url, null)},
                    new String[] {
                        dpop,
                        "DPoP: " + proof(client, token, "GET", url, null),
                        "DPoP: " + proof(client, token, "GET", url, null)
                    })) {
                assertThat(whole.get("/dpop/a", fields).status()).isEqualTo(401);
            }
            assertThat(whole.get("/plain/a", bearer(token)).status())
                    .as("where DPoP is not known, too")
                    .isEqualTo(401);
            String free = whole.issuer.token("alice", "shop", Map.of());
            assertThat(whole.get("/dpop/a", bearer(free)).status()).isEqualTo(200);
            assertThat(whole.get(
                                    "/dpop/a",
                                    "Authorization: DPoP " + free,
                                    "DPoP: " + proof(client, free, "GET", url, null))
                            .status())
                    .isEqualTo(401);
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void aNonceOfOursIsAskedFor(Container kind) throws Exception {
        try (TokenGateway whole = start(kind)) {
            String token = whole.issuer.token("alice", "shop", Map.of("cnf", Map.of("jkt", client.thumbprint())));
            String dpop = "Authorization: DPoP " + token;
            String url = "http://localhost/nonce/a";
            RawMessage first = whole.get("/nonce/a", dpop, "DPoP: " + proof(client, token, "GET", url, null));
            assertThat(first.status()).isEqualTo(401);
            assertThat(first.header("WWW-Authenticate"))
                    .startsWith("DPoP realm=\"hauberk\", error=\"use_dpop_nonce\", algs=\"");
            String nonce = first.header("DPoP-Nonce");
            assertThat(whole.get("/nonce/a", dpop, "DPoP: " + proof(client, token, "GET", url, nonce))
                            .status())
                    .isEqualTo(200);
            assertThat(whole.get("/nonce/a", dpop, "DPoP: " + proof(client, token, "GET", url, "made-up"))
                            .status())
                    .isEqualTo(401);
            assertThat(whole.get("/nonce/a", bearer(whole.issuer.token("alice", "shop", Map.of())))
                            .status())
                    .isEqualTo(401);
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void anOpaqueTokenIsAskedAbout(Container kind) throws Exception {
        try (TokenGateway whole = start(kind)) {
            String token = whole.issuer.opaqueToken("alice", "shop", Map.of());
            assertThat(whole.get("/opaque/a", bearer(token)).text()).startsWith("alice");
            assertThat(whole.get("/opaque/a", bearer("made-up")).status()).isEqualTo(401);
            assertThat(whole.get("/opaque/a", bearer(whole.issuer.opaqueToken("alice", "pay", Map.of())))
                            .status())
                    .isEqualTo(401);
            whole.issuer.down(true);
            assertThat(whole.get("/opaque/a", bearer(token)).status()).isEqualTo(200);
            RawMessage unknown = whole.get("/opaque/a", bearer("another"));
            assertThat(unknown.status()).isEqualTo(503);
            assertThat(unknown.header("Retry-After")).isEqualTo("1");
        }
    }

    private static String proof(SigningPair key, String token, String method, String url, String nonce) {
        Map<String, Object> header = new LinkedHashMap<>();
        header.put("typ", "dpop+jwt");
        header.put("alg", "ES256");
        header.put("jwk", key.publicKey());
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("jti", UUID.randomUUID().toString());
        claims.put("htm", method);
        claims.put("htu", url);
        claims.put("iat", Instant.now().getEpochSecond());
        claims.put("ath", SigningPair.hash(token));
        if (nonce != null) {
            claims.put("nonce", nonce);
        }
        return key.sign(header, claims);
    }

    private static Map<String, Object> with(Map<String, Object> map, String name, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(map);
        more.put(name, value);
        return more;
    }

    private static String encode(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
