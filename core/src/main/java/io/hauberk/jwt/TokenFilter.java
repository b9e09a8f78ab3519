package io.hauberk.jwt;

import io.hauberk.Concern;
import io.hauberk.Filter;
import io.hauberk.Handler;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.route.Answering;
import io.hauberk.route.Match;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What {@link Jwt} and {@link Introspection} have in common: where tokens stand, and what is asked of whoever bears one. How a
 * token is judged is theirs. Nobody else is one.
 *
 * @param <F> the filter that the withers make
 */
public abstract sealed class TokenFilter<F extends TokenFilter<F>> implements Filter, Answering
        permits Jwt, Introspection {
    private final String name;
    private final Bearing bearing;
    private final Bearer bearer;

    TokenFilter(String name, Bearing bearing, int maxToken, Collection<String> issuers) {
        this.name = name;
        this.bearing = bearing;
        this.bearer = new Bearer(name, bearing, maxToken, issuers);
    }

    /** The same filter, with tokens that come in this way. */
    abstract F with(Bearing bearing);

    /**
     * Looks at the token that begins at an index of a text; it is not empty. May block.
     *
     * @return null where nobody can say, and the request is to pass as nobody
     */
    abstract @Nullable Verdict judge(Request request, String text, int from) throws IOException;

    Bearing bearing() {
        return bearing;
    }

    /** This filter, letting requests without a token pass, as nobody. Default: they are refused. */
    public F optional() {
        return with(bearing.optional());
    }

    /** This filter, looking for tokens here, and no longer where it looked before. */
    public F tokenIn(TokenSource... sources) {
        return with(bearing.in(sources));
    }

    /**
     * This filter, asking for a claim with one of these values: exact, {@code abc*}, {@code *abc}, or {@code *} for any. Of
     * a list one element must fit. A token without it is refused with 401.
     *
     * @param claim the claim, {@code a.b} for one within another
     */
    public F claim(String claim, String... values) {
        return with(bearing.claiming(claim, values));
    }

    /**
     * This filter, telling the application a claim in a request header; what clients send there is removed. Text,
     * numbers and booleans as they are, lists joined by commas; what cannot stand in a header is percent-encoded.
     *
     * @param claim the claim, {@code a.b} for one within another
     */
    public F claimHeader(String header, String claim) {
        return with(bearing.telling(header, claim));
    }

    /** This filter by another realm in its challenges. Default: {@code hauberk}. */
    public F realm(String realm) {
        return with(bearing.realm(realm));
    }

    /** This filter, taking tokens with a proof of possession (RFC 9449). Default: it does not know them. */
    public F dpop(Dpop dpop) {
        return with(bearing.with(dpop));
    }

    /**
     * This filter, taking only tokens that are bound to the certificate that the client shows (RFC 8705), to us or, in
     * {@code Client-Cert}, to a trusted proxy. Default: a token that is bound is held to it, and it need not be.
     */
    public F certificateBound() {
        return with(bearing.boundToCertificate());
    }

    /**
     * This filter, telling clients where to get tokens for this resource (RFC 9728): challenges name the document, and the
     * gateway serves it at {@code /.well-known/oauth-protected-resource} and the path of the resource, to everybody.
     *
     * @param url the resource, as its clients know it
     * @param scopes the scopes that are of use here
     */
    public F resource(String url, String... scopes) {
        return with(bearing.as(new ProtectedResource(url, List.of(scopes), null, null)));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Concern concern() {
        return Concern.AUTHENTICATION;
    }

    /** The headers that tell claims. */
    @Override
    public Set<String> identityHeaders() {
        return bearing.identityHeaders();
    }

    /** What tokens and proofs stand in. */
    @Override
    public Set<String> secretNames() {
        return bearing.secretNames();
    }

    /** Requests for the document of the resource, if there is one. */
    @Override
    public List<Match> answers() {
        ProtectedResource resource = bearing.resource();
        return resource == null ? List.of() : resource.matches();
    }

    @Override
    public Response handle(Request request, Handler next) throws IOException {
        return bearer.handle(request, next, this::judge);
    }
}
