package io.hauberk.benchmarks;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.JWKGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Date;
import java.util.List;

/** An issuer of tokens of about 800 characters (by RS256), which is what identity providers hand out. */
public final class Tokens {
    /** The issuer's URL. */
    public static final String ISSUER = "https://id.acme.test";
    /** Whom the tokens are meant for. */
    public static final String AUDIENCE = "orders";

    private static final String KEY_ID = "benchmark";
    private static final Tokens SHARED = of(JWSAlgorithm.RS256);

    private final JWSAlgorithm algorithm;
    private final JWK key;

    private Tokens(JWSAlgorithm algorithm, JWK key) {
        this.algorithm = algorithm;
        this.key = key;
    }

    /** The one of this process, which signs by RS256. */
    public static Tokens shared() {
        return SHARED;
    }

    /** One with a new key, for RS256 or ES256. */
    public static Tokens of(JWSAlgorithm algorithm) {
        try {
            boolean rsa = algorithm.equals(JWSAlgorithm.RS256);
            JWKGenerator<?> generator = rsa ? new RSAKeyGenerator(2048) : new ECKeyGenerator(Curve.P_256);
            return new Tokens(algorithm, generator.keyID(KEY_ID).generate());
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The issuer's public keys. */
    public JWKSet keys() {
        return new JWKSet(key.toPublicJWK());
    }

    /** The issuer's public keys, in a file that goes with the process. */
    public Path keyFile() {
        try {
            Path file = Files.createTempFile("hauberk-bench", ".json");
            file.toFile().deleteOnExit();
            Files.writeString(file, keys().toString());
            return file;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The issuer's public key as PEM. */
    public String pem() {
        try {
            String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'})
                    .encodeToString(key.toRSAKey().toRSAPublicKey().getEncoded());
            return "-----BEGIN PUBLIC KEY-----\n" + base64 + "\n-----END PUBLIC KEY-----\n";
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A token that is valid for a day. */
    public String token(String subject) {
        long now = System.currentTimeMillis();
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .audience(AUDIENCE)
                .subject(subject)
                .issueTime(new Date(now))
                .expirationTime(new Date(now + Duration.ofDays(1).toMillis()))
                .claim("scope", "orders:read orders:write")
                .claim("roles", List.of("clerk", "auditor"))
                .claim("email", subject + "@acme.test")
                .claim("tenant", "0b1f3a4e-9d5f-4c57-a7fd-2f8f2f1d8d10")
                .build();
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(algorithm).keyID(key.getKeyID()).build(), claims);
        try {
            token.sign(key instanceof RSAKey rsa ? new RSASSASigner(rsa) : new ECDSASigner(key.toECKey()));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        return token.serialize();
    }

    /** The field of a request with that token, as bytes off the wire. */
    public static byte[] field(String token) {
        return ("Bearer " + token).getBytes(StandardCharsets.ISO_8859_1);
    }
}
