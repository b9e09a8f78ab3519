package io.hauberk.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes one JSON object (RFC 8259), member by member. What could break a line, a log or a parser is escaped: control
 * characters, the line separators of Unicode and what is invisible or turns the direction of text around it; surrogates
 * that stand alone become the replacement character. Not thread-safe.
 */
public final class JsonObject {
    private static final char[] HEX = "0123456789abcdef".toCharArray();
    private static final int MAX_DEPTH = 16;

    private final StringBuilder text;

    /** An object without members. */
    public JsonObject() {
        text = new StringBuilder(512).append('{');
    }

    /** Adds a member: null, text, number, boolean, or a list or map of these; anything else is written as its text. */
    public JsonObject member(String name, @Nullable Object value) {
        name(name);
        value(value, 0);
        return this;
    }

    /** Adds a member that is a whole number. */
    public JsonObject member(String name, long value) {
        name(name);
        text.append(value);
        return this;
    }

    /** The whole object. Nothing can be added afterwards. */
    @Override
    public String toString() {
        return text.append('}').toString();
    }

    private void name(String name) {
        if (text.length() > 1) {
            text.append(',');
        }
        quoted(name);
        text.append(':');
    }

    private void value(@Nullable Object value, int depth) {
        if (value == null || value instanceof Boolean) {
            text.append(value);
        } else if (value instanceof Number number) {
            number(number);
        } else if (value instanceof Map<?, ?> object && depth < MAX_DEPTH) {
            object(object, depth + 1);
        } else if (value instanceof Iterable<?> list && depth < MAX_DEPTH) {
            list(list, depth + 1);
        } else {
            quoted(value.toString());
        }
    }

    private void number(Number number) {
        boolean exact = number instanceof Integer
                || number instanceof Long
                || number instanceof Short
                || number instanceof Byte
                || number instanceof BigInteger
                || number instanceof BigDecimal;
        if (exact) {
            text.append(number);
        } else {
            double value = number.doubleValue();
            // JSON has no infinity and no NaN.
            text.append(Double.isFinite(value) ? Double.toString(value) : "null");
        }
    }

    private void object(Map<?, ?> object, int depth) {
        text.append('{');
        boolean first = true;
        for (Map.Entry<?, ?> member : object.entrySet()) {
            if (!first) {
                text.append(',');
            }
            first = false;
            quoted(String.valueOf(member.getKey()));
            text.append(':');
            value(member.getValue(), depth);
        }
        text.append('}');
    }

    private void list(Iterable<?> list, int depth) {
        text.append('[');
        boolean first = true;
        for (Object element : list) {
            if (!first) {
                text.append(',');
            }
            first = false;
            value(element, depth);
        }
        text.append(']');
    }

    private void quoted(String string) {
        quote(string, text);
    }

    /** Appends the string in quotes, as JSON writes it. */
    public static void quote(String string, StringBuilder text) {
        text.append('"');
        if (plain(string)) {
            // Copied at once, which is most of the time that a line in a log takes.
            text.append(string).append('"');
            return;
        }
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else {
                i += harmless(string, i, text);
            }
        }
        text.append('"');
    }

    /** Appends a character, as an escape where it shows nothing; returns how many it took beyond the first. */
    static int harmless(String string, int index, StringBuilder text) {
        char c = string.charAt(index);
        if (Character.isSurrogate(c)) {
            return surrogate(string, index, text);
        }
        if (c < ' ' || c >= 0x7f && c < 0xa0 || invisible(c)) {
            escaped(c, text);
        } else {
            text.append(c);
        }
        return 0;
    }

    private static boolean plain(String string) {
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            if (c < ' ' || c >= 0x7f || c == '"' || c == '\\') {
                return false;
            }
        }
        return true;
    }

    /** Separators, marks and joiners that show nothing; in a terminal they can make a line look like another one. */
    private static boolean invisible(char c) {
        return c >= '\u200b' && c <= '\u200f'
                || c >= '\u2028' && c <= '\u202e'
                || c >= '\u2060' && c <= '\u206f'
                || c == '\u061c'
                || c == '\ufeff';
    }

    /** Returns how many characters it took beyond the first. */
    private static int surrogate(String string, int index, StringBuilder text) {
        int code = string.codePointAt(index);
        if (Character.isBmpCodePoint(code)) {
            text.append('\ufffd');
            return 0;
        }
        text.appendCodePoint(code);
        return 1;
    }

    private static void escaped(char c, StringBuilder text) {
        text.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
            text.append(HEX[(c >> shift) & 15]);
        }
    }
}
