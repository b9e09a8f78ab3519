package io.hauberk.apikey;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Texts of the form {@code name=value}, with separators between. Names in queries are compared as servers read them: an
 * encoded one is the same name. Values are left as they are.
 */
enum Pairs {
    COOKIES(';'),
    QUERY('&');

    private final char separator;

    Pairs(char separator) {
        this.separator = separator;
    }

    /** Shows the value of each pair of this name; a name without an equals sign has an empty value. */
    void find(@Nullable String text, String name, Consumer<String> action) {
        int at = 0;
        while (text != null && at <= text.length()) {
            int end = end(text, at);
            String pair = text.substring(at, end).strip();
            if (named(pair, name)) {
                int equals = pair.indexOf('=');
                action.accept(equals < 0 ? "" : pair.substring(equals + 1).strip());
            }
            at = end + 1;
        }
    }

    /** The text without the pairs of this name; the same instance if there are none. */
    String without(String text, String name) {
        StringBuilder left = new StringBuilder(text.length());
        boolean found = false;
        boolean first = true;
        int at = 0;
        while (at <= text.length()) {
            int end = end(text, at);
            if (named(text.substring(at, end).strip(), name)) {
                found = true;
            } else {
                left.append(first ? "" : separator).append(text, at, end);
                first = false;
            }
            at = end + 1;
        }
        return found ? left.toString() : text;
    }

    private int end(String text, int from) {
        int end = text.indexOf(separator, from);
        return end < 0 ? text.length() : end;
    }

    private boolean named(String pair, String name) {
        int equals = pair.indexOf('=');
        String own = equals < 0 ? pair : pair.substring(0, equals);
        return own.equals(name) || this == QUERY && own.indexOf('%') >= 0 && name.equals(decoded(own));
    }

    /** Without percent signs; null where one of them is not followed by two digits. */
    static @Nullable String decoded(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        byte[] bytes = new byte[text.length()];
        int length = 0;
        for (int i = 0; i < text.length(); i++) {
            int b = text.charAt(i);
            if (b == '%') {
                int high = i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
                int low = i + 2 < text.length() ? Character.digit(text.charAt(i + 2), 16) : -1;
                if (high < 0 || low < 0) {
                    return null;
                }
                b = high << 4 | low;
                i += 2;
            }
            bytes[length++] = (byte) b;
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }
}
