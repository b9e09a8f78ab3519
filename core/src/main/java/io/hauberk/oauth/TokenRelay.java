package io.hauberk.oauth;

import io.hauberk.Concern;
import io.hauberk.Decision;
import io.hauberk.Filter;
import io.hauberk.Handler;
import io.hauberk.Outcome;
import io.hauberk.Rejection;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.Settings;
import java.io.IOException;
import java.util.List;

/**
 * Passes the caller's token on to a service, as {@code Authorization: Bearer}, but only one that is meant for that service:
 * its {@code aud} names it. Any other token would let the service act as the caller elsewhere.
 *
 * <p>A token that is meant for somebody else, or is bound to the caller's certificate or key, is left out, and so is one that
 * nobody has verified; the call goes without. {@link #required()} refuses such a call with 403 instead.
 *
 * <p>Belongs into the {@code use} list of a service. Never blocks. Immutable, thread-safe.
 */
public final class TokenRelay implements Filter {
    private static final String NAME = "tokenRelay";
    private static final Decision RELAYED = Decision.of(NAME, Outcome.APPLIED, "relayed");
    private static final Rejection REFUSED = Rejection.of(NAME, 403, "no-token-to-relay");

    private final List<String> audience;
    private final boolean required;

    private TokenRelay(List<String> audience, boolean required) {
        this.audience = audience;
        this.required = required;
    }

    /** Relays tokens that are meant for one of these: what the service calls itself in {@code aud}. */
    public static TokenRelay to(String... audience) {
        if (audience.length == 0) {
            throw new IllegalArgumentException(
                    "A token is relayed to whom it is meant for. Name the service's audience, what it expects in aud.");
        }
        return new TokenRelay(List.of(audience), false);
    }

    /** Reads {@code { audience, required }}. */
    public static TokenRelay from(Settings settings) {
        List<String> audience = settings.texts("audience");
        if (audience.isEmpty()) {
            settings.fault(
                    "audience",
                    "tokenRelay needs the audience of the service, what it expects in aud: { audience: orders }.");
        }
        return new TokenRelay(audience, settings.flag("required", false));
    }

    /** This, refusing calls for which there is no token to relay. */
    public TokenRelay required() {
        return new TokenRelay(audience, true);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Concern concern() {
        return Concern.OTHER;
    }

    @Override
    public Response handle(Request request, Handler next) throws IOException {
        SubjectToken token = SubjectToken.of(request.exchange());
        String lacking = token == null
                ? "no-token"
                : !token.bearer() ? "bound-token" : token.meantFor(audience) ? null : "other-audience";
        if (token != null && lacking == null) {
            request.exchange().record(RELAYED);
            return next.handle(Outgoing.bearing(request, token.text()));
        }
        if (required) {
            return Outgoing.refuse(request, REFUSED.by(String.valueOf(lacking)));
        }
        request.exchange().record(Decision.of(NAME, Outcome.SKIPPED, lacking));
        return next.handle(Outgoing.bare(request));
    }

    @Override
    public String toString() {
        return NAME + audience;
    }
}
