package io.hauberk.jwt;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Nonces that nobody need remember: the second in which they were made, and a code over it (HMAC-SHA-256, half of it) that
 * only we can make. Good for five minutes. Thread-safe.
 */
final class Nonces {
    private static final long LIFE_SECONDS = 300;
    private static final int MAC_BYTES = 16;
    private static final int LENGTH = 32; // of 24 bytes in base64url

    private final SecretKeySpec key;
    private final InstantSource time;

    private Nonces(byte[] key, InstantSource time) {
        this.key = new SecretKeySpec(key, "HmacSHA256");
        this.time = time;
    }

    /** By a secret; by a random one where there is none. */
    static Nonces of(@Nullable String secret, InstantSource time) {
        byte[] key = new byte[32];
        if (secret == null) {
            new SecureRandom().nextBytes(key);
        } else {
            key = secret.getBytes(StandardCharsets.UTF_8);
        }
        return new Nonces(key, time);
    }

    /** A new one. */
    String next() {
        byte[] second = ByteBuffer.allocate(Long.BYTES)
                .putLong(time.instant().getEpochSecond())
                .array();
        byte[] nonce = Arrays.copyOf(second, Long.BYTES + MAC_BYTES);
        System.arraycopy(code(second), 0, nonce, Long.BYTES, MAC_BYTES);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(nonce);
    }

    /** Whether it is one of ours and still good. */
    boolean valid(String nonce) {
        byte[] bytes = nonce.length() == LENGTH ? Base64Url.decode(nonce, 0, LENGTH) : null;
        if (bytes == null) {
            return false;
        }
        byte[] second = Arrays.copyOf(bytes, Long.BYTES);
        byte[] told = Arrays.copyOfRange(bytes, Long.BYTES, bytes.length);
        long age = age(second);
        return MessageDigest.isEqual(told, Arrays.copyOf(code(second), MAC_BYTES))
                && age >= -LIFE_SECONDS
                && age < LIFE_SECONDS;
    }

    /** Whether it is time for another one. */
    boolean ageing(String nonce) {
        byte[] bytes = Base64Url.decode(nonce, 0, nonce.length());
        return bytes == null || bytes.length < Long.BYTES || age(bytes) > LIFE_SECONDS / 2;
    }

    private long age(byte[] second) {
        return time.instant().getEpochSecond() - ByteBuffer.wrap(second).getLong();
    }

    private byte[] code(byte[] second) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac.doFinal(second);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has HmacSHA256.", e);
        }
    }
}
