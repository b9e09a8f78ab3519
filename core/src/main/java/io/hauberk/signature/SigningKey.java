package io.hauberk.signature;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** A key that signs by one algorithm. Immutable, thread-safe; its text does not show it. */
public final class SigningKey {
    private final Key key;
    private final String algorithm;

    private SigningKey(Key key, String algorithm) {
        this.key = key;
        this.algorithm = algorithm;
    }

    /** A shared secret, whose characters are the key of HMAC with SHA-256. */
    public static SigningKey secret(String secret) {
        if (secret.isEmpty()) {
            throw new IllegalArgumentException("A secret is not empty, but this one is.");
        }
        return new SigningKey(
                new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"), VerificationKey.HMAC);
    }

    /**
     * A private key in PEM (PKCS #8), as {@code openssl genpkey} writes it.
     *
     * @param algorithm what it is for; null for what its kind suggests, for RSA that is PSS
     * @throws GeneralSecurityException if it is no key, or not for that; the message is a sentence without the key
     */
    public static SigningKey pem(String pem, @Nullable String algorithm) throws GeneralSecurityException {
        PrivateKey key = key(bytes(pem));
        String fitting = fitting(key);
        boolean other = algorithm != null && key instanceof RSAPrivateKey && algorithm.startsWith("rsa-");
        if (algorithm != null && !other && !algorithm.equals(fitting)) {
            throw new InvalidKeyException("The private key is for " + fitting + ", not for " + algorithm + ".");
        }
        Algorithms.requireUnbound(key, algorithm == null ? fitting : algorithm);
        SigningKey signing = new SigningKey(key, algorithm == null ? fitting : algorithm);
        signing.sign(new byte[1]);
        return signing;
    }

    private static byte[] bytes(String pem) throws InvalidKeyException {
        String body = pem.replaceAll("-----(BEGIN|END) PRIVATE KEY-----", "").replaceAll("\\s", "");
        try {
            return Base64.getDecoder().decode(body);
        } catch (IllegalArgumentException e) {
            throw new InvalidKeyException(
                    "The private key is no PKCS #8 in PEM: convert it with openssl pkcs8 -topk8 -nocrypt.", e);
        }
    }

    private static PrivateKey key(byte[] bytes) throws GeneralSecurityException {
        for (String kind : Algorithms.KEYS) {
            try {
                return KeyFactory.getInstance(kind).generatePrivate(new PKCS8EncodedKeySpec(bytes));
            } catch (GeneralSecurityException e) {
                // It is a key of another kind.
            }
        }
        throw new InvalidKeyException("The private key is none of EC, Ed25519 and RSA in PKCS #8.");
    }

    private static String fitting(PrivateKey key) {
        if (key instanceof RSAPrivateKey) {
            return "rsa-pss-sha512";
        }
        if (key instanceof ECPrivateKey ec) {
            return ec.getParams().getOrder().bitLength() == 384 ? "ecdsa-p384-sha384" : "ecdsa-p256-sha256";
        }
        return "ed25519";
    }

    /** What it signs by, by its name in RFC 9421. */
    public String algorithm() {
        return algorithm;
    }

    byte[] sign(byte[] base) throws GeneralSecurityException {
        if (algorithm.equals(VerificationKey.HMAC)) {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac.doFinal(base);
        }
        java.security.Signature signer = Algorithms.signature(algorithm);
        signer.initSign((PrivateKey) key);
        signer.update(base);
        return signer.sign();
    }

    @Override
    public String toString() {
        return algorithm;
    }
}
