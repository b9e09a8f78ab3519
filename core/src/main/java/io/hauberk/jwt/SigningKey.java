package io.hauberk.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.SignatureException;
import java.security.interfaces.RSAPublicKey;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A public key of an issuer, bound to the algorithms that it may verify. Keeps its identity as long as it stays in the
 * issuer's set, so that tokens remember what verified them; once {@linkplain #retire() retired} it vouches for nothing.
 * Thread-safe.
 */
final class SigningKey {
    private static final int MIN_RSA_BITS = 2048;
    private static final int MAX_RSA_BITS = 8192;
    private static final int MAX_EXPONENT_BITS = 64;

    private final JWK jwk;
    private final Map<String, JWSAlgorithm> algorithms;
    private final Verification verification;
    private volatile boolean retired;

    private SigningKey(JWK jwk, Map<String, JWSAlgorithm> algorithms, Verification verification) {
        this.jwk = jwk;
        this.algorithms = algorithms;
        this.verification = verification;
    }

    /** The key, or null if it cannot verify by any of the allowed algorithms. */
    static @Nullable SigningKey of(JWK jwk, Set<String> allowed) throws JOSEException, GeneralSecurityException {
        Map<String, JWSAlgorithm> algorithms = Algorithms.of(jwk, allowed);
        return algorithms.isEmpty() ? null : new SigningKey(jwk, algorithms, verification(jwk));
    }

    private static Verification verification(JWK jwk) throws JOSEException, GeneralSecurityException {
        if (jwk instanceof OctetKeyPair pair) {
            PublicKey key = Ed25519.key(pair.getX().decode());
            return (algorithm, token) ->
                    Ed25519.verify(key, token.signingInput(), token.signature().decode());
        }
        JWSVerifier verifier = jwk instanceof ECKey curve
                ? new ECDSAVerifier(curve.toECPublicKey())
                : new RSASSAVerifier(sound(((RSAKey) jwk).toRSAPublicKey()));
        return (algorithm, token) -> verifier.verify(new JWSHeader(algorithm), token.signingInput(), token.signature());
    }

    /** Small keys can be broken; huge ones make every verification expensive. */
    private static RSAPublicKey sound(RSAPublicKey key) throws GeneralSecurityException {
        int bits = key.getModulus().bitLength();
        if (bits < MIN_RSA_BITS || bits > MAX_RSA_BITS) {
            throw new GeneralSecurityException(
                    "An RSA key has " + MIN_RSA_BITS + " to " + MAX_RSA_BITS + " bits, but this one has " + bits + ".");
        }
        if (key.getPublicExponent().bitLength() > MAX_EXPONENT_BITS
                || !key.getPublicExponent().testBit(0)) {
            throw new GeneralSecurityException("The exponent of an RSA key is odd and at most 64 bits long.");
        }
        return key;
    }

    /** Its key ID, or null. */
    @Nullable String id() {
        return jwk.getKeyID();
    }

    /** Its thumbprint (RFC 7638), SHA-256 in base64url. */
    String thumbprint() {
        try {
            return jwk.computeThumbprint().toString();
        } catch (JOSEException e) {
            throw new IllegalStateException("Every JDK has SHA-256.", e);
        }
    }

    /** Whether it may verify by this algorithm. */
    boolean verifies(String algorithm) {
        return algorithms.containsKey(algorithm);
    }

    /** Whether the token is signed by the other half of this key. The algorithm is one that it {@link #verifies}. */
    boolean signed(String algorithm, Token token) {
        JWSAlgorithm known = algorithms.get(algorithm);
        try {
            return known != null && verification.verify(known, token);
        } catch (SignatureException e) {
            // A signature of the wrong shape.
            return false;
        } catch (JOSEException | GeneralSecurityException e) {
            throw new IllegalStateException("This JDK cannot verify tokens by " + algorithm + ".", e);
        }
    }

    /** Whether it is the same key for the same algorithms. */
    boolean same(SigningKey other) {
        return jwk.equals(other.jwk) && algorithms.equals(other.algorithms);
    }

    /** Whether it has left the set of its issuer. */
    boolean retired() {
        return retired;
    }

    /** Notes that it has left the set of its issuer. */
    void retire() {
        retired = true;
    }

    @FunctionalInterface
    private interface Verification {
        boolean verify(JWSAlgorithm algorithm, Token token) throws JOSEException, GeneralSecurityException;
    }
}
