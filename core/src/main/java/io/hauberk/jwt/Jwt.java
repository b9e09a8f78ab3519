package io.hauberk.jwt;

import io.hauberk.Exchange;
import io.hauberk.Request;
import io.hauberk.Settings;
import java.nio.file.Path;
import java.util.Arrays;
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
public final class Jwt extends TokenFilter<Jwt> implements AutoCloseable {
    static final String NAME = "jwt";

    private final Issuer[] issuers;
    private final boolean own;

    private Jwt(Issuer[] issuers, boolean own, Bearing bearing) {
        super(
                NAME,
                bearing,
                longest(issuers),
                Arrays.stream(issuers).map(Issuer::url).toList());
        this.issuers = issuers;
        this.own = own;
    }

    private static int longest(Issuer[] issuers) {
        return Arrays.stream(issuers).mapToInt(Issuer::maxToken).max().orElse(0);
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
        return new Jwt(changed, true, bearing());
    }

    @Override
    Jwt with(Bearing bearing) {
        return new Jwt(issuers, own, bearing);
    }

    /** Begins to read the keys of all issuers in the background; see {@link Issuer#start()}. */
    public void start() {
        for (Issuer issuer : issuers) {
            issuer.start();
        }
    }

    @Override
    Verdict judge(Request request, String text, int from) {
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
