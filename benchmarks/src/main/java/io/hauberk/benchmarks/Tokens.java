package io.hauberk.benchmarks;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
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

/** An issuer of RS256 tokens of about 800 characters, which is what identity providers hand out. */
public final class Tokens {
    /** The issuer's URL. */
    public static final String ISSUER = "https://id.acme.test";
    /** Whom the tokens are meant for. */
    public static final String AUDIENCE = "orders";

    private static final Tokens SHARED = create();

    private final RSAKey key;

    private Tokens(RSAKey key) {
        this.key = key;
    }

    /** The one of this process. */
    public static Tokens shared() {
        return SHARED;
    }

    private static Tokens create() {
        try {
            return new Tokens(new RSAKeyGenerator(2048).keyID("benchmark").generate());
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
                    .encodeToString(key.toRSAPublicKey().getEncoded());
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
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(), claims);
        try {
            token.sign(new RSASSASigner(key));
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
