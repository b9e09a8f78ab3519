package io.hauberk.basic;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Base64;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The hash of a password, as it is kept: {@code pbkdf2:sha256:ITERATIONS:SALT:HASH}, salt and hash in base64. Immutable.
 * PBKDF2 with HMAC-SHA-256 or HMAC-SHA-512 (RFC 8018 §5.2) of the password in UTF-8, in the composed form (NFC).
 */
public final class Password {
    /** What a hash looks like, for messages. */
    public static final String FORM = "pbkdf2:sha256:ITERATIONS:SALT:HASH with 10000 to 2000000 iterations";

    private static final int MIN_ITERATIONS = 10_000;
    private static final int MAX_ITERATIONS = 2_000_000;
    private static final int ITERATIONS = 600_000;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final String algorithm;
    private final int iterations;
    private final byte[] salt;
    private final byte[] hash;

    private Password(String algorithm, int iterations, byte[] salt, byte[] hash) {
        this.algorithm = algorithm;
        this.iterations = iterations;
        this.salt = salt;
        this.hash = hash;
    }

    /** The hash of a password, with a new salt and 600,000 iterations of HMAC-SHA-256. Takes about a tenth of a second. */
    public static String hash(String password) {
        return hash(password, ITERATIONS);
    }

    /**
     * The same with another number of iterations.
     *
     * @throws IllegalArgumentException if the password is empty, or the number is not from 10,000 to 2,000,000
     */
    public static String hash(String password, int iterations) {
        if (password.isEmpty()) {
            throw new IllegalArgumentException("A password is not empty, but this one is.");
        }
        if (iterations < MIN_ITERATIONS || iterations > MAX_ITERATIONS) {
            throw new IllegalArgumentException("A password is hashed " + MIN_ITERATIONS + " to " + MAX_ITERATIONS
                    + " times, but " + iterations + " were asked for.");
        }
        byte[] salt = new byte[16];
        RANDOM.nextBytes(salt);
        byte[] hash = derive("sha256", iterations, salt, password);
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return "pbkdf2:sha256:" + iterations + ':' + base64.encodeToString(salt) + ':' + base64.encodeToString(hash);
    }

    /** Whether a text is such a hash. */
    public static boolean isHash(String text) {
        return parse(text) != null;
    }

    static @Nullable Password parse(String text) {
        String[] parts = text.split(":", -1);
        boolean sha256 = parts.length == 5 && parts[1].equals("sha256");
        if (parts.length != 5 || !parts[0].equals("pbkdf2") || !sha256 && !parts[1].equals("sha512")) {
            return null;
        }
        try {
            int iterations = Integer.parseInt(parts[2]);
            byte[] salt = Base64.getDecoder().decode(parts[3]);
            byte[] hash = Base64.getDecoder().decode(parts[4]);
            boolean right = iterations >= MIN_ITERATIONS
                    && iterations <= MAX_ITERATIONS
                    && salt.length >= 8
                    && salt.length <= 64
                    && hash.length == (sha256 ? 32 : 64);
            return right ? new Password(parts[1], iterations, salt, hash) : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** One that nobody knows the password of, and that takes as long as another one. */
    static Password likeNobodys(@Nullable Password other) {
        return other == null
                ? new Password("sha256", ITERATIONS, new byte[16], new byte[32])
                : new Password(other.algorithm, other.iterations, other.salt, new byte[other.hash.length]);
    }

    /** Whether this is the hash of that password. Takes as long for a right one as for a wrong one. */
    boolean matches(String password) {
        return MessageDigest.isEqual(hash, derive(algorithm, iterations, salt, password.isEmpty() ? " " : password))
                && !password.isEmpty();
    }

    private static byte[] derive(String algorithm, int iterations, byte[] salt, String password) {
        char[] characters = Normalizer.normalize(password, Normalizer.Form.NFC).toCharArray();
        PBEKeySpec spec = new PBEKeySpec(characters, salt, iterations, algorithm.equals("sha256") ? 256 : 512);
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmac" + algorithm.toUpperCase(java.util.Locale.ROOT))
                    .generateSecret(spec)
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has PBKDF2, but this one has not.", e);
        } finally {
            spec.clearPassword();
        }
    }

    /** The parameters; not the hash. */
    @Override
    public String toString() {
        return "pbkdf2:" + algorithm + ':' + iterations;
    }
}
