package io.hauberk.signature;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The parameters of a query, as RFC 9421 §2.2.8 signs them: decoded as a form, and encoded anew in one way. */
final class QueryParameters {
    private final Map<String, String> values = new HashMap<>();

    private QueryParameters() {}

    static QueryParameters of(@Nullable String query) {
        QueryParameters parameters = new QueryParameters();
        if (query != null) {
            parameters.read(query);
        }
        return parameters;
    }

    private void read(String query) {
        Set<String> several = new HashSet<>();
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = again(equals < 0 ? pair : pair.substring(0, equals));
            String value = again(equals < 0 ? "" : pair.substring(equals + 1));
            boolean some = !pair.isEmpty() && name != null;
            if (some && (value == null || values.putIfAbsent(name, value) != null)) {
                several.add(name);
            }
        }
        values.keySet().removeAll(several);
    }

    /** The encoded value; null if there is not exactly one of that encoded name. */
    @Nullable String value(String name) {
        return values.get(name);
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
