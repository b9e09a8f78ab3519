package io.hauberk.jwt;

import io.hauberk.Caller;
import io.hauberk.Concern;
import io.hauberk.Decision;
import io.hauberk.Exchange;
import io.hauberk.Filter;
import io.hauberk.Handler;
import io.hauberk.Headers;
import io.hauberk.Outcome;
import io.hauberk.Rejection;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

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
 * <p>Belongs after limits by address and before limits by caller and authorization. Never waits for an issuer whose key
 * is known; else at most 4 seconds. Parameters are immutable, and each change makes a new filter. Thread-safe.
 */
public final class Jwt implements Filter, AutoCloseable {
    private static final String NAME = "jwt";
    private static final String ACCESS_TOKEN = "access_token"; // RFC 6750 §2.3
    private static final Decision NO_TOKEN = Decision.of(NAME, Outcome.SKIPPED, "no-token");

    private final Issuer[] issuers;
    private final Decision[] accepted;
    private final boolean own;
    private final TokenSource[] sources;
    private final boolean required;
    private final List<ClaimHeader> claimHeaders;
    private final @Nullable String realm;
    private final Challenges challenges;
    private final int maxToken;

    private Jwt(
            Issuer[] issuers,
            boolean own,
            TokenSource[] sources,
            boolean required,
            List<ClaimHeader> claimHeaders,
            @Nullable String realm) {
        this.issuers = issuers;
        this.own = own;
        this.sources = sources;
        this.required = required;
        this.claimHeaders = claimHeaders;
        this.realm = realm;
        this.challenges = new Challenges(NAME, realm == null ? "hauberk" : realm);
        this.accepted = new Decision[issuers.length];
        int longest = 0;
        for (int i = 0; i < issuers.length; i++) {
            accepted[i] = Decision.of(NAME, Outcome.ALLOWED, issuers[i].name());
            longest = Math.max(longest, issuers[i].maxToken());
        }
        this.maxToken = longest;
    }

    /** Tokens of one issuer, which the filter makes for itself and closes with itself; see {@link Issuer#of}. */
    public static Jwt issuedBy(String url) {
        return new Jwt(new Issuer[] {Issuer.of(url)}, true, standard(), true, List.of(), null);
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
        return new Jwt(all, false, standard(), true, List.of(), null);
    }

    private static TokenSource[] standard() {
        return new TokenSource[] {TokenSource.bearer()};
    }

    /**
     * Reads the YAML form: {@code issuer} (a name or a list), {@code from} ({@code {header: x}}, {@code {cookie: x}},
     * {@code {query: x}}, or a list), {@code required}, {@code claimHeaders}, {@code realm}.
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
        return new Jwt(changed, true, sources, required, claimHeaders, realm);
    }

    /** This filter, letting requests without a token pass, as nobody. Default: they are refused. */
    public Jwt optional() {
        return new Jwt(issuers, own, sources, false, claimHeaders, realm);
    }

    /** This filter, looking for tokens here, and no longer where it looked before. */
    public Jwt tokenIn(TokenSource... sources) {
        if (sources.length == 0) {
            throw new IllegalArgumentException(
                    "A token stands somewhere. Name a header, a cookie or a query parameter.");
        }
        return new Jwt(issuers, own, sources.clone(), required, claimHeaders, realm);
    }

    /**
     * This filter, telling the application a claim in a request header; what clients send there is removed. Text,
     * numbers and booleans as they are, lists joined by commas; what cannot stand in a header is percent-encoded.
     *
     * @param claim the claim, {@code a.b} for one within another
     */
    public Jwt claimHeader(String header, String claim) {
        List<ClaimHeader> more = new ArrayList<>(claimHeaders);
        more.add(new ClaimHeader(header, claim));
        return new Jwt(issuers, own, sources, required, List.copyOf(more), realm);
    }

    /** This filter by another realm in its challenges. Default: {@code hauberk}. */
    public Jwt realm(String realm) {
        if (!realm.chars().allMatch(c -> c >= ' ' && c < 127 && c != '"' && c != '\\')) {
            throw new IllegalArgumentException("A realm is plain text without quotes and backslashes.");
        }
        return new Jwt(issuers, own, sources, required, claimHeaders, realm);
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
        return claimHeaders.stream().map(ClaimHeader::name).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** Begins to read the keys of all issuers in the background; see {@link Issuer#start()}. */
    public void start() {
        for (Issuer issuer : issuers) {
            issuer.start();
        }
    }

    @Override
    public Response handle(Request request, Handler next) throws IOException {
        Found found = new Found();
        for (TokenSource source : sources) {
            source.find(request, found);
        }
        String text = found.text();
        if (text == null) {
            return required ? refuse(request, challenges.missing()) : pass(request, NO_TOKEN, next);
        }
        if (severalIn(request, found)) {
            return refuse(request, challenges.several());
        }
        int length = text.length() - found.from();
        if (length == 0) {
            return refuse(request, challenges.empty());
        }
        if (length > maxToken) {
            return refuse(request, challenges.fault(TokenFault.TOO_LONG));
        }
        return authenticate(request, text, found.from(), next);
    }

    private boolean severalIn(Request request, Found found) {
        if (found.count() == 1 && request.query() != null && !sources[0].inQuery()) {
            TokenSource.parameters(request.query(), ACCESS_TOKEN, found);
        }
        return found.count() > 1;
    }

    private Response authenticate(Request request, String text, int from, Handler next) throws IOException {
        TokenHash hash = TokenHash.of(text, from);
        for (int i = 0; i < issuers.length; i++) {
            Verified known = issuers[i].known(hash);
            if (known != null) {
                return accept(request, known, accepted[i], next);
            }
        }
        Token token = Token.parse(text.substring(from));
        if (token == null) {
            return refuse(request, challenges.fault(TokenFault.MALFORMED));
        }
        String iss = token.claimText("iss");
        for (int i = 0; i < issuers.length; i++) {
            if (issuers[i].url().equals(iss)) {
                return verify(request, token, hash, i, next);
            }
        }
        return refuse(request, challenges.fault(TokenFault.UNKNOWN_ISSUER));
    }

    private Response verify(Request request, Token token, TokenHash hash, int index, Handler next) throws IOException {
        Issuer issuer = issuers[index];
        if (token.length() > issuer.maxToken()) {
            return refuse(request, challenges.fault(TokenFault.TOO_LONG));
        }
        Verdict verdict = issuer.verify(token, hash, request.exchange().deadline());
        if (verdict instanceof Verified verified) {
            return accept(request, verified, accepted[index], next);
        }
        return refuse(
                request,
                verdict instanceof TokenFault fault && fault != TokenFault.NO_KEYS
                        ? challenges.fault(fault)
                        : challenges.unavailable(issuer.retryAfter()));
    }

    private Response accept(Request request, Verified verified, Decision decision, Handler next) throws IOException {
        Exchange exchange = request.exchange();
        Caller before = exchange.caller();
        Caller caller = verified.caller();
        if (before.principal() != null && !samePrincipal(before, caller)) {
            return refuse(request, challenges.fault(TokenFault.OTHER_PRINCIPAL));
        }
        exchange.attach(caller.withNetworkOf(before));
        return pass(request, decision, next);
    }

    private static boolean samePrincipal(Caller one, Caller other) {
        return Objects.equals(one.principal(), other.principal()) && Objects.equals(one.issuer(), other.issuer());
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
