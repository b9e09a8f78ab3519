package io.hauberk.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Signs tokens, right ones and wrong ones. */
final class Signer {
    static final String ISSUER = "https://id.acme.test";

    private final JWK key;
    private final String algorithm;

    private Signer(JWK key, String algorithm) {
        this.key = key;
        this.algorithm = algorithm;
    }

    static Signer rsa(String id) {
        return rsa(id, 2048);
    }

    static Signer rsa(String id, int bits) {
        try {
            return new Signer(new RSAKeyGenerator(bits, true).keyID(id).generate(), "RS256");
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    static Signer curve(String id) {
        try {
            return new Signer(new ECKeyGenerator(Curve.P_256).keyID(id).generate(), "ES256");
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Signs by another algorithm. */
    Signer by(String algorithm) {
        return new Signer(key, algorithm);
    }

    JWK key() {
        return key;
    }

    /** A JWK set with the public keys. */
    static String set(Signer... signers) {
        return Arrays.stream(signers)
                .map(signer -> signer.key.toPublicJWK().toJSONString())
                .collect(Collectors.joining(",", "{\"keys\":[", "]}"));
    }

    /** The claims of a token that is right for an hour. */
    static Map<String, Object> claims(Instant now) {
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", ISSUER);
        claims.put("sub", "alice");
        claims.put("aud", "orders");
        claims.put("iat", now.getEpochSecond());
        claims.put("exp", now.getEpochSecond() + 3600);
        return claims;
    }

    /** A token that is right for an hour. */
    String token(Instant now) {
        return token(claims(now));
    }

    String token(Map<String, Object> claims) {
        return token(header(), claims);
    }

    Map<String, Object> header() {
        Map<String, Object> header = new LinkedHashMap<>();
        header.put("alg", algorithm);
        header.put("kid", key.getKeyID());
        return header;
    }

    String token(Map<String, Object> header, Map<String, Object> claims) {
        return token(JSONObjectUtils.toJSONString(header), JSONObjectUtils.toJSONString(claims));
    }

    /** Signs whatever these are. */
    String token(String header, String claims) {
        String input = encode(header) + '.' + encode(claims);
        return input + '.' + signature(input);
    }

    static String encode(String text) {
        return Base64URL.encode(text).toString();
    }

    String signature(String input) {
        try {
            JWSHeader header = new JWSHeader(JWSAlgorithm.parse(algorithm));
            byte[] bytes = input.getBytes(StandardCharsets.UTF_8);
            return key instanceof ECKey curve
                    ? new ECDSASigner(curve).sign(header, bytes).toString()
                    : new RSASSASigner(((RSAKey) key).toPrivateKey(), true)
                            .sign(header, bytes)
                            .toString();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}
