package io.hauberk.jwt;

import io.hauberk.Decision;
import io.hauberk.Outcome;
import io.hauberk.Request;
import io.hauberk.Settings;
import io.hauberk.oauth.AuthorizationServer;
import io.hauberk.oauth.OAuthClient;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Authenticates callers by tokens that say nothing themselves: asks the authorization server about each (RFC 7662), and
 * attaches what it says to the exchange's caller.
 *
 * <p>An answer is remembered: {@code active: true} until the token expires, at most for {@link #cache} (60 s), so that a
 * token that is revoked works no longer than that; {@code active: false} for {@link #negativeCache} (5 s). Both are bounded.
 * Many requests with the same token ask once. At most 64 questions are under way at once; each may take {@link #timeout} (2
 * s) and answer with 64 KB.
 *
 * <p>When it says no: as {@link Jwt}. While the server cannot be asked, or answers with something else than RFC 7662 says,
 * requests with tokens that are not remembered are refused with 503; {@link #open()} lets them pass as nobody.
 *
 * <p>Belongs where {@link Jwt} belongs. Blocks for the timeout, or until the deadline. Parameters are immutable, each change
 * makes a new filter. Meter: {@code hauberk.introspection} (outcome). Thread-safe.
 */
public final class Introspection extends TokenFilter<Introspection> implements MeterBinder {
    static final String NAME = "introspection";

    private static final Decision OPEN = Decision.of(NAME, Outcome.ERROR, "open");

    private final Inquiry.Parameters parameters;
    private final boolean open;
    private final Inquiry inquiry;

    private Introspection(Inquiry.Parameters parameters, Bearing bearing, boolean open) {
        super(NAME, bearing, parameters.maxToken(), List.of(parameters.server().issuer()));
        this.parameters = parameters;
        this.open = open;
        this.inquiry = new Inquiry(parameters);
    }

    /** Asks a server at the {@code introspection_endpoint} that it names, as a client. */
    public static Introspection at(AuthorizationServer server, OAuthClient client) {
        return new Introspection(Inquiry.Parameters.of(server, client), Bearing.standard(), false);
    }

    /** Asks at a URL, as a client. */
    public static Introspection at(String url, OAuthClient client) {
        return at(AuthorizationServer.at("introspection_endpoint", url), client);
    }

    /**
     * Reads the YAML form: {@code issuer} or {@code url}, {@code client}, {@code service}, {@code audience}, {@code cache},
     * {@code negativeCache}, {@code timeout}, {@code maxToken}, {@code onFailure}, and what {@link Jwt#from} reads of tokens.
     */
    public static Introspection from(Settings settings) {
        return new IntrospectionReader(settings).read();
    }

    Introspection with(Inquiry.Parameters parameters) {
        return new Introspection(parameters, bearing(), open);
    }

    @Override
    Introspection with(Bearing bearing) {
        return new Introspection(parameters, bearing, open);
    }

    Inquiry.Parameters parameters() {
        return parameters;
    }

    /** This, taking answers only that name one of these as {@code aud}. Default: whatever they name. */
    public Introspection audience(String... audience) {
        return with(parameters.withAudience(Set.of(audience)));
    }

    /** This, taking answers only that name this issuer as {@code iss}, or none. Default: the server's. */
    public Introspection issuer(String issuer) {
        return with(parameters.withIssuer(issuer));
    }

    /** This, remembering for so long at most that a token is active; at most 5 minutes. */
    public Introspection cache(Duration cache) {
        return with(parameters.withCache(cache));
    }

    /** This, remembering for so long that a token is not active; at most one minute. */
    public Introspection negativeCache(Duration cache) {
        return with(parameters.withNegativeCache(cache));
    }

    /** This, with so much time for an answer; at most 30 seconds. */
    public Introspection timeout(Duration timeout) {
        return with(parameters.withTimeout(timeout));
    }

    /** This, letting requests pass as nobody while the server cannot be asked. Default: they are refused with 503. */
    public Introspection open() {
        return new Introspection(parameters, bearing(), true);
    }

    /** This by another clock that tells the time of day. */
    public Introspection clock(InstantSource time) {
        return with(parameters.withTime(time));
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        inquiry.countIn(registry);
    }

    @Override
    @Nullable Verdict judge(Request request, String text, int from) {
        Verdict verdict = inquiry.about(text, from, request.exchange().deadline());
        return open && verdict instanceof Unavailable ? null : verdict;
    }

    /** What is recorded where nobody can say who calls, and the request passes. */
    static Decision passing() {
        return OPEN;
    }

    @Override
    public String toString() {
        return NAME + '(' + parameters.server() + ')';
    }
}
