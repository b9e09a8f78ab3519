package io.hauberk.samples.shop;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;

/** Stands for an identity provider: signs tokens, and publishes the key by which they are verified. */
public final class Issuer extends HttpServlet {
    /** Its name in tokens. */
    static final String NAME = "https://id.shop.test";

    private static final long serialVersionUID = 1;

    private final ECKey key;

    Issuer() throws JOSEException {
        key = new ECKeyGenerator(Curve.P_256).keyID("shop-1").generate();
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Json.answer(response, 200, new JWKSet(key.toPublicJWK()).toString());
    }

    /** A token for somebody with these scopes, separated by spaces; it is good for eight hours. */
    public String token(String subject, String scopes) {
        Instant now = Instant.now();
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .issuer(NAME)
                .audience("shop")
                .subject(subject)
                .claim("scope", scopes)
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(Duration.ofHours(8))))
                .build();
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID()).build(), claims);
        try {
            token.sign(new ECDSASigner(key));
        } catch (JOSEException e) {
            throw new IllegalStateException("A key that was made for ES256 does not sign.", e);
        }
        return token.serialize();
    }
}
