package io.hauberk.jwt;

import io.hauberk.Rejection;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/**
 * The refusals of RFC 6750 §3, made once. The caller learns no more than the error codes there; the rule is for decisions
 * and logs.
 */
final class Challenges {
    private static final String FIELD = "WWW-Authenticate";

    private final Rejection missing;
    private final Rejection several;
    private final Rejection empty;
    private final Rejection unavailable;
    private final Map<TokenFault, Rejection> faults = new EnumMap<>(TokenFault.class);

    Challenges(String filter, String realm) {
        String bearer = "Bearer realm=\"" + realm + '"';
        missing = Rejection.of(filter, 401, "unauthenticated").by("no-token").with(FIELD, bearer);
        Rejection invalidRequest =
                Rejection.of(filter, 400, "invalid-request").with(FIELD, bearer + ", error=\"invalid_request\"");
        several = invalidRequest.by("several-tokens");
        empty = invalidRequest.by("empty-token");
        unavailable = Rejection.of(filter, 503, "temporarily-unavailable").by(TokenFault.NO_KEYS.rule());
        for (TokenFault fault : TokenFault.values()) {
            faults.put(
                    fault,
                    Rejection.of(filter, 401, "invalid-token")
                            .by(fault.rule())
                            .with(FIELD, bearer + ", error=\"invalid_token\""));
        }
    }

    /** No token where one is required: 401, and no error code, since nobody knows yet that he did wrong. */
    Rejection missing() {
        return missing;
    }

    /** More than one token: 400. */
    Rejection several() {
        return several;
    }

    /** The scheme, and nothing behind it: 400. */
    Rejection empty() {
        return empty;
    }

    /** A token that is not accepted: 401. */
    Rejection fault(TokenFault fault) {
        Rejection rejection = faults.get(fault);
        return rejection == null ? missing : rejection;
    }

    /** No keys to verify anything with: 503. */
    Rejection unavailable(Duration retryAfter) {
        return unavailable.retryAfter(retryAfter);
    }
}
