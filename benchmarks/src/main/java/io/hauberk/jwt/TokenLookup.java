package io.hauberk.jwt;

import io.hauberk.benchmarks.Tokens;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** One look-up of a token that was found right before, from the bytes of its field on, as a container reads them. */
public final class TokenLookup {
    private static final int FROM = "Bearer ".length();

    private final Issuer issuer;
    private final byte[] field;

    /** Over an issuer that knows the token already. */
    public TokenLookup(Issuer issuer, String token) {
        this.issuer = issuer;
        this.field = Tokens.field(token);
    }

    /** The field as a fresh string, which is part of each look-up. */
    public String fresh() {
        return new String(field, StandardCharsets.ISO_8859_1);
    }

    /** What is known about the token; an object, or null. */
    public @Nullable Object look() {
        return issuer.known(TokenHash.of(fresh(), FROM));
    }
}
