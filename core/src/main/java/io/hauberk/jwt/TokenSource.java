package io.hauberk.jwt;

import io.hauberk.Headers;
import io.hauberk.Request;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where in a request a token stands: a header, a cookie or a query parameter. Immutable. RFC 6750 §2 knows the {@code
 * Authorization} header as the way for all, and discourages the query, since URLs end up in logs.
 */
public final class TokenSource {
    private enum Kind {
        BEARER,
        HEADER,
        COOKIE,
        QUERY
    }

    private final Kind kind;
    private final String name;

    private TokenSource(Kind kind, String name) {
        if (name.isBlank()) {
            throw new IllegalArgumentException(
                    "A token stands in a header, cookie or query parameter that has a name.");
        }
        this.kind = kind;
        this.name = name;
    }

    /** {@code Authorization: Bearer …}; other schemes there are no tokens. The default. */
    public static TokenSource bearer() {
        return new TokenSource(Kind.BEARER, "Authorization");
    }

    /** A header whose value is the token, with or without {@code Bearer} before it. */
    public static TokenSource header(String name) {
        Headers.of(name, "");
        return name.equalsIgnoreCase("Authorization") ? bearer() : new TokenSource(Kind.HEADER, name);
    }

    /** A cookie. */
    public static TokenSource cookie(String name) {
        return new TokenSource(Kind.COOKIE, name);
    }

    /** A query parameter. */
    public static TokenSource query(String name) {
        return new TokenSource(Kind.QUERY, name);
    }

    /** The name of the header, cookie or parameter. */
    String name() {
        return name;
    }

    /** The way as RFC 9728 §2 calls it; null for one that it does not know. */
    @Nullable String method() {
        return switch (kind) {
            case BEARER -> "header";
            case QUERY -> "query";
            default -> null;
        };
    }

    /** Looks for tokens here, and adds them to what was found. */
    void find(Request request, Found found) {
        switch (kind) {
            case BEARER, HEADER -> inHeaders(request.headers(), found);
            case COOKIE -> inCookies(request.headers(), found);
            case QUERY -> parameters(request.query(), name, found);
        }
    }

    private void inHeaders(Headers headers, Found found) {
        int lines = 0;
        for (int i = 0; i < headers.size(); i++) {
            if (headers.name(i).equalsIgnoreCase(name)) {
                lines++;
                String value = headers.value(i);
                int token = afterScheme("Bearer", value);
                int bound = token < 0 && found.takesDpop() ? afterScheme("DPoP", value) : -1;
                if (token >= 0) {
                    found.add(value, token);
                } else if (bound >= 0) {
                    found.addDpop(value, bound);
                } else if (kind == Kind.HEADER) {
                    found.add(value, 0);
                }
            }
        }
        if (lines > 1) { // another scheme beside ours: who reads on may take the other one
            found.ambiguous();
        }
    }

    /** Where the token begins in {@code Bearer …}; -1 if that is not the scheme. */
    private static int afterScheme(String scheme, String value) {
        int length = scheme.length();
        if (!value.regionMatches(true, 0, scheme, 0, length)
                || value.length() > length && value.charAt(length) != ' ') {
            return -1;
        }
        int at = Math.min(length + 1, value.length());
        while (at < value.length() && value.charAt(at) == ' ') {
            at++;
        }
        return at;
    }

    private void inCookies(Headers headers, Found found) {
        for (int i = 0; i < headers.size(); i++) {
            if (headers.name(i).equalsIgnoreCase("Cookie")) {
                pairs(headers.value(i), ';', name, found);
            }
        }
    }

    /** Adds each value of a query parameter, as it stands there: the characters of a token need no escapes. */
    static void parameters(@Nullable String query, String name, Found found) {
        if (query != null) {
            pairs(query, '&', name, found);
        }
    }

    private static void pairs(String text, char separator, String name, Found found) {
        int at = 0;
        while (at < text.length()) {
            int end = text.indexOf(separator, at);
            end = end < 0 ? text.length() : end;
            while (at < end && text.charAt(at) == ' ') {
                at++;
            }
            if (text.startsWith(name, at) && at + name.length() < end && text.charAt(at + name.length()) == '=') {
                found.add(text.substring(at + name.length() + 1, end).strip(), 0);
            }
            at = end + 1;
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TokenSource that && kind == that.kind && name.equals(that.name);
    }

    @Override
    public int hashCode() {
        return Objects.hash(kind, name);
    }

    @Override
    public String toString() {
        return kind.name().toLowerCase(Locale.ROOT) + ' ' + name;
    }
}
