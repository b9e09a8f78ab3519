package io.hauberk.oauth;

import io.hauberk.Caller;
import io.hauberk.Exchange;
import io.hauberk.Key;
import io.hauberk.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The token by which the caller of an exchange was authenticated, for those who call on its behalf. Immutable. Its text is a
 * secret, so {@code toString} does not tell it.
 */
public final class SubjectToken {
    /** Where an exchange keeps it; calls on behalf of a request have it, too. */
    public static final Key<SubjectToken> KEY = Key.inherited("subject-token");

    private final String line;
    private final int from;
    private final boolean bearer;
    private final Map<String, Object> claims;
    private final Caller owner;

    /**
     * A token that begins at an index of a text and ends with it.
     *
     * @param bearer whether whoever has it may use it; false where it is bound to a certificate or key of the caller
     * @param owner whom it speaks of, and with its claims
     */
    public SubjectToken(String line, int from, boolean bearer, Caller owner) {
        this(line, from, bearer, owner.claims(), owner);
    }

    private SubjectToken(String line, int from, boolean bearer, Map<String, Object> claims, Caller owner) {
        this.line = line;
        this.from = from;
        this.bearer = bearer;
        this.claims = claims;
        this.owner = owner;
    }

    /**
     * The token by which the caller of an exchange was let in; null where there is none. One that was right, but beside a
     * factor that was not, so that somebody else was let in by other credentials, is none.
     */
    static @Nullable SubjectToken of(Exchange exchange) {
        SubjectToken token = exchange.get(KEY);
        return token != null && token.speaksOf(exchange.caller()) ? token : null;
    }

    /** Of callers that were joined, one gives the principal, and perhaps another the claims. */
    private boolean speaksOf(Caller caller) {
        boolean samePrincipal = Objects.equals(owner.principal(), caller.principal())
                && Objects.equals(owner.issuer(), caller.issuer());
        return samePrincipal || !owner.claims().isEmpty() && owner.claims().equals(caller.claims());
    }

    /**
     * A token that came straight from its issuer, so that nobody need verify it; what it says is read where it can be.
     *
     * @param owner whom it was given to
     */
    public static SubjectToken fromIssuer(String token, Caller owner) {
        String[] parts = token.split("\\.", -1);
        Map<String, Object> claims = null;
        if (parts.length == 3) {
            try {
                claims = Json.object(new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8));
            } catch (IllegalArgumentException e) {
                // It is no JWT, then.
            }
        }
        boolean bearer = claims == null || !claims.containsKey("cnf");
        return new SubjectToken(token, 0, bearer, claims == null ? Map.of() : claims, owner);
    }

    /** The token itself. */
    public String text() {
        return line.substring(from);
    }

    /** Whether it may be passed on: a token that is bound to the caller's certificate or key is of no use to others. */
    public boolean bearer() {
        return bearer;
    }

    /** When it expires, in seconds since 1970; 0 where it does not say. */
    public double expires() {
        return claims.get("exp") instanceof Number expiry ? expiry.doubleValue() : 0;
    }

    /** Whether it is meant for one of these. */
    boolean meantFor(List<String> audience) {
        Object claim = claims.get("aud");
        if (claim instanceof List<?> several) {
            return several.stream().anyMatch(audience::contains);
        }
        return claim instanceof String one && audience.contains(one);
    }

    @Override
    public String toString() {
        return "a token";
    }
}
