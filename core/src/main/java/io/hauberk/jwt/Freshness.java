package io.hauberk.jwt;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How long fetched keys hold, by the fields of their response (RFC 9111 §4.2, as far as it matters for keys). */
final class Freshness {
    static final Duration USUAL = Duration.ofMinutes(15);

    private static final long MIN_SECONDS = Duration.ofMinutes(5).toSeconds();
    private static final long MAX_SECONDS = Duration.ofHours(24).toSeconds();

    private Freshness() {}

    /** The {@code max-age} less the {@code Age}, within 5 minutes and 24 hours; 15 minutes where nothing is said. */
    static Duration of(@Nullable String cacheControl, @Nullable String age) {
        if (cacheControl == null) {
            return USUAL;
        }
        long seconds = -1;
        for (String directive : cacheControl.toLowerCase(Locale.ROOT).split(",", 32)) {
            String word = directive.strip();
            if (word.equals("no-store") || word.equals("no-cache")) {
                return Duration.ofSeconds(MIN_SECONDS);
            }
            if (word.startsWith("max-age=")) {
                seconds = seconds(word.substring(8).replace("\"", ""));
            }
        }
        if (seconds < 0) {
            return USUAL;
        }
        long left = seconds - Math.max(0, age == null ? 0 : seconds(age.strip()));
        return Duration.ofSeconds(Math.max(MIN_SECONDS, Math.min(MAX_SECONDS, left)));
    }

    /** The number; -1 if it is none; a huge one counts as a day and a bit. */
    private static long seconds(String digits) {
        if (digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return -1;
        }
        return digits.length() > 9 ? MAX_SECONDS + 1 : Long.parseLong(digits);
    }
}
