package io.hauberk.jwt;

import io.hauberk.Caller;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringTokenizer;
import org.jspecify.annotations.Nullable;

/**
 * What a token says about its caller, wherever identity providers put it: the subject in {@code sub}, else {@code
 * client_id} or {@code azp}; scopes in {@code scope} (RFC 8693 §4.2), {@code scp} and {@code permissions}; roles in
 * {@code roles} and {@code realm_access.roles}; groups in {@code groups}.
 */
final class Grants {
    private final Map<String, Object> claims;

    private Grants(Map<String, Object> claims) {
        this.claims = claims;
    }

    /** The caller that the claims speak of; null if they speak of nobody. */
    static @Nullable Caller caller(Map<String, Object> claims, String issuer) {
        return new Grants(claims).caller(issuer);
    }

    private @Nullable Caller caller(String issuer) {
        String subject = subject();
        if (subject == null) {
            return null;
        }
        return Caller.unknown()
                .withPrincipal(subject, issuer)
                .withClaims(claims)
                .withGrants(union(true, "scope", "scp", "permissions"), union(false, "roles", "realm_access.roles"))
                .withGroups(union(false, "groups"));
    }

    private @Nullable String subject() {
        if (claims.containsKey("sub")) {
            return text("sub");
        }
        String client = text("client_id");
        return client != null ? client : text("azp");
    }

    private @Nullable String text(String name) {
        return claims.get(name) instanceof String text && !text.isEmpty() ? text : null;
    }

    private Set<String> union(boolean words, String... names) {
        Set<String> union = new LinkedHashSet<>();
        Caller reader = Caller.unknown().withClaims(claims);
        for (String name : names) {
            Object value = reader.claim(name);
            if (value instanceof String text) {
                add(union, words, text);
            } else if (value instanceof List<?> list) {
                for (Object element : list) {
                    if (element instanceof String text && !text.isEmpty()) {
                        union.add(text);
                    }
                }
            }
        }
        return union;
    }

    private static void add(Set<String> union, boolean words, String text) {
        if (!words) {
            union.add(text);
            return;
        }
        StringTokenizer tokens = new StringTokenizer(text, " ");
        while (tokens.hasMoreTokens()) {
            union.add(tokens.nextToken());
        }
    }
}
