package io.hauberk.jwt;

import io.hauberk.Caller;
import io.hauberk.Headers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request header that tells the application a claim. Text, numbers and booleans as they are, a list joined by commas.
 * What cannot stand in a header, is a space at an end of one and would be cut off, or would be taken for a separator in a list,
 * is percent-encoded UTF-8, the percent sign itself included. Objects are not told.
 *
 * @param name the name of the header
 * @param claim the claim, {@code a.b} for one within another
 */
record ClaimHeader(String name, String claim) {
    ClaimHeader {
        Headers.of(name, "");
        if (claim.isBlank()) {
            throw new IllegalArgumentException("The header " + name + " tells a claim. Name one, such as sub.");
        }
    }

    /** What the header says of the caller; null where there is nothing to say. */
    @Nullable String value(Caller caller) {
        Object value = caller.claim(claim);
        if (value instanceof List<?> list) {
            List<String> texts = new ArrayList<>(list.size());
            for (Object element : list) {
                String text = text(element);
                if (text != null) {
                    texts.add(encoded(text, true));
                }
            }
            return texts.isEmpty() ? null : String.join(",", texts);
        }
        String text = text(value);
        return text == null ? null : encoded(text, false);
    }

    /** Whether a header is this one, or would be taken for it where dashes become underscores. */
    boolean sameAs(String header) {
        if (header.length() != name.length()) {
            return false;
        }
        for (int i = 0; i < header.length(); i++) {
            if (folded(header.charAt(i)) != folded(name.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static char folded(char c) {
        return c == '_' ? '-' : c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
    }

    private static @Nullable String text(@Nullable Object value) {
        return value instanceof String || value instanceof Number || value instanceof Boolean ? value.toString() : null;
    }

    private static String encoded(String text, boolean element) {
        boolean strict = element || text.startsWith(" ") || text.endsWith(" ");
        for (int i = 0; i < text.length(); i++) {
            if (!plain(text.charAt(i), strict)) {
                return encode(text, strict);
            }
        }
        return text;
    }

    private static boolean plain(char c, boolean element) {
        return c > ' ' && c < 127 && c != '%' && !(element && c == ',') || c == ' ' && !element;
    }

    private static String encode(String text, boolean element) {
        StringBuilder encoded = new StringBuilder(text.length() + 16);
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (plain(c, element)) {
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
