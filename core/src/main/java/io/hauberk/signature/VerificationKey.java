package io.hauberk.signature;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.MessageDigest;
import java.security.PublicKey;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A key that verifies signatures of one algorithm, and of no other. Immutable; its text does not show it. */
public final class VerificationKey {
    static final String HMAC = "hmac-sha256";

    private final Key key;
    private final String algorithm;

    private VerificationKey(Key key, String algorithm) {
        this.key = key;
        this.algorithm = algorithm;
    }

    static VerificationKey of(PublicKey key, String algorithm) {
        return new VerificationKey(key, algorithm);
    }

    /** A shared secret, for HMAC with SHA-256. */
    static VerificationKey secret(String secret) {
        return secret(secret.getBytes(StandardCharsets.UTF_8));
    }

    static VerificationKey secret(byte[] secret) {
        return new VerificationKey(new SecretKeySpec(secret, "HmacSHA256"), HMAC);
    }

    /** The only algorithm, by its name in RFC 9421. */
    public String algorithm() {
        return algorithm;
    }

    /** Whether the signature is right; a malformed one is not. */
    boolean verifies(byte[] base, byte[] signature) {
        try {
            if (algorithm.equals(HMAC)) {
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(key);
                return MessageDigest.isEqual(mac.doFinal(base), signature);
            }
            java.security.Signature verifier = Algorithms.signature(algorithm);
            verifier.initVerify((PublicKey) key);
            verifier.update(base);
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    @Override
    public String toString() {
        return algorithm;
    }
}
