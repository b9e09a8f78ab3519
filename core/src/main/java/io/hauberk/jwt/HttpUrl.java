package io.hauberk.jwt;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * URLs as RFC 9449 §4.3 compares them: without query and fragment, after the normalisation of RFC 3986 §6.2.2 and §6.2.3:
 * scheme and host in lower case, no default port, an empty path as a slash, escapes in upper case and only where needed.
 */
final class HttpUrl {
    private static final int MAX_LENGTH = 8 * 1024;

    private HttpUrl() {}

    /** The normalised URL; null if it is none of http or https. */
    static @Nullable String normalised(String url) {
        int mark = url.indexOf("://");
        if (mark < 0 || url.length() > MAX_LENGTH) {
            return null;
        }
        String scheme = url.substring(0, mark).toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            return null;
        }
        int from = mark + 3;
        int end = endOf(url, from, "?#");
        int slash = endOf(url, from, "/?#");
        String authority = authority(scheme, url.substring(from, slash));
        String path = slash == end ? "/" : path(url.substring(slash, end));
        return authority == null || path == null ? null : scheme + "://" + authority + path;
    }

    private static int endOf(String url, int from, String marks) {
        int at = from;
        while (at < url.length() && marks.indexOf(url.charAt(at)) < 0) {
            at++;
        }
        return at;
    }

    private static @Nullable String authority(String scheme, String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        int colon = lower.indexOf(':', lower.lastIndexOf(']') + 1);
        String host = colon < 0 ? lower : lower.substring(0, colon);
        String port = colon < 0 ? "" : lower.substring(colon + 1);
        if (host.isEmpty() || host.indexOf('@') >= 0 || !port.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return null;
        }
        return port.isEmpty() || port.equals(scheme.equals("https") ? "443" : "80") ? host : host + ':' + port;
    }

    private static @Nullable String path(String path) {
        if (path.indexOf('%') < 0) {
            return path;
        }
        StringBuilder text = new StringBuilder(path.length());
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c != '%') {
                text.append(c);
                continue;
            }
            int high = i + 2 < path.length() ? Character.digit(path.charAt(i + 1), 16) : -1;
            int low = high < 0 ? -1 : Character.digit(path.charAt(i + 2), 16);
            if (low < 0) {
                return null;
            }
            char decoded = (char) (high << 4 | low);
            if (unreserved(decoded)) {
                text.append(decoded);
            } else {
                text.append('%').append(path.substring(i + 1, i + 3).toUpperCase(Locale.ROOT));
            }
            i += 2;
        }
        return text.toString();
    }

    private static boolean unreserved(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "-._~".indexOf(c) >= 0;
    }
}
