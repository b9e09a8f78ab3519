package io.hauberk.jwt;

import io.hauberk.Rejection;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The refusals of RFC 6750 §3 and RFC 9449 §7.1, made once. The caller learns no more than the error codes there; the rule
 * is for decisions and logs.
 */
final class Challenges {
    private static final String FIELD = "WWW-Authenticate";

    private final String filter;
    private final @Nullable String bearer;
    private final @Nullable String dpop;
    private final String metadata;
    private final Rejection missing;
    private final Rejection several;
    private final Rejection empty;
    private final Map<TokenFault, Rejection> byBearer = new EnumMap<>(TokenFault.class);
    private final Map<TokenFault, Rejection> byDpop = new EnumMap<>(TokenFault.class);

    Challenges(String filter, Bearing bearing) {
        this.filter = filter;
        String realm = " realm=\"" + (bearing.realm() == null ? "hauberk" : bearing.realm()) + '"';
        Dpop taken = bearing.dpop();
        this.bearer = taken != null && taken.requiresBinding() ? null : "Bearer" + realm;
        this.dpop = taken == null ? null : "DPoP" + realm;
        ProtectedResource resource = bearing.resource();
        this.metadata = (taken == null ? "" : ", algs=\"" + String.join(" ", taken.algorithms()) + '"')
                + (resource == null ? "" : ", resource_metadata=\"" + resource.metadata() + '"');
        missing = challenged(401, "unauthenticated", "", false).by("no-token");
        Rejection invalidRequest = challenged(400, "invalid-request", ", error=\"invalid_request\"", false);
        several = invalidRequest.by("several-tokens");
        empty = invalidRequest.by("empty-token");
        for (TokenFault fault : TokenFault.values()) {
            byBearer.put(fault, fault(fault.rule(), false, fault == TokenFault.ENCRYPTED));
            byDpop.put(fault, fault(fault.rule(), true, fault == TokenFault.ENCRYPTED));
        }
    }

    private Rejection fault(String rule, boolean scheme, boolean encrypted) {
        Rejection rejection = challenged(401, "invalid-token", ", error=\"invalid_token\"", scheme)
                .by(rule);
        return encrypted
                ? rejection.because("The token is encrypted. Send a signed one, which has three parts.")
                : rejection;
    }

    /** Challenges for each scheme that is taken; the error belongs to the one that was used. */
    private Rejection challenged(int status, String reason, String error, boolean scheme) {
        Rejection rejection = Rejection.of(filter, status, reason);
        boolean used = scheme || bearer == null;
        if (bearer != null) {
            rejection = rejection.with(FIELD, bearer + (used ? "" : error) + resourceOnly());
        }
        return dpop == null ? rejection : rejection.with(FIELD, dpop + (used ? error : "") + metadata);
    }

    private String resourceOnly() {
        int at = metadata.indexOf(", resource_metadata");
        return at < 0 ? "" : metadata.substring(at);
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
    Rejection fault(TokenFault fault, boolean scheme) {
        Rejection rejection = (scheme ? byDpop : byBearer).get(fault);
        return rejection == null ? missing : rejection;
    }

    /** A proof that is not accepted: 401, with a nonce where that is what is missing (RFC 9449 §9). */
    Rejection proof(ProofFault fault, DpopGuard guard) {
        if (fault == ProofFault.TOO_MANY) {
            return Rejection.of(filter, 503, "temporarily-unavailable")
                    .by(fault.rule())
                    .retryAfter(guard.retryAfter());
        }
        String code = fault.nonce() ? "use_dpop_nonce" : "invalid_dpop_proof";
        Rejection rejection = challenged(
                        401, fault.nonce() ? "use-dpop-nonce" : "invalid-dpop-proof", ", error=\"" + code + '"', true)
                .by(fault.rule());
        String nonce = guard.nonce();
        return nonce == null ? rejection : rejection.with("DPoP-Nonce", nonce);
    }

    /** Nobody can say whether a token is right: 503. */
    Rejection unavailable(Unavailable unavailable) {
        return Rejection.of(filter, 503, "temporarily-unavailable")
                .by(unavailable.rule())
                .retryAfter(unavailable.retryAfter());
    }
}
