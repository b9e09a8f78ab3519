package io.hauberk.apikey;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Texts of the form {@code name=value}, with separators between: queries and cookies. Decodes nothing. */
final class Pairs {
    private Pairs() {}

    /** Shows the value of each pair of this name; a name without an equals sign has an empty value. */
    static void find(@Nullable String text, char separator, String name, Consumer<String> action) {
        int at = 0;
        while (text != null && at <= text.length()) {
            int end = end(text, separator, at);
            String pair = text.substring(at, end).strip();
            if (named(pair, name)) {
                action.accept(
                        pair.length() == name.length()
                                ? ""
                                : pair.substring(name.length() + 1).strip());
            }
            at = end + 1;
        }
    }

    /** The text without the pairs of this name; the same instance if there are none. */
    static String without(String text, char separator, String name) {
        StringBuilder left = new StringBuilder(text.length());
        boolean found = false;
        boolean first = true;
        int at = 0;
        while (at <= text.length()) {
            int end = end(text, separator, at);
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

    private static int end(String text, char separator, int from) {
        int end = text.indexOf(separator, from);
        return end < 0 ? text.length() : end;
    }

    private static boolean named(String pair, String name) {
        return pair.startsWith(name) && (pair.length() == name.length() || pair.charAt(name.length()) == '=');
    }
}
