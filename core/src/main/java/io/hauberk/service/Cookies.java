package io.hauberk.service;

import io.hauberk.Headers;
import io.hauberk.Request;
import org.jspecify.annotations.Nullable;

/** Values by name in cookies and queries, which nobody has to parse whole for that. */
final class Cookies {
    private Cookies() {}

    /** The value of the first cookie of that name, without quotes; null where there is none. */
    static @Nullable String value(Request request, String name) {
        Headers headers = request.headers();
        for (int i = 0; i < headers.size(); i++) {
            if (headers.name(i).equalsIgnoreCase("cookie")) {
                String value = among(headers.value(i), name, ';');
                if (value != null) {
                    return unquoted(value);
                }
            }
        }
        return null;
    }

    /** The value of the first parameter of that name, as it is written. */
    static @Nullable String parameter(@Nullable String query, String name) {
        return query == null ? null : among(query, name, '&');
    }

    private static @Nullable String among(String pairs, String name, char separator) {
        int at = 0;
        while (at < pairs.length()) {
            int end = pairs.indexOf(separator, at);
            end = end < 0 ? pairs.length() : end;
            while (at < end && pairs.charAt(at) == ' ') {
                at++;
            }
            int value = at + name.length();
            if (value < end && pairs.startsWith(name, at) && pairs.charAt(value) == '=') {
                return pairs.substring(value + 1, end);
            }
            at = end + 1;
        }
        return null;
    }

    private static String unquoted(String value) {
        String bare = value.strip();
        return bare.length() > 1 && bare.startsWith("\"") && bare.endsWith("\"")
                ? bare.substring(1, bare.length() - 1)
                : bare;
    }
}
