package io.hauberk.jwt;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a token must say (RFC 7519 §4, RFC 8725 §3, RFC 9068 §4), once its signature is known to be good.
 *
 * @param audience whom tokens must be meant for, one of these; where nobody is named, a token that names somebody is
 *     refused, as RFC 7519 §4.1.3 asks
 * @param skewSeconds how far clocks may differ
 * @param required further claims that must be there
 */
record ClaimRules(Set<String> audience, long skewSeconds, Set<String> required) {
    ClaimRules withAudience(Set<String> audience) {
        return new ClaimRules(audience, skewSeconds, required);
    }

    ClaimRules withSkew(Duration skew) {
        return new ClaimRules(audience, skew.toSeconds(), required);
    }

    ClaimRules withRequired(Set<String> required) {
        return new ClaimRules(audience, skewSeconds, required);
    }

    /** The first rule that the claims break, or null. */
    @Nullable TokenFault check(Map<String, Object> claims, Instant now) {
        double seconds = now.getEpochSecond();
        if (!(claims.get("exp") instanceof Number expiry)) {
            return claims.containsKey("exp") ? TokenFault.MALFORMED : TokenFault.NO_EXPIRY;
        }
        if (seconds >= expiry.doubleValue() + skewSeconds) {
            return TokenFault.EXPIRED;
        }
        if (noTime(claims, "nbf") || noTime(claims, "iat")) {
            return TokenFault.MALFORMED;
        }
        if (later(claims, "nbf", seconds)) {
            return TokenFault.NOT_YET_VALID;
        }
        if (later(claims, "iat", seconds)) {
            return TokenFault.ISSUED_IN_FUTURE;
        }
        if (!meantForUs(claims.get("aud"))) {
            return TokenFault.WRONG_AUDIENCE;
        }
        return claims.keySet().containsAll(required) ? null : TokenFault.MISSING_CLAIM;
    }

    private static boolean noTime(Map<String, Object> claims, String name) {
        Object value = claims.get(name);
        return value != null && !(value instanceof Number);
    }

    private boolean later(Map<String, Object> claims, String name, double seconds) {
        return claims.get(name) instanceof Number time && time.doubleValue() > seconds + skewSeconds;
    }

    private boolean meantForUs(@Nullable Object claim) {
        return claim == null ? audience.isEmpty() : meantFor(audience, claim);
    }

    /** Whether an {@code aud} claim names one of these. */
    static boolean meantFor(Set<String> audience, @Nullable Object claim) {
        if (claim instanceof String one) {
            return audience.contains(one);
        }
        if (claim instanceof List<?> several) {
            for (Object one : several) {
                if (one instanceof String text && audience.contains(text)) {
                    return true;
                }
            }
        }
        return false;
    }
}
