package io.hauberk.login;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Texts that only we can read, and nobody can change: AES-256-GCM, the key from a secret by SHA-256, a random nonce of 96 bits.
 * The first secret seals, all of them open. What a text is for, and whose it is, is sealed with it. Thread-safe.
 */
final class Seal {
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final List<SecretKeySpec> keys;
    private final String owner;
    private final SecureRandom random = new SecureRandom();

    private Seal(List<SecretKeySpec> keys, String owner) {
        this.keys = keys;
        this.owner = owner;
    }

    /**
     * By secrets of 32 characters at least, the current one first.
     *
     * @param owner who else has the same secrets does not open what this one has sealed
     */
    static Seal by(List<String> secrets, String owner) {
        if (secrets.isEmpty() || secrets.stream().anyMatch(secret -> secret.length() < 32)) {
            throw new IllegalArgumentException(
                    "Sessions are sealed by a secret of 32 characters at least, the same in all"
                            + " instances. Make one by: openssl rand -base64 32");
        }
        return new Seal(secrets.stream().map(Seal::key).toList(), owner);
    }

    private static SecretKeySpec key(String secret) {
        try {
            byte[] text = ("hauberk login " + secret).getBytes(StandardCharsets.UTF_8);
            return new SecretKeySpec(MessageDigest.getInstance("SHA-256").digest(text), "AES");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has SHA-256.", e);
        }
    }

    /** A random text of 192 bits. */
    String random() {
        byte[] bytes = new byte[24];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Seals a text for a purpose; base64url. */
    String close(String text, String purpose) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, keys.get(0), nonce, purpose);
            byte[] sealed = cipher.doFinal(text.getBytes(StandardCharsets.UTF_8));
            byte[] all = Arrays.copyOf(nonce, NONCE_BYTES + sealed.length);
            System.arraycopy(sealed, 0, all, NONCE_BYTES, sealed.length);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(all);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has AES-GCM.", e);
        }
    }

    /** Opens what was sealed for a purpose; null if it is nothing of ours. */
    @Nullable String open(String sealed, String purpose) {
        byte[] all;
        try {
            all = Base64.getUrlDecoder().decode(sealed);
        } catch (IllegalArgumentException e) {
            return null;
        }
        if (all.length < NONCE_BYTES + TAG_BITS / 8) {
            return null;
        }
        byte[] nonce = Arrays.copyOf(all, NONCE_BYTES);
        for (SecretKeySpec key : keys) {
            try {
                Cipher cipher = cipher(Cipher.DECRYPT_MODE, key, nonce, purpose);
                return new String(cipher.doFinal(all, NONCE_BYTES, all.length - NONCE_BYTES), StandardCharsets.UTF_8);
            } catch (GeneralSecurityException e) {
                // Another secret may have sealed it.
            }
        }
        return null;
    }

    private Cipher cipher(int mode, SecretKeySpec key, byte[] nonce, String purpose) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD((purpose + '\n' + owner).getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
