package io.hauberk.standalone;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;

/** An issuer of tokens whose keys are in a file. */
final class Tokens {
    static final String ISSUER = "https://id.example.com";

    private final ECKey key;

    Tokens() {
        try {
            key = new ECKeyGenerator(Curve.P_256)
                    .keyID("k1")
                    .algorithm(JWSAlgorithm.ES256)
                    .generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    void writeKeys(Path file) throws IOException {
        Files.writeString(file, new JWKSet(key.toPublicJWK()).toString());
    }

    /** A field value for {@code Authorization}. */
    String bearer(String subject, String scope) {
        try {
            SignedJWT token = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.ES256)
                            .keyID("k1")
                            .type(new JOSEObjectType("at+jwt"))
                            .build(),
                    new JWTClaimsSet.Builder()
                            .issuer(ISSUER)
                            .audience("shop")
                            .subject(subject)
                            .claim("scope", scope)
                            .expirationTime(Date.from(Instant.now().plusSeconds(600)))
                            .issueTime(new Date())
                            .build());
            token.sign(new ECDSASigner(key));
            return "Bearer " + token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}
