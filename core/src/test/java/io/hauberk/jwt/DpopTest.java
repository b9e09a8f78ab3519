package io.hauberk.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Body;
import io.hauberk.Exchange;
import io.hauberk.Headers;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.testkit.FilterTest;
import io.hauberk.testkit.Handled;
import io.hauberk.testkit.SigningPair;
import io.hauberk.testkit.VirtualTime;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Proofs of possession, right ones and all the wrong ones of RFC 9449 §4.3, §7 and §11. */
class DpopTest {
    private static final Signer SIGNER = Signer.curve("k1");
    private static final SigningPair CLIENT = SigningPair.of("client");
    private static final SigningPair THIEF = SigningPair.of("thief");

    private final VirtualTime time = VirtualTime.moving();
    private final Issuer issuer = Issuer.of(Signer.ISSUER)
            .audience("orders")
            .keys("https://id.acme.test/jwks.json")
            .fetching(request -> Response.ok(Signer.set(SIGNER)))
            .clock(time, time)
            .background(new HandBackground(time));
    private final Dpop dpop = Dpop.accepted().clock(time);
    private final FilterTest filter = FilterTest.of(Jwt.issuedBy(issuer).dpop(dpop));
    private int proofs;

    private String boundTo(SigningPair key) {
        Map<String, Object> claims = Signer.claims(time.instant());
        claims.put("cnf", Map.of("jkt", key.thumbprint()));
        return SIGNER.token(claims);
    }

    private Map<String, Object> header(SigningPair key) {
        Map<String, Object> header = new LinkedHashMap<>();
        header.put("typ", "dpop+jwt");
        header.put("alg", "ES256");
        header.put("jwk", key.publicKey());
        return header;
    }

    private Map<String, Object> claims(String token) {
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("jti", "proof-" + proofs++);
        claims.put("htm", "GET");
        claims.put("htu", "https://shop.test/orders");
        claims.put("iat", time.instant().getEpochSecond());
        claims.put("ath", SigningPair.hash(token));
        return claims;
    }

    private Handled handle(FilterTest filter, String scheme, String token, String... proof) throws IOException {
        Headers.Edit headers = Headers.empty().edit().add("Authorization", scheme + ' ' + token);
        for (String each : proof) {
            headers.add("DPoP", each);
        }
        return filter.handle(Request.of(
                Exchange.begin(time), "GET", "https", "shop.test", "/orders", "page=2", headers.build(), Body.empty()));
    }

    private String refused(String scheme, String token, String... proof) throws IOException {
        Handled handled = handle(filter, scheme, token, proof);
        if (handled.status() == 200) {
            return "passed";
        }
        assertThat(handled.status()).isEqualTo(401);
        assertThat(handled.exchange().caller().authenticated()).isFalse();
        return handled.decisions().get(0).rule();
    }

    @Test
    void aProofOfTheRightKeyForThisRequestPassesOnce() throws IOException {
        String token = boundTo(CLIENT);
        String proof = CLIENT.sign(header(CLIENT), claims(token));
        assertThat(refused("DPoP", token, proof)).isEqualTo("passed");
        assertThat(refused("DPoP", token, proof)).isEqualTo("replayed-proof");
        assertThat(refused("dpop", token, CLIENT.sign(header(CLIENT), claims(token))))
                .isEqualTo("passed");
    }

    @Test
    void aBoundTokenIsNoBearerTokenAndTheOtherWayRound() throws IOException {
        String bound = boundTo(CLIENT);
        assertThat(refused("Bearer", bound)).isEqualTo("dpop-bound");
        assertThat(refused("Bearer", bound, CLIENT.sign(header(CLIENT), claims(bound))))
                .isEqualTo("dpop-bound");
        String free = SIGNER.token(time.instant());
        assertThat(refused("Bearer", free)).isEqualTo("passed");
        assertThat(refused("DPoP", free, CLIENT.sign(header(CLIENT), claims(free))))
                .isEqualTo("not-dpop-bound");
        FilterTest plain = FilterTest.of(Jwt.issuedBy(issuer));
        assertThat(handle(plain, "Bearer", bound).status()).isEqualTo(401);
        assertThat(handle(plain, "DPoP", bound, CLIENT.sign(header(CLIENT), claims(bound)))
                        .reason())
                .isEqualTo("unauthenticated");
        FilterTest strict =
                FilterTest.of(Jwt.issuedBy(issuer).dpop(Dpop.required().clock(time)));
        assertThat(handle(strict, "Bearer", free).status()).isEqualTo(401);
    }

    @Test
    void whatIsWrongWithAProofIsNamedInTheRecordAndNowhereElse() throws IOException {
        String token = boundTo(CLIENT);
        assertThat(refused("DPoP", token)).isEqualTo("no-proof");
        String right = CLIENT.sign(header(CLIENT), claims(token));
        assertThat(refused("DPoP", token, right, right)).isEqualTo("several-proofs");
        for (String text :
                List.of("", "x", "a.b.c", right + "=", right.substring(0, right.length() - 8) + "AAAAAAAA.x")) {
            assertThat(refused("DPoP", token, text)).isEqualTo("malformed-proof");
        }
        assertThat(with(token, "typ", "JWT")).isEqualTo("wrong-proof-type");
        assertThat(with(token, "alg", "none")).isEqualTo("wrong-proof-algorithm");
        assertThat(with(token, "alg", "HS256")).isEqualTo("wrong-proof-algorithm");
        assertThat(with(token, "crit", List.of("exp"))).isEqualTo("wrong-proof-algorithm");
        assertThat(with(token, "jwk", "k")).isEqualTo("malformed-proof");
        assertThat(with(token, "jwk", Map.of("kty", "oct"))).isEqualTo("wrong-proof-algorithm");
        Map<String, Object> whole = new LinkedHashMap<>(CLIENT.publicKey());
        whole.put("d", "AAAA");
        assertThat(with(token, "jwk", whole)).isEqualTo("private-key-in-proof");
        assertThat(refused("DPoP", token, THIEF.sign(header(THIEF), claims(token))))
                .isEqualTo("wrong-proof-key");
        assertThat(refused("DPoP", token, THIEF.sign(header(CLIENT), claims(token))))
                .isEqualTo("bad-proof-signature");
        Handled handled = handle(filter, "DPoP", token);
        assertThat(handled.exchange().decisions()).hasSize(1);
        assertThat(handled.reason()).isEqualTo("invalid-dpop-proof");
    }

    private String with(String token, String name, Object value) throws IOException {
        Map<String, Object> header = header(CLIENT);
        header.put(name, value);
        return refused("DPoP", token, CLIENT.sign(header, claims(token)));
    }

    @Test
    void aProofIsForItsMethodUrlTokenAndTime() throws IOException {
        String token = boundTo(CLIENT);
        long now = time.instant().getEpochSecond();
        assertThat(claiming(token, "htm", "POST")).isEqualTo("wrong-proof-method");
        assertThat(claiming(token, "htm", "get")).isEqualTo("wrong-proof-method");
        for (String url : List.of(
                "https://shop.test/orders/",
                "http://shop.test/orders",
                "https://evil.test/orders",
                "https://shop.test:8443/orders",
                "https://shop.test@evil.test/orders",
                "/orders",
                "")) {
            assertThat(claiming(token, "htu", url)).as(url).isEqualTo("wrong-proof-url");
        }
        for (String url : List.of(
                "HTTPS://SHOP.test:443/orders", "https://shop.test/orders?page=3#top", "https://shop.test/%6frders")) {
            assertThat(claiming(token, "htu", url)).as(url).isEqualTo("passed");
        }
        assertThat(claiming(token, "ath", SigningPair.hash("other"))).isEqualTo("wrong-proof-token");
        assertThat(claiming(token, "ath", null)).isEqualTo("wrong-proof-token");
        assertThat(claiming(token, "iat", now - 61)).isEqualTo("stale-proof");
        assertThat(claiming(token, "iat", now + 61)).isEqualTo("stale-proof");
        assertThat(claiming(token, "iat", now - 59)).isEqualTo("passed");
        assertThat(claiming(token, "iat", "now")).isEqualTo("malformed-proof");
        assertThat(claiming(token, "jti", null)).isEqualTo("malformed-proof");
        assertThat(claiming(token, "jti", "")).isEqualTo("malformed-proof");
        assertThat(claiming(token, "jti", "x".repeat(300))).isEqualTo("malformed-proof");
    }

    private String claiming(String token, String name, Object value) throws IOException {
        Map<String, Object> claims = claims(token);
        claims.put(name, value);
        if (value == null) {
            claims.remove(name);
        }
        return refused("DPoP", token, CLIENT.sign(header(CLIENT), claims));
    }

    @Test
    void challengesSayHowAndNoMore() throws IOException {
        FilterTest both = FilterTest.of(Jwt.issuedBy(issuer).dpop(dpop.algorithms("ES256")));
        assertThat(both.get("/").response().headers().all("WWW-Authenticate"))
                .containsExactly("Bearer realm=\"hauberk\"", "DPoP realm=\"hauberk\", algs=\"ES256\"");
        assertThat(handle(both, "DPoP", boundTo(CLIENT)).response().headers().all("WWW-Authenticate"))
                .containsExactly(
                        "Bearer realm=\"hauberk\"",
                        "DPoP realm=\"hauberk\", error=\"invalid_dpop_proof\", algs=\"ES256\"");
    }

    @Test
    void aNonceIsAskedForRenewedAndForgottenByNobody() throws IOException {
        FilterTest asking = FilterTest.of(Jwt.issuedBy(issuer).dpop(dpop.nonces()));
        String token = boundTo(CLIENT);
        Handled first = handle(asking, "DPoP", token, CLIENT.sign(header(CLIENT), claims(token)));
        assertThat(first.status()).isEqualTo(401);
        assertThat(first.response().headers().all("WWW-Authenticate").get(1)).contains("error=\"use_dpop_nonce\"");
        String nonce = first.header("DPoP-Nonce");
        assertThat(nonced(asking, token, nonce).status()).isEqualTo(200);
        assertThat(nonced(asking, token, nonce).header("DPoP-Nonce")).isNull();
        assertThat(nonced(asking, token, nonce.replace(nonce.charAt(20), nonce.charAt(20) == 'A' ? 'B' : 'A'))
                        .status())
                .isEqualTo(401);
        time.advance(Duration.ofSeconds(200));
        token = boundTo(CLIENT);
        Handled renewed = nonced(asking, token, nonce);
        assertThat(renewed.status()).isEqualTo(200);
        assertThat(renewed.header("DPoP-Nonce")).isNotNull().isNotEqualTo(nonce);
        time.advance(Duration.ofSeconds(200));
        assertThat(nonced(asking, token, nonce).status()).isEqualTo(401);
    }

    private Handled nonced(FilterTest filter, String token, String nonce) throws IOException {
        Map<String, Object> claims = claims(token);
        claims.put("nonce", nonce);
        return handle(filter, "DPoP", token, CLIENT.sign(header(CLIENT), claims));
    }

    @Test
    void aProofIsTakenOnceWhateverTheClockDoes() throws IOException {
        AtomicReference<Instant> now = new AtomicReference<>(time.instant());
        FilterTest stepping =
                FilterTest.of(Jwt.issuedBy(issuer).dpop(Dpop.accepted().clock(now::get)));
        String token = boundTo(CLIENT);
        String proof = CLIENT.sign(header(CLIENT), claims(token));
        assertThat(handle(stepping, "DPoP", token, proof).status()).isEqualTo(200);
        now.set(time.instant().plusSeconds(600));
        Map<String, Object> later = claims(token);
        later.put("iat", now.get().getEpochSecond());
        assertThat(handle(stepping, "DPoP", token, CLIENT.sign(header(CLIENT), later))
                        .status())
                .isEqualTo(200);
        now.set(time.instant());
        assertThat(handle(stepping, "DPoP", token, proof).status())
                .as("when it is forgotten, and the clock steps back")
                .isEqualTo(401);
    }
}
