package io.hauberk.basic;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.hauberk.Credential;
import io.hauberk.Ticker;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Verifies passwords, and remembers how that went: 10,000 that were right for five minutes, and in a memory of their own
 * 10,000 that were wrong for one. What is remembered belongs to the stored hashes, too, so a password that is changed or
 * taken away is forgotten at once. Thread-safe.
 */
final class Verification {
    enum Verdict {
        RIGHT,
        WRONG,
        BUSY
    }

    private static final int MAX_ENTRIES = 10_000;

    private final Cache<String, Boolean> right;
    private final Cache<String, Boolean> wrong;
    private final Hashing hashing;
    private final SecretKeySpec key;
    private volatile @Nullable Password typical;

    Verification(Ticker ticker, Hashing hashing) {
        this.right = cache(ticker, Duration.ofMinutes(5));
        this.wrong = cache(ticker, Duration.ofMinutes(1));
        this.hashing = hashing;
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        this.key = new SecretKeySpec(random, "HmacSHA256");
    }

    private static Cache<String, Boolean> cache(Ticker ticker, Duration life) {
        return Caffeine.newBuilder()
                .maximumSize(MAX_ENTRIES)
                .expireAfterWrite(life)
                .ticker(ticker::nanos)
                .executor(Runnable::run)
                .build();
    }

    /**
     * Whether the password is one of the user's. Takes as long where there is no such user.
     *
     * @param stored the live passwords of the user; none where there is no such user
     */
    Verdict verify(UserPass shown, List<Credential> stored) {
        String fingerprint = fingerprint(shown, stored);
        if (right.getIfPresent(fingerprint) != null) {
            return Verdict.RIGHT;
        }
        if (wrong.getIfPresent(fingerprint) != null) {
            return Verdict.WRONG;
        }
        if (!hashing.begin()) {
            return Verdict.BUSY;
        }
        try {
            boolean matches = matches(shown.password(), stored);
            (matches ? right : wrong).put(fingerprint, true);
            return matches ? Verdict.RIGHT : Verdict.WRONG;
        } finally {
            hashing.end();
        }
    }

    private boolean matches(String password, List<Credential> stored) {
        boolean matches = false;
        boolean hashed = false;
        for (Credential each : stored) {
            Password known = Password.parse(each.value());
            if (known != null) {
                matches |= known.matches(password);
                typical = known;
                hashed = true;
            }
        }
        if (!hashed) {
            Password.likeNobodys(typical).matches(password); // takes as long, and nobody has that hash
        }
        return matches;
    }

    private String fingerprint(UserPass shown, List<Credential> stored) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            update(mac, shown.user());
            update(mac, shown.password());
            for (Credential each : stored) {
                update(mac, each.value());
            }
            return Base64.getEncoder().encodeToString(mac.doFinal());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has HmacSHA256, but this one has not.", e);
        }
    }

    /** None of the texts has a NUL, so none can be taken for two. */
    private static void update(Mac mac, String text) {
        mac.update(text.getBytes(StandardCharsets.UTF_8));
        mac.update((byte) 0);
    }
}
