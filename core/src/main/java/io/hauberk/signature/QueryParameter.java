package io.hauberk.signature;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** One parameter of a query, as RFC 9421 §2.2.8 signs it: decoded as a form, and encoded anew in one way. */
final class QueryParameter {
    private QueryParameter() {}

    /** The encoded value; null if there is not exactly one of that encoded name. */
    static @Nullable String value(@Nullable String query, @Nullable String name) {
        if (query == null || name == null) {
            return null;
        }
        String found = null;
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            String each = again(equals < 0 ? pair : pair.substring(0, equals));
            if (!pair.isEmpty() && name.equals(each)) {
                if (found != null) {
                    return null;
                }
                found = again(equals < 0 ? "" : pair.substring(equals + 1));
            }
        }
        return found;
    }

    private static @Nullable String again(String text) {
        try {
            return encode(URLDecoder.decode(text, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static String encode(String text) {
        StringBuilder encoded = new StringBuilder(text.length() + 8);
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain = c >= 'a' && c <= 'z'
                    || c >= 'A' && c <= 'Z'
                    || c >= '0' && c <= '9'
                    || c == '*'
                    || c == '-'
                    || c == '.'
                    || c == '_';
            if (plain) {
                encoded.append(c);
            } else {
                encoded.append('%')
                        .append(Character.toUpperCase(Character.forDigit(c >> 4, 16)))
                        .append(Character.toUpperCase(Character.forDigit(c & 15, 16)));
            }
        }
        return encoded.toString();
    }
}
