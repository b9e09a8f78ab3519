package io.hauberk.jwt;

import io.hauberk.Authentication;
import io.hauberk.Caller;
import io.hauberk.Decision;
import io.hauberk.Exchange;
import io.hauberk.Handler;
import io.hauberk.Headers;
import io.hauberk.Outcome;
import io.hauberk.Rejection;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.network.ClientCertificate;
import io.hauberk.oauth.SubjectToken;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a filter for tokens does besides judging them: finds the one token, holds its bearer to what it is bound to,
 * attaches the caller, tells claims, refuses. Thread-safe.
 */
final class Bearer {
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final String ACCESS_TOKEN = "access_token"; // RFC 6750 §2.3

    private final Bearing bearing;
    private final TokenSource[] sources;
    private final List<ClaimHeader> claimHeaders;
    private final boolean queried;
    private final int maxToken;
    private final Challenges challenges;
    private final Decision noToken;
    private final @Nullable DpopGuard dpop;
    private final @Nullable ProtectedResource resource;
    private final Collection<String> issuers;

    Bearer(String filter, Bearing bearing, int maxToken, Collection<String> issuers) {
        this.bearing = bearing;
        this.sources = bearing.sources().toArray(TokenSource[]::new);
        this.queried = bearing.sources().contains(TokenSource.query(ACCESS_TOKEN));
        this.claimHeaders = bearing.claimHeaders();
        this.maxToken = maxToken;
        this.challenges = new Challenges(filter, bearing);
        this.noToken = Decision.of(filter, Outcome.SKIPPED, "no-token");
        Dpop taken = bearing.dpop();
        this.dpop = taken == null ? null : new DpopGuard(taken);
        this.resource = bearing.resource();
        this.issuers = issuers;
    }

    Response handle(Request request, Handler next, Judge judge) throws IOException {
        ProtectedResource own = resource;
        if (own != null && own.asked(request)) {
            return own.answer(request, issuers, bearing);
        }
        Found found = new Found(dpop != null);
        for (TokenSource source : sources) {
            source.find(request, found);
        }
        String text = found.text();
        if (text == null) {
            return bearing.required() ? refuse(request, challenges.missing()) : pass(request, noToken, next);
        }
        if (severalIn(request, found)) {
            return refuse(request, challenges.several());
        }
        int length = text.length() - found.from();
        if (length == 0) {
            return refuse(request, challenges.empty());
        }
        if (length > maxToken) {
            return refuse(request, challenges.fault(TokenFault.TOO_LONG, found.dpop()));
        }
        Verdict verdict = judge.judge(request, text, found.from());
        if (verdict == null) {
            return pass(request, Introspection.passing(), next);
        }
        return verdict instanceof Verified verified
                ? accept(request, verified, text, found, next)
                : refuse(request, refusal(verdict, found.dpop()));
    }

    private Rejection refusal(Verdict verdict, boolean scheme) {
        return verdict instanceof TokenFault fault
                ? challenges.fault(fault, scheme)
                : challenges.unavailable((Unavailable) verdict);
    }

    private boolean severalIn(Request request, Found found) {
        if (found.count() == 1 && request.query() != null && !queried) {
            TokenSource.parameters(request.query(), ACCESS_TOKEN, found);
        }
        return found.count() > 1;
    }

    private Response accept(Request request, Verified verified, String text, Found found, Handler next)
            throws IOException {
        Exchange exchange = request.exchange();
        Caller caller = verified.caller();
        TokenFault wrong = wrong(request, verified, found);
        if (wrong != null) {
            return refuse(request, challenges.fault(wrong, found.dpop()));
        }
        DpopGuard guard = found.dpop() ? dpop : null;
        String renewed = null;
        if (guard != null) {
            String key = String.valueOf(verified.binding().key());
            ProofFault fault = guard.check(request, text.substring(found.from()), key);
            if (fault != null) {
                return refuse(request, challenges.proof(fault, guard));
            }
            renewed = guard.renewed(request);
        }
        try {
            if (!Authentication.attach(exchange, caller)) {
                return refuse(request, challenges.fault(TokenFault.OTHER_PRINCIPAL, found.dpop()));
            }
        } catch (IOException e) {
            return refuse(request, challenges.unavailable(new Unavailable("consumers-unavailable", RETRY)));
        }
        exchange.put(
                SubjectToken.KEY,
                new SubjectToken(text, found.from(), verified.binding().none(), caller));
        if (renewed == null) {
            return pass(request, verified.decision(), next);
        }
        String nonce = renewed;
        return pass(request, verified.decision(), inner -> next.handle(inner, head -> head.with("DPoP-Nonce", nonce)));
    }

    /** What keeps this bearer from using a token that is right in itself; null if nothing. */
    private @Nullable TokenFault wrong(Request request, Verified verified, Found found) {
        Binding binding = verified.binding();
        if (bearing.certificateBound() && binding.certificate() == null) {
            return TokenFault.NOT_CERTIFICATE_BOUND;
        }
        if (binding.certificate() != null && !binding.boundTo(ClientCertificate.of(request))) {
            return TokenFault.WRONG_CERTIFICATE;
        }
        if (binding.key() != null && !found.dpop()) {
            return TokenFault.DPOP_BOUND;
        }
        Dpop taken = bearing.dpop();
        if (binding.key() == null && (found.dpop() || taken != null && taken.requiresBinding())) {
            return TokenFault.NOT_DPOP_BOUND;
        }
        for (ClaimValues claim : bearing.claims()) {
            if (!claim.hold(verified.caller())) {
                return TokenFault.WRONG_CLAIM;
            }
        }
        return null;
    }

    private Response pass(Request request, Decision decision, Handler next) throws IOException {
        request.exchange().record(decision);
        Request inner = claimHeaders.isEmpty() ? request : request.withHeaders(told(request));
        return next.handle(inner);
    }

    /** The headers with the claims of the caller, and without what the client said of itself. */
    private Headers told(Request request) {
        Caller caller = request.exchange().caller();
        Headers.Edit edit = request.headers().edit();
        edit.removeIf((name, value) -> {
            for (ClaimHeader header : claimHeaders) {
                if (header.sameAs(name)) {
                    return true;
                }
            }
            return false;
        });
        for (ClaimHeader header : claimHeaders) {
            String value = header.value(caller);
            if (value != null) {
                edit.add(header.name(), value);
            }
        }
        return edit.build();
    }

    private static Response refuse(Request request, Rejection rejection) {
        request.exchange().record(rejection.decision(Outcome.REFUSED));
        return Response.refused(rejection);
    }

    /** Says whether a token is right, see {@link TokenFilter#judge}. */
    @FunctionalInterface
    interface Judge {
        @Nullable Verdict judge(Request request, String text, int from) throws IOException;
    }
}
