package io.hauberk.jwt;

import io.hauberk.Caller;
import io.hauberk.Deadline;
import io.hauberk.Decision;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a token of an issuer is right: header, key, signature, claims, in this order. Immutable; knows no HTTP
 * and no clock. May block where its keys do.
 *
 * @param url the issuer, exactly as tokens must name it
 * @param types the types that tokens may have, in lower case
 * @param algorithms the names of the algorithms that they may be signed by
 * @param accepted the entry for the record where a token is right
 */
record Verifier(String url, Set<String> types, Set<String> algorithms, ClaimRules rules, Decision accepted) {
    /** More keys than these are not tried for a token that names none. */
    private static final int MAX_TRIES = 8;

    /** Looks at a token whose {@code iss} is known to be the issuer's. */
    Verdict verify(Token token, LiveKeys keys, Instant now, Deadline deadline) {
        TokenFault wrong = header(token);
        if (wrong != null) {
            return wrong;
        }
        String algorithm = String.valueOf(token.headerText("alg"));
        List<SigningKey> candidates = keys.find(token.headerText("kid"), deadline);
        if (candidates == null) {
            return TokenFault.NO_KEYS;
        }
        if (candidates.isEmpty()) {
            return TokenFault.UNKNOWN_KEY;
        }
        int tries = 0;
        for (SigningKey key : candidates) {
            if (key.verifies(algorithm) && tries++ < MAX_TRIES && key.signed(algorithm, token)) {
                return claims(token, key, now);
            }
        }
        return tries == 0 ? TokenFault.WRONG_ALGORITHM : TokenFault.BAD_SIGNATURE;
    }

    private @Nullable TokenFault header(Token token) {
        // We understand no extension, so there is none that we could honour (RFC 7515 §4.1.11).
        if (token.header().containsKey("crit") || changesPayload(token)) {
            return TokenFault.CRITICAL_HEADER;
        }
        if (!(token.header().get("alg") instanceof String algorithm) || !algorithms.contains(algorithm)) {
            return TokenFault.WRONG_ALGORITHM;
        }
        Object id = token.header().get("kid");
        if (id != null && !(id instanceof String)) {
            return TokenFault.MALFORMED;
        }
        return typed(token.header().get("typ")) ? null : TokenFault.WRONG_TYPE;
    }

    /** A payload that is not encoded (RFC 7797) or compressed would be read otherwise by whoever honours these. */
    private static boolean changesPayload(Token token) {
        Object encoded = token.header().get("b64");
        return encoded != null && !Boolean.TRUE.equals(encoded)
                || token.header().containsKey("zip");
    }

    private boolean typed(@Nullable Object type) {
        if (type == null) {
            return types.contains(Issuer.JWT);
        }
        if (!(type instanceof String text)) {
            return false;
        }
        String lower = text.toLowerCase(Locale.ROOT);
        return types.contains(lower.startsWith("application/") ? lower.substring(12) : lower);
    }

    private Verdict claims(Token token, SigningKey key, Instant now) {
        TokenFault wrong = rules.check(token.claims(), now);
        if (wrong != null) {
            return wrong;
        }
        Caller caller = Grants.caller(token.claims(), url);
        if (caller == null) {
            return TokenFault.NO_SUBJECT;
        }
        Binding binding = Binding.of(token.claims());
        if (binding == null) {
            return TokenFault.MALFORMED;
        }
        double expires = token.claims().get("exp") instanceof Number expiry ? expiry.doubleValue() : 0;
        return new Verified(caller, key, expires, token.length(), binding, accepted);
    }
}
