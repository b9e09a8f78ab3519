package io.hauberk.json;

import org.jspecify.annotations.Nullable;

/**
 * Text that somebody else has written, for a line in a log or a sentence in an exception: no longer than a thousand characters,
 * and with what could end the line, or make it look like another one, as an escape. Quotes and backslashes stay.
 */
public final class Plain {
    private static final int MAX = 1000;

    private Plain() {}

    /** The text, harmless. */
    public static String text(@Nullable Object foreign) {
        String text = String.valueOf(foreign);
        int end = Math.min(text.length(), MAX);
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            if (c < ' ' || c >= 0x7f) {
                return escaped(text, end);
            }
        }
        return end == text.length() ? text : text.substring(0, end) + "...";
    }

    private static String escaped(String text, int end) {
        StringBuilder plain = new StringBuilder(end + 32);
        for (int i = 0; i < end; i++) {
            i += JsonObject.harmless(text, i, plain);
        }
        return end == text.length() ? plain.toString() : plain.append("...").toString();
    }
}
