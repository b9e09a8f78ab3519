package io.hauberk.jwt;

import io.hauberk.Concern;
import io.hauberk.Exchange;
import io.hauberk.Filter;
import io.hauberk.Handler;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.Settings;
import io.hauberk.route.Answering;
import io.hauberk.route.Match;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Authenticates callers by signed tokens, JSON Web Tokens as bearer tokens (RFC 6750, 7519, 8725, 9068), and attaches
 * what a token says (subject, scopes, roles, groups, claims) to {@link Exchange#caller()}.
 *
 * <p>Default: one token, in the {@code Authorization} header, and it is required. A token that was found right is
 * remembered until it expires, at most five minutes; see {@link Issuer} for what makes it right and where keys come from.
 *
 * <p>When it says no: 401 without a token, 400 with more than one (also one in the query beside the header), 401 with a
 * token that is not accepted, each with the challenge of RFC 6750 §3 and without a word on which check failed; the
 * decision names the rule. 503 with {@code Retry-After} where the issuer's keys could never be read, so that nobody knows
 * whether the token is right. A token that is not accepted is refused also where none is required.
 *
 * <p>A token that is bound to a certificate ({@code cnf.x5t#S256}, RFC 8705) is taken from who shows that certificate only;
 * one that is bound to a key ({@code cnf.jkt}, RFC 9449) only where {@link #dpop} says how, and never as {@code Bearer}.
 *
 * <p>Belongs after limits by address and before limits by caller and authorization. Never waits for an issuer whose key
 * is known; else at most 4 seconds. Parameters are immutable, and each change makes a new filter. Thread-safe.
 */
public final class Jwt implements Filter, Answering, AutoCloseable {
    static final String NAME = "jwt";

    private final Issuer[] issuers;
    private final boolean own;
    private final Bearing bearing;
    private final Bearer bearer;

    private Jwt(Issuer[] issuers, boolean own, Bearing bearing) {
        this.issuers = issuers;
        this.own = own;
        this.bearing = bearing;
        int longest = Arrays.stream(issuers).mapToInt(Issuer::maxToken).max().orElse(0);
        this.bearer = new Bearer(
                NAME, bearing, longest, Arrays.stream(issuers).map(Issuer::url).toList());
    }

    /** Tokens of one issuer, which the filter makes for itself and closes with itself; see {@link Issuer#of}. */
    public static Jwt issuedBy(String url) {
        return new Jwt(new Issuer[] {Issuer.of(url)}, true, Bearing.standard());
    }

    /** Tokens of any of these issuers, told apart by {@code iss}. They may be shared; whoever made them closes them. */
    public static Jwt issuedBy(Issuer first, Issuer... more) {
        Issuer[] all = new Issuer[more.length + 1];
        all[0] = first;
        System.arraycopy(more, 0, all, 1, more.length);
        long names = Arrays.stream(all).map(Issuer::url).distinct().count();
        if (names < all.length) {
            throw new IllegalArgumentException(
                    "Two issuers have the same URL, so nobody could tell their tokens apart: "
                            + Arrays.stream(all).map(Issuer::url).collect(Collectors.joining(", ")) + '.');
        }
        return new Jwt(all, false, Bearing.standard());
    }

    /**
     * Reads the YAML form: {@code issuer} (a name or a list), {@code from} ({@code {header: x}}, {@code {cookie: x}},
     * {@code {query: x}}, or a list), {@code required}, {@code claims}, {@code claimHeaders}, {@code realm}, {@code dpop},
     * {@code certificateBound}, {@code resource}.
     */
    public static Jwt from(Settings settings) {
        return new JwtReader(settings).read();
    }

    /** This filter, for tokens that are meant for one of these; see {@link Issuer#audience}. */
    public Jwt audience(String... audience) {
        return withIssuers(issuer -> issuer.audience(audience));
    }

    /** This filter, with the issuer's keys at a URL; see {@link Issuer#keys(String)}. */
    public Jwt keys(String url) {
        return withIssuers(issuer -> issuer.keys(url));
    }

    /** This filter, with the issuer's keys in a file; see {@link Issuer#keys(Path)}. */
    public Jwt keys(Path file) {
        return withIssuers(issuer -> issuer.keys(file));
    }

    private Jwt withIssuers(UnaryOperator<Issuer> change) {
        Issuer[] changed = Arrays.stream(issuers).map(change).toArray(Issuer[]::new);
        return new Jwt(changed, true, bearing);
    }

    Jwt with(Bearing bearing) {
        return new Jwt(issuers, own, bearing);
    }

    Bearing bearing() {
        return bearing;
    }

    /** This filter, letting requests without a token pass, as nobody. Default: they are refused. */
    public Jwt optional() {
        return with(bearing.optional());
    }

    /** This filter, looking for tokens here, and no longer where it looked before. */
    public Jwt tokenIn(TokenSource... sources) {
        return with(bearing.in(sources));
    }

    /**
     * This filter, asking for a claim with one of these values: exact, {@code abc*}, {@code *abc}, or {@code *} for any. Of
     * a list one element must fit. A token without it is refused with 401.
     *
     * @param claim the claim, {@code a.b} for one within another
     */
    public Jwt claim(String claim, String... values) {
        return with(bearing.claiming(claim, values));
    }

    /**
     * This filter, telling the application a claim in a request header; what clients send there is removed. Text,
     * numbers and booleans as they are, lists joined by commas; what cannot stand in a header is percent-encoded.
     *
     * @param claim the claim, {@code a.b} for one within another
     */
    public Jwt claimHeader(String header, String claim) {
        return with(bearing.telling(header, claim));
    }

    /** This filter by another realm in its challenges. Default: {@code hauberk}. */
    public Jwt realm(String realm) {
        return with(bearing.realm(realm));
    }

    /** This filter, taking tokens with a proof of possession (RFC 9449). Default: it does not know them. */
    public Jwt dpop(Dpop dpop) {
        return with(bearing.with(dpop));
    }

    /**
     * This filter, taking only tokens that are bound to the certificate that the client shows (RFC 8705), to us or, in
     * {@code Client-Cert}, to a trusted proxy. Default: a token that is bound is held to it, and it need not be.
     */
    public Jwt certificateBound() {
        return with(bearing.boundToCertificate());
    }

    /**
     * This filter, telling clients where to get tokens for this resource (RFC 9728): challenges name the document, and the
     * gateway serves it at {@code /.well-known/oauth-protected-resource} and the path of the resource, to everybody.
     *
     * @param url the resource, as its clients know it
     * @param scopes the scopes that are of use here
     */
    public Jwt resource(String url, String... scopes) {
        return with(bearing.as(new ProtectedResource(url, List.of(scopes), null, null)));
    }

    @Override
    public String name() {
        return NAME;
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

    /** Begins to read the keys of all issuers in the background; see {@link Issuer#start()}. */
    public void start() {
        for (Issuer issuer : issuers) {
            issuer.start();
        }
    }

    @Override
    public Response handle(Request request, Handler next) throws IOException {
        return bearer.handle(request, next, this::judge);
    }

    private Verdict judge(Request request, String text, int from) {
        TokenHash hash = TokenHash.of(text, from);
        for (Issuer issuer : issuers) {
            Verified known = issuer.known(hash);
            if (known != null) {
                return known;
            }
        }
        String compact = text.substring(from);
        Token token = Token.parse(compact);
        if (token == null) {
            return Token.encrypted(compact) ? TokenFault.ENCRYPTED : TokenFault.MALFORMED;
        }
        String iss = token.claimText("iss");
        for (Issuer issuer : issuers) {
            if (issuer.url().equals(iss)) {
                return verify(request, token, hash, issuer);
            }
        }
        return TokenFault.UNKNOWN_ISSUER;
    }

    private static Verdict verify(Request request, Token token, TokenHash hash, Issuer issuer) {
        if (token.length() > issuer.maxToken()) {
            return TokenFault.TOO_LONG;
        }
        Verdict verdict = issuer.verify(token, hash, request.exchange().deadline());
        return verdict == TokenFault.NO_KEYS
                ? new Unavailable(TokenFault.NO_KEYS.rule(), issuer.retryAfter())
                : verdict;
    }

    /** Stops reading the keys of the issuers that this filter made for itself. */
    @Override
    public void close() {
        if (own) {
            for (Issuer issuer : issuers) {
                issuer.close();
            }
        }
    }

    @Override
    public String toString() {
        return NAME + Arrays.stream(issuers).map(Issuer::name).collect(Collectors.joining(", ", "(", ")"));
    }
}
