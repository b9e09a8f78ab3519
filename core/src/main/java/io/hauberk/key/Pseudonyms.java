package io.hauberk.key;

import io.hauberk.Request;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicReference;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Names for callers in a store that several processes share: equal in all of them, and different for different callers.
 * HMAC-SHA-256 of what the key is made of, cut to 128 bits, as 22 characters.
 *
 * <p>So no address, no subject and no API key gets into the store. Without a secret of your own, whoever can read the store
 * can still find out whether a caller that he guesses is in it; {@link #keyed} with a secret keeps him from that.
 *
 * <p>Immutable, thread-safe; never blocks.
 */
public final class Pseudonyms {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int BYTES = 16;
    private static final int MIN_SECRET = 16;
    private static final Pseudonyms STANDARD =
            new Pseudonyms("hauberk.counter-store.v1".getBytes(StandardCharsets.US_ASCII));

    private final SecretKeySpec secret;
    /** Never used itself: a copy is cheaper than to look for the algorithm and to give it the secret each time. */
    private final Mac keyed;
    /** A copy that nobody uses just now. */
    private final AtomicReference<@Nullable Mac> spare = new AtomicReference<>();

    private Pseudonyms(byte[] secret) {
        this.secret = new SecretKeySpec(secret, ALGORITHM);
        this.keyed = keyed(this.secret);
    }

    /** Under a fixed key that everybody knows: equal in all processes without being told anything. */
    public static Pseudonyms standard() {
        return STANDARD;
    }

    /**
     * Under a secret that all processes know.
     *
     * @throws IllegalArgumentException if it is shorter than 16 characters; the message does not show it
     */
    public static Pseudonyms keyed(String secret) {
        if (secret.length() < MIN_SECRET) {
            throw new IllegalArgumentException("The secret of a store has " + MIN_SECRET
                    + " characters at least, and this one has " + secret.length() + ". Make a longer one.");
        }
        return new Pseudonyms(secret.getBytes(StandardCharsets.UTF_8));
    }

    /** The name of the caller of a request, as far as it is told apart from others by {@code key}. */
    public String of(By key, Request request) {
        return of(key.text(request));
    }

    /** The name for a text. */
    public String of(String text) {
        byte[] name = new byte[BYTES];
        Mac idle = spare.getAndSet(null);
        Mac mac = idle == null ? copy() : idle;
        System.arraycopy(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)), 0, name, 0, BYTES);
        spare.set(mac);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(name);
    }

    private Mac copy() {
        try {
            return (Mac) keyed.clone();
        } catch (CloneNotSupportedException e) {
            // Hardware, for instance, cannot copy what it holds.
            return keyed(secret);
        }
    }

    private static Mac keyed(SecretKeySpec secret) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(secret);
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has " + ALGORITHM + ".", e);
        }
    }

    /** Says nothing about the secret. */
    @Override
    public String toString() {
        return this == STANDARD ? "pseudonyms by a fixed key" : "pseudonyms by a secret";
    }
}
