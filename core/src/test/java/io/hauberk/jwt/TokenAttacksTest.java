package io.hauberk.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.JSONObjectUtils;
import io.hauberk.Decision;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.testkit.FilterTest;
import io.hauberk.testkit.Handled;
import io.hauberk.testkit.VirtualTime;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.EdECPublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What RFC 8725 warns of, and what has gone wrong elsewhere. */
class TokenAttacksTest {
    private static final Signer RSA = Signer.rsa("rsa");
    private static final Signer CURVE = Signer.curve("ec");
    private static final Signer STRANGER = Signer.rsa("rsa");

    private final VirtualTime time = VirtualTime.moving();
    private final AtomicInteger foreignFetches = new AtomicInteger();
    private final Issuer issuer = issuer(Signer.set(RSA, CURVE));
    private final Map<String, Object> claims = Signer.claims(time.instant());
    private final Map<String, Object> header = RSA.header();

    private Issuer issuer(String set) {
        return Issuer.of(Signer.ISSUER)
                .audience("orders", "shop")
                .keys("https://id.acme.test/jwks.json")
                .fetching(request -> {
                    if (!request.authority().equals("id.acme.test")) {
                        foreignFetches.incrementAndGet();
                    }
                    return Response.ok(set);
                })
                .clock(time, time)
                .background(new HandBackground(time));
    }

    private String rule(String token) throws IOException {
        return rule(issuer, token);
    }

    /** The rule that refused the token, or null where it passed. */
    private static String rule(Issuer issuer, String token) throws IOException {
        Handled handled =
                FilterTest.of(Jwt.issuedBy(issuer)).handle(Request.get("/").with("Authorization", "Bearer " + token));
        if (handled.status() == 200) {
            return null;
        }
        assertThat(handled.status()).isEqualTo(401);
        assertThat(handled.exchange().caller().authenticated()).isFalse();
        assertThat(handled.header("WWW-Authenticate")).endsWith("error=\"invalid_token\"");
        Decision decision = handled.decisions().get(0);
        return decision.rule();
    }

    @Test
    void theRightOnesPass() throws IOException {
        assertThat(rule(RSA.token(claims))).isNull();
        assertThat(rule(RSA.by("PS384").token(claims))).isNull();
        assertThat(rule(CURVE.token(claims))).isNull();
    }

    @Test
    void noSignatureIsNoToken() throws IOException {
        String payload = Signer.encode(JSONObjectUtils.toJSONString(claims));
        for (String none : List.of("none", "None", "nOnE", "NONE", "")) {
            header.put("alg", none);
            String unsigned = Signer.encode(JSONObjectUtils.toJSONString(header)) + '.' + payload + '.';
            assertThat(rule(unsigned)).isEqualTo("wrong-algorithm");
        }
        String signed = RSA.token(claims);
        assertThat(rule(signed.substring(0, signed.lastIndexOf('.') + 1))).isEqualTo("bad-signature");
    }

    @Test
    void aPublicKeyIsNoSharedSecret() throws Exception {
        header.put("alg", "HS256");
        String input = Signer.encode(JSONObjectUtils.toJSONString(header))
                + '.'
                + Signer.encode(JSONObjectUtils.toJSONString(claims));
        RSAKey key = ((RSAKey) RSA.key()).toPublicJWK();
        for (byte[] secret :
                List.of(key.toRSAPublicKey().getEncoded(), key.toJSONString().getBytes(StandardCharsets.UTF_8))) {
            String mac = new MACSigner(secret)
                    .sign(new JWSHeader(JWSAlgorithm.HS256), input.getBytes(StandardCharsets.UTF_8))
                    .toString();
            assertThat(rule(input + '.' + mac)).isEqualTo("wrong-algorithm");
        }
    }

    @Test
    void aKeyVerifiesByItsOwnAlgorithmsOnly() throws Exception {
        header.put("kid", "ec");
        assertThat(rule(RSA.token(header, claims))).isEqualTo("wrong-algorithm");
        header.put("kid", "rsa");
        header.put("alg", "ES256");
        assertThat(rule(CURVE.token(header, claims))).isEqualTo("wrong-algorithm");

        Issuer named = issuer("{\"keys\":["
                + new RSAKey.Builder(((RSAKey) RSA.key()).toPublicJWK())
                        .algorithm(JWSAlgorithm.RS256)
                        .build()
                        .toJSONString()
                + "]}");
        assertThat(rule(named, RSA.token(claims))).isNull();
        assertThat(rule(named, RSA.by("RS512").token(claims))).isEqualTo("wrong-algorithm");
        assertThat(rule(named, RSA.by("PS256").token(claims))).isEqualTo("wrong-algorithm");
        assertThat(rule(issuer.algorithms("ES256"), RSA.token(claims))).isEqualTo("wrong-algorithm");
    }

    @Test
    void keysThatATokenBringsOrPointsToAreNotLookedAt() throws IOException {
        header.put("jwk", STRANGER.key().toPublicJWK().toJSONObject());
        header.put("jku", "https://evil.test/jwks.json");
        header.put("x5u", "https://evil.test/cert.pem");
        header.put("x5c", List.of("MIIB"));
        assertThat(rule(STRANGER.token(header, claims))).isEqualTo("bad-signature");
        assertThat(rule(RSA.token(header, claims))).isNull();
        assertThat(foreignFetches).hasValue(0);
    }

    @Test
    void keyIdsAreNamesAndNothingElse() throws IOException {
        for (String id : List.of("../../dev/null", "' OR 1=1 --", "rsa\u0000", "", "x".repeat(2000))) {
            header.put("kid", id);
            assertThat(rule(RSA.token(header, claims))).isEqualTo("unknown-key");
        }
        header.put("kid", 7);
        assertThat(rule(RSA.token(header, claims))).isEqualTo("malformed");
    }

    @Test
    void aTokenWithoutKeyIdIsTriedWithAllKeys() throws IOException {
        header.remove("kid");
        assertThat(rule(RSA.token(header, claims))).isNull();
        assertThat(rule(STRANGER.token(header, claims))).isEqualTo("bad-signature");
    }

    @Test
    void signaturesOfZerosAreWrong() throws IOException {
        String signed = CURVE.token(claims);
        String input = signed.substring(0, signed.lastIndexOf('.') + 1);
        for (int bytes : new int[] {0, 1, 63, 64, 65, 72}) {
            byte[] zeros = new byte[bytes];
            String psychic = input + Base64.getUrlEncoder().withoutPadding().encodeToString(zeros);
            assertThat(rule(psychic)).isEqualTo("bad-signature");
        }
        byte[] order = Base64.getUrlDecoder().decode("_____wAAAAD__________7zm-q2nF56E87nKwvxjJVE");
        byte[] orders = Arrays.copyOf(order, 64);
        System.arraycopy(order, 0, orders, 32, 32);
        assertThat(rule(input + Base64.getUrlEncoder().withoutPadding().encodeToString(orders)))
                .isEqualTo("bad-signature");
    }

    @Test
    void whatWasSignedCannotBeChanged() throws IOException {
        String token = RSA.token(claims);
        claims.put("sub", "admin");
        String other = RSA.token(claims);
        assertThat(rule(token)).isNull();
        String mixed = other.substring(0, other.lastIndexOf('.')) + token.substring(token.lastIndexOf('.'));
        assertThat(rule(mixed)).isEqualTo("bad-signature");
        assertThat(rule(STRANGER.token(claims))).isEqualTo("bad-signature");
    }

    @Test
    void extensionsThatWeDoNotUnderstandAreRefused() throws IOException {
        header.put("crit", List.of("b64"));
        header.put("b64", false);
        assertThat(rule(RSA.token(header, claims))).isEqualTo("critical-header");
        header.put("crit", List.of());
        assertThat(rule(RSA.token(header, claims))).isEqualTo("critical-header");
    }

    @Test
    void tokensForOtherUsesAreRefused() throws IOException {
        for (Object type : List.of("dpop+jwt", "logout+jwt", "secevent+jwt", "JWE", "", 7)) {
            header.put("typ", type);
            assertThat(rule(RSA.token(header, claims))).isEqualTo("wrong-type");
        }
        for (String type : List.of("JWT", "jwt", "at+jwt", "application/at+jwt", "APPLICATION/AT+JWT")) {
            header.put("typ", type);
            assertThat(rule(RSA.token(header, claims))).isNull();
        }
        Issuer strict = issuer.types("at+jwt");
        assertThat(rule(strict, RSA.token(claims))).isEqualTo("wrong-type");
        header.put("typ", "JWT");
        assertThat(rule(strict, RSA.token(header, claims))).isEqualTo("wrong-type");
        header.put("typ", "at+jwt");
        assertThat(rule(strict, RSA.token(header, claims))).isNull();
    }

    @Test
    void aTokenIsForUs() throws IOException {
        for (Object audience :
                Arrays.asList("payments", List.of("payments"), List.of(), "ORDERS", 7, null, Map.of("orders", 1))) {
            claims.put("aud", audience);
            assertThat(rule(RSA.token(claims))).isEqualTo("wrong-audience");
        }
        claims.put("aud", List.of("payments", "shop"));
        assertThat(rule(RSA.token(claims))).isNull();
    }

    @Test
    void whereNobodyIsNamedATokenForSomebodyElseIsRefused() throws IOException {
        Issuer open = issuer.audience();
        assertThat(rule(open, RSA.token(claims))).isEqualTo("wrong-audience");
        claims.remove("aud");
        assertThat(rule(open, RSA.token(claims))).isNull();
    }

    @Test
    void anIssuerIsComparedExactly() throws IOException {
        for (Object iss :
                Arrays.asList(Signer.ISSUER + "/", "HTTPS://id.acme.test", "https://id.acme.test.evil.test", 7, null)) {
            claims.put("iss", iss);
            assertThat(rule(RSA.token(claims))).isEqualTo("unknown-issuer");
        }
    }

    @Test
    void timesAreCheckedWithSkew() throws IOException {
        long now = time.instant().getEpochSecond();
        assertThat(ruleWith("exp", now - 59)).isNull();
        assertThat(ruleWith("exp", now - 60)).isEqualTo("expired");
        assertThat(ruleWith("exp", now - 59.5)).isNull();
        assertThat(ruleWith("exp", "" + (now + 60))).isEqualTo("malformed");
        assertThat(ruleWith("exp", null)).isEqualTo("no-expiry");
        assertThat(ruleWith("exp", -1)).isEqualTo("expired");
        claims.put("exp", now + 3600);
        assertThat(ruleWith("nbf", now + 60)).isNull();
        assertThat(ruleWith("nbf", now + 61)).isEqualTo("not-yet-valid");
        assertThat(ruleWith("nbf", "soon")).isEqualTo("malformed");
        claims.remove("nbf");
        assertThat(ruleWith("iat", now + 61)).isEqualTo("issued-in-future");
        assertThat(ruleWith("iat", null)).isNull();
        assertThat(rule(issuer.skew(Duration.ZERO), expiring(now))).isEqualTo("expired");
        assertThat(rule(issuer.skew(Duration.ZERO), expiring(now + 1))).isNull();
    }

    private String ruleWith(String claim, Object value) throws IOException {
        claims.put(claim, value);
        return rule(RSA.token(claims));
    }

    private String expiring(long at) {
        claims.put("exp", at);
        return RSA.token(claims);
    }

    @Test
    void aTokenSpeaksOfSomebody() throws IOException {
        claims.put("sub", "");
        assertThat(rule(RSA.token(claims))).isEqualTo("no-subject");
        claims.put("sub", 7);
        assertThat(rule(RSA.token(claims))).isEqualTo("no-subject");
        claims.remove("sub");
        assertThat(rule(RSA.token(claims))).isEqualTo("no-subject");
        claims.put("client_id", "batch");
        assertThat(rule(RSA.token(claims))).isNull();
        assertThat(rule(issuer.requiring("jti"), RSA.token(claims))).isEqualTo("missing-claim");
    }

    @Test
    void encodingsAreStrict() throws IOException {
        String token = RSA.token(claims);
        int first = token.indexOf('.');
        List<String> wrong = new ArrayList<>(List.of(
                "",
                ".",
                "..",
                "...",
                token.replace(".", ".."),
                token + ".",
                token + ".x",
                token.substring(0, first) + "=" + token.substring(first),
                token + "=",
                token + "\t",
                "\t" + token,
                token.replace('-', '+').replace('_', '/').replaceFirst("A", "+"),
                token.substring(0, first) + "\u00ad" + token.substring(first),
                "\ufeff" + token,
                token.substring(0, first + 1) + "\n" + token.substring(first + 1),
                // A JWE has five parts.
                "a.b.c.d.e"));
        wrong.remove("");
        for (String text : wrong) {
            Request request = Request.get("/")
                    .withHeaders(io.hauberk.Headers.empty()
                            .edit()
                            .addUnchecked("Authorization", "Bearer " + text)
                            .build());
            assertThat(FilterTest.of(Jwt.issuedBy(issuer)).handle(request).status())
                    .as(text)
                    .isEqualTo(401);
        }
    }

    @Test
    void bitsBehindTheLastByteMakeItAnotherText() throws IOException {
        // A signature of 256 bytes ends in two loose characters, and the last one has four bits too many.
        String token = RSA.token(claims);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        int last = alphabet.indexOf(token.charAt(token.length() - 1));
        String alias = token.substring(0, token.length() - 1) + alphabet.charAt(last + 1);
        assertThat(Base64.getUrlDecoder().decode(alias.substring(alias.lastIndexOf('.') + 1)))
                .isEqualTo(Base64.getUrlDecoder().decode(token.substring(token.lastIndexOf('.') + 1)));

        assertThat(rule(token)).isNull();
        assertThat(rule(alias)).isEqualTo("malformed");
    }

    @Test
    void jsonIsStrictAndSaysNothingTwice() throws IOException {
        String head = JSONObjectUtils.toJSONString(header);
        String good = JSONObjectUtils.toJSONString(claims);
        String open = good.substring(0, good.length() - 1);
        for (String payload : List.of(
                open + ",\"sub\":\"admin\"}",
                open + ",\"s\\u0075b\":\"admin\"}",
                open + ",\"sub\":null}",
                open + ",\"act\":{\"sub\":\"a\",\"sub\":\"b\"}}",
                open + ",}",
                good + " x",
                "[" + good + "]",
                "\"text\"",
                "null",
                "",
                open + ",\"deep\":" + "[".repeat(40) + "]".repeat(40) + "}",
                good.replace("\"sub\"", "sub"))) {
            assertThat(rule(RSA.token(head, payload))).as(payload).isEqualTo("malformed");
        }
        assertThat(rule(RSA.token(head.replace("{", "{\"alg\":\"none\","), good)))
                .isEqualTo("malformed");
        byte[] latin = open.concat(",\"x\":\"\u00e9\"}").getBytes(StandardCharsets.ISO_8859_1);
        String input = Signer.encode(head)
                + '.'
                + Base64.getUrlEncoder().withoutPadding().encodeToString(latin);
        assertThat(rule(input + '.' + RSA.signature(input))).isEqualTo("malformed");
    }

    @Test
    void longTokensAreNotRead() throws IOException {
        claims.put("padding", "x".repeat(8 * 1024));
        assertThat(rule(RSA.token(claims))).isEqualTo("too-long");
        assertThat(rule(issuer.maxToken(16 * 1024), RSA.token(claims))).isNull();
    }

    @Test
    void keysThatAreWeakOrForSomethingElseDoNotCount() throws Exception {
        Signer small = Signer.rsa("rsa", 1024);
        RSAKey rsa = ((RSAKey) RSA.key()).toPublicJWK();
        Map<String, Object> forEncryption = new LinkedHashMap<>(rsa.toJSONObject());
        forEncryption.put("use", "enc");
        Map<String, Object> forSigning = new LinkedHashMap<>(rsa.toJSONObject());
        forSigning.put("key_ops", List.of("sign"));
        Map<String, Object> hugeExponent = new LinkedHashMap<>(rsa.toJSONObject());
        hugeExponent.put("e", hugeExponent.get("n"));
        Map<String, Object> shared =
                Map.of("kty", "oct", "k", "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0", "kid", "rsa");
        String curve = CURVE.key().toPublicJWK().toJSONString();
        for (String key : List.of(
                small.key().toPublicJWK().toJSONString(),
                JSONObjectUtils.toJSONString(forEncryption),
                JSONObjectUtils.toJSONString(forSigning),
                JSONObjectUtils.toJSONString(hugeExponent),
                JSONObjectUtils.toJSONString(shared),
                "{\"kty\":\"new\",\"kid\":\"rsa\"}",
                "{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"rsa\",\"x\":\"AAAA\",\"y\":\"AAAA\"}",
                "7")) {
            Issuer both = issuer("{\"keys\":[" + key + "," + curve + "]}");
            assertThat(rule(both, RSA.token(claims))).as(key).isEqualTo("unknown-key");
            assertThat(rule(both, CURVE.token(claims))).isNull();
        }
    }

    @Test
    void edwardsKeysAreVerifiedByTheJdk() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        byte[] encoded = ((EdECPublicKey) pair.getPublic()).getEncoded();
        String x = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length));
        Issuer edwards =
                issuer("{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"ed\",\"x\":\"" + x + "\"}]}");
        for (String name : List.of("EdDSA", "Ed25519")) {
            String input = Signer.encode("{\"alg\":\"" + name + "\",\"kid\":\"ed\"}")
                    + '.'
                    + Signer.encode(JSONObjectUtils.toJSONString(claims));
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(pair.getPrivate());
            signature.update(input.getBytes(StandardCharsets.UTF_8));
            byte[] bytes = signature.sign();
            assertThat(rule(
                            edwards,
                            input
                                    + '.'
                                    + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes)))
                    .isNull();
            bytes[0] ^= 1;
            assertThat(rule(
                            edwards,
                            input
                                    + '.'
                                    + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes)))
                    .isEqualTo("bad-signature");
            assertThat(rule(edwards, input + ".AAAA")).isEqualTo("bad-signature");
        }
    }
}
