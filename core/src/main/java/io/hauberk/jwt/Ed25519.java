package io.hauberk.jwt;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;

/** Signatures with Ed25519 (RFC 8032, RFC 8037) by the JDK; Nimbus would need Google Tink for them. */
final class Ed25519 {
    private static final int KEY_BYTES = 32;

    private Ed25519() {}

    /**
     * The public key from its 32 bytes: the y coordinate, little end first, with the lowest bit of x on top.
     *
     * @throws GeneralSecurityException if it is none
     */
    static PublicKey key(byte[] encoded) throws GeneralSecurityException {
        if (encoded.length != KEY_BYTES) {
            throw new GeneralSecurityException(
                    "A key for Ed25519 has 32 bytes, but this one has " + encoded.length + ".");
        }
        byte[] y = new byte[KEY_BYTES];
        for (int i = 0; i < KEY_BYTES; i++) {
            y[i] = encoded[KEY_BYTES - 1 - i];
        }
        boolean odd = y[0] < 0;
        y[0] &= 0x7f;
        EdECPoint point = new EdECPoint(odd, new BigInteger(1, y));
        return KeyFactory.getInstance("Ed25519")
                .generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519, point));
    }

    /** Whether the signature is the key's over the input. */
    static boolean verify(PublicKey key, byte[] input, byte[] signature) throws GeneralSecurityException {
        Signature verification = Signature.getInstance("Ed25519");
        verification.initVerify(key);
        verification.update(input);
        return verification.verify(signature);
    }
}
