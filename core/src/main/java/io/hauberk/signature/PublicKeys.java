package io.hauberk.signature;

import io.hauberk.identity.BadMaterialException;
import io.hauberk.identity.Pem;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads public keys: PEM of a SubjectPublicKeyInfo, with or without the lines around it. */
public final class PublicKeys {
    /** The algorithms that a public key can be for, by their names in RFC 9421. */
    public static final Set<String> ALGORITHMS =
            Set.of("ed25519", "ecdsa-p256-sha256", "ecdsa-p384-sha384", "rsa-pss-sha512", "rsa-v1_5-sha256");

    private static final int MIN_RSA_BITS = 2048;

    private PublicKeys() {}

    /**
     * The key for one algorithm.
     *
     * @param algorithm what it is for; null for what its kind suggests, for RSA that is PSS
     * @throws GeneralSecurityException if it is no key, or not for that; the message is a sentence without the key
     */
    public static VerificationKey read(String pem, @Nullable String algorithm) throws GeneralSecurityException {
        PublicKey key = key(bytes(pem));
        String fitting = fitting(key);
        boolean other = algorithm != null && key instanceof RSAPublicKey && algorithm.startsWith("rsa-");
        if (algorithm != null && !other && !algorithm.equals(fitting)) {
            throw new InvalidKeyException("The public key is for " + fitting + ", not for " + algorithm + ".");
        }
        Algorithms.requireUnbound(key, algorithm == null ? fitting : algorithm);
        return VerificationKey.of(key, algorithm == null ? fitting : algorithm);
    }

    private static byte[] bytes(String pem) throws InvalidKeyException {
        try {
            return pem.contains("-----")
                    ? Pem.first("The public key", pem.getBytes(StandardCharsets.ISO_8859_1), "PUBLIC KEY")
                    : Base64.getDecoder().decode(pem.replaceAll("\\s", ""));
        } catch (BadMaterialException | IllegalArgumentException e) {
            throw new InvalidKeyException("The public key is no PEM: write it with -----BEGIN PUBLIC KEY-----.", e);
        }
    }

    private static PublicKey key(byte[] bytes) throws GeneralSecurityException {
        for (String kind : Algorithms.KEYS) {
            try {
                return KeyFactory.getInstance(kind).generatePublic(new X509EncodedKeySpec(bytes));
            } catch (GeneralSecurityException e) {
                // It is a key of another kind.
            }
        }
        throw new InvalidKeyException(
                "The public key is none of EC, Ed25519 and RSA. Write it as PEM, as openssl does.");
    }

    private static String fitting(PublicKey key) throws InvalidKeyException {
        if (key instanceof RSAPublicKey rsa) {
            if (rsa.getModulus().bitLength() < MIN_RSA_BITS) {
                throw new InvalidKeyException("The RSA key has fewer than " + MIN_RSA_BITS + " bits. Make a new one.");
            }
            return "rsa-pss-sha512";
        }
        if (key instanceof ECPublicKey ec) {
            BigInteger order = ec.getParams().getOrder();
            if (order.bitLength() == 256 && order.testBit(0)) {
                return "ecdsa-p256-sha256";
            }
            if (order.bitLength() == 384) {
                return "ecdsa-p384-sha384";
            }
            throw new InvalidKeyException("The EC key is on neither P-256 nor P-384. Make a new one.");
        }
        return "ed25519";
    }
}
