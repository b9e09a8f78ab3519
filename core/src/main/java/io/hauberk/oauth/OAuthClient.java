package io.hauberk.oauth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.hauberk.Exchange;
import io.hauberk.Request;
import io.hauberk.Settings;
import io.hauberk.fetch.Fetch;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who we are at an authorization server, and how we prove it: a secret in the {@code Authorization} field ({@code
 * client_secret_basic}) or in the form ({@code client_secret_post}), a signed assertion ({@code private_key_jwt}, RFC 7523),
 * a bearer token, the certificate of the connection (RFC 8705 §2), or nothing at all. Immutable; never tells its secrets.
 */
public final class OAuthClient {
    private static final int ASSERTION_SECONDS = 60;
    private static final int MAX_KEY_FILE = 64 * 1024;

    private enum Proof {
        NONE,
        BASIC,
        POST,
        BEARER,
        KEY
    }

    private final String id;
    private final Proof proof;
    private final String secret;
    private final @Nullable JWK key;

    private OAuthClient(String id, Proof proof, String secret, @Nullable JWK key) {
        this.id = id;
        this.proof = proof;
        this.secret = secret;
        this.key = key;
    }

    /** A client that proves nothing but by its connection: a public client, or mutual TLS. */
    public static OAuthClient of(String id) {
        if (id.isBlank()) {
            throw new IllegalArgumentException("A client has an id, the one that the authorization server knows.");
        }
        return new OAuthClient(id, Proof.NONE, "", null);
    }

    /**
     * Reads {@code { id, secret, method: basic | post, privateKey, bearer }}. Without a secret, a key or a token the
     * connection must say who we are.
     */
    public static OAuthClient from(Settings settings) {
        String id = settings.requiredText("id");
        OAuthClient client = of(id.isBlank() ? "invalid" : id);
        String secret = settings.text("secret");
        String method = settings.word("method", "basic", Set.of("basic", "post"));
        String bearer = settings.text("bearer");
        Path key = settings.file("privateKey");
        if (Stream.of(secret, bearer, key).filter(Objects::nonNull).count() > 1) {
            settings.fault("id", "The client " + id + " proves who it is in one way: secret, bearer or privateKey.");
        }
        try {
            if (secret != null) {
                return method.equals("post") ? client.secretInForm(secret) : client.secret(secret);
            }
            if (bearer != null) {
                return client.bearer(bearer);
            }
            return key == null ? client : client.privateKey(key);
        } catch (IllegalArgumentException e) {
            settings.fault(
                    secret != null ? "secret" : key != null ? "privateKey" : "bearer", String.valueOf(e.getMessage()));
            return client;
        }
    }

    /** This client with a secret, sent in the {@code Authorization} field. */
    public OAuthClient secret(String secret) {
        return new OAuthClient(id, Proof.BASIC, requireSecret(secret), null);
    }

    /** This client with a secret, sent in the form, for servers that take no other. */
    public OAuthClient secretInForm(String secret) {
        return new OAuthClient(id, Proof.POST, requireSecret(secret), null);
    }

    /** This client with a bearer token of its own, as introspection endpoints may ask for. */
    public OAuthClient bearer(String token) {
        return new OAuthClient(id, Proof.BEARER, requireSecret(token), null);
    }

    /**
     * This client with a private key, a JWK in a file, RSA or EC: it signs an assertion for each request.
     *
     * @throws IllegalArgumentException if it cannot be read; the message says why
     */
    public OAuthClient privateKey(Path file) {
        try {
            if (Files.size(file) > MAX_KEY_FILE) {
                throw new IllegalArgumentException(file + " is too large for a key.");
            }
            return privateKey(file, JWK.parse(Files.readString(file)));
        } catch (IOException e) {
            throw new IllegalArgumentException(file + " cannot be read.", e);
        } catch (ParseException e) {
            throw new IllegalArgumentException(file + " holds no key: a JWK (RFC 7517) with its private part.", e);
        }
    }

    private OAuthClient privateKey(Path file, JWK key) {
        if (!key.isPrivate() || !(key instanceof RSAKey || key instanceof ECKey)) {
            throw new IllegalArgumentException(
                    file + " holds no private RSA or EC key, so nothing can be signed by it.");
        }
        return new OAuthClient(id, Proof.KEY, "", key);
    }

    private static String requireSecret(String secret) {
        if (secret.isBlank()) {
            throw new IllegalArgumentException("The secret of a client is not empty. Write ${NAME} for an environment"
                    + " variable, or ${file:/path}.");
        }
        return secret;
    }

    /** Its id. */
    public String id() {
        return id;
    }

    /**
     * A POST request with a form, by which the server knows us.
     *
     * @param audience the server, for an assertion
     */
    public Request post(String url, Map<String, String> form, String audience, Exchange exchange, Instant now) {
        Map<String, String> all = new LinkedHashMap<>(form);
        if (proof == Proof.NONE || proof == Proof.POST || proof == Proof.KEY) {
            all.put("client_id", id);
        }
        if (proof == Proof.POST) {
            all.put("client_secret", secret);
        }
        if (proof == Proof.KEY) {
            all.put("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
            all.put("client_assertion", assertion(audience, now));
        }
        Request request = Fetch.form(url, all, exchange).with("Accept", "application/json");
        return switch (proof) {
            case BASIC -> request.with("Authorization", "Basic " + basic());
            case BEARER -> request.with("Authorization", "Bearer " + secret);
            default -> request;
        };
    }

    /** RFC 6749 §2.3.1: both are encoded as in a form before they are joined. */
    private String basic() {
        String both =
                URLEncoder.encode(id, StandardCharsets.UTF_8) + ':' + URLEncoder.encode(secret, StandardCharsets.UTF_8);
        return Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.US_ASCII));
    }

    private String assertion(String audience, Instant now) {
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .issuer(id)
                .subject(id)
                .audience(audience)
                .jwtID(UUID.randomUUID().toString())
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(ASSERTION_SECONDS)))
                .build();
        try {
            JWK own = Objects.requireNonNull(key);
            JWSSigner signer = own instanceof RSAKey rsa ? new RSASSASigner(rsa) : new ECDSASigner((ECKey) own);
            SignedJWT assertion = new SignedJWT(
                    new JWSHeader.Builder(algorithm(own)).keyID(own.getKeyID()).build(), claims);
            assertion.sign(signer);
            return assertion.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException("The key of the client " + id + " does not sign: " + e.getMessage(), e);
        }
    }

    private static JWSAlgorithm algorithm(JWK key) {
        if (key.getAlgorithm() != null) {
            return JWSAlgorithm.parse(key.getAlgorithm().getName());
        }
        if (key instanceof ECKey curve) {
            return Curve.P_384.equals(curve.getCurve())
                    ? JWSAlgorithm.ES384
                    : Curve.P_521.equals(curve.getCurve()) ? JWSAlgorithm.ES512 : JWSAlgorithm.ES256;
        }
        return JWSAlgorithm.RS256;
    }

    @Override
    public String toString() {
        return id;
    }
}
