package io.hauberk.accesslog;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Hides what may be a secret in targets and fields. Works on raw text and decodes nothing. */
final class Redaction {
    private static final int MAX_PARAMETERS = 32;
    static final String HIDDEN = "*";

    /** Fields that carry credentials, and cannot be allowed. */
    private static final Set<String> SECRET = Set.of(
            "authorization",
            "proxy-authorization",
            "authentication-info",
            "proxy-authentication-info",
            "cookie",
            "cookie2",
            "set-cookie",
            "set-cookie2",
            "dpop",
            "x-api-key",
            "api-key",
            "apikey",
            "x-auth-token",
            "x-access-token",
            "x-csrf-token",
            "x-xsrf-token",
            "x-amz-security-token",
            "x-vault-token",
            "signature",
            "client-cert",
            "client-cert-chain",
            "x-forwarded-client-cert");

    /** Fields that hold a URL, whose query may hold anything. */
    private static final Set<String> URLS = Set.of("referer", "location", "content-location");

    private Redaction() {}

    static boolean secret(String field) {
        return SECRET.contains(field.toLowerCase(Locale.ROOT));
    }

    /** The path without the values of its parameters: {@code /a;jsessionid=1/b} is {@code /a;*}{@code /b}. */
    static String path(String path) {
        int semicolon = path.indexOf(';');
        if (semicolon < 0) {
            return path;
        }
        StringBuilder text = new StringBuilder(path.length());
        int from = 0;
        while (semicolon >= 0) {
            text.append(path, from, semicolon + 1).append(HIDDEN);
            int slash = path.indexOf('/', semicolon);
            from = slash < 0 ? path.length() : slash;
            semicolon = path.indexOf(';', from);
        }
        return text.append(path, from, path.length()).toString();
    }

    /** The query with the values of these parameters that are no secrets; all others, and what has no name, are hidden. */
    static @Nullable String query(@Nullable String query, Set<String> shown, Set<String> secrets) {
        if (query == null || query.isEmpty()) {
            return query;
        }
        StringBuilder text = new StringBuilder(Math.min(query.length(), 256));
        int from = 0;
        for (int count = 0; from <= query.length(); count++) {
            if (count == MAX_PARAMETERS) {
                return text.append('\u2026').toString();
            }
            int to = end(query, from);
            parameter(query.substring(from, to), shown, secrets, text);
            if (to < query.length()) {
                text.append(query.charAt(to));
            }
            from = to + 1;
        }
        return text.toString();
    }

    /** Some servers take a semicolon for a separator, so a value ends there, too. */
    private static int end(String query, int from) {
        int to = from;
        while (to < query.length() && query.charAt(to) != '&' && query.charAt(to) != ';') {
            to++;
        }
        return to;
    }

    private static void parameter(String parameter, Set<String> shown, Set<String> secrets, StringBuilder text) {
        int equals = parameter.indexOf('=');
        String name = equals < 0 ? parameter : parameter.substring(0, equals);
        if (shown.contains(name) && !(secrets.contains(name) || secrets.contains(name.toLowerCase(Locale.ROOT)))) {
            text.append(parameter);
        } else if (equals >= 0) {
            text.append(name).append('=').append(equals + 1 < parameter.length() ? HIDDEN : "");
        } else if (!parameter.isEmpty()) {
            text.append(HIDDEN);
        }
    }

    /** The host without what stands before an at sign, where some put a password. */
    static String host(String host) {
        return host.substring(host.lastIndexOf('@') + 1);
    }

    /** A field that is allowed, as far as it is harmless. */
    static String field(String name, String value) {
        if (!URLS.contains(name)) {
            return value;
        }
        int mark = value.indexOf('?');
        int hash = value.indexOf('#');
        int cut = mark < 0 ? hash : hash < 0 ? mark : Math.min(mark, hash);
        String url = cut < 0 ? value : value.substring(0, cut) + '?' + HIDDEN;
        int scheme = url.indexOf("//");
        int slash = scheme < 0 ? -1 : url.indexOf('/', scheme + 2);
        int at = scheme < 0 ? -1 : url.lastIndexOf('@', slash < 0 ? url.length() : slash);
        return at < scheme + 2 ? url : url.substring(0, scheme + 2) + url.substring(at + 1);
    }
}
