package io.hauberk.structured;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;

/** Writes bare items and keys (RFC 9651 §4.1). */
final class Writer {
    private static final long MAX_INTEGER = 999_999_999_999_999L;
    private static final BigDecimal DECIMAL_LIMIT = BigDecimal.TEN.pow(12);

    private Writer() {}

    /** @throws IllegalArgumentException if the value cannot be written */
    static void bare(Object value, StringBuilder text) {
        if (value instanceof Long || value instanceof Integer) {
            text.append(integer(((Number) value).longValue()));
        } else if (value instanceof BigDecimal decimal) {
            text.append(decimal(decimal));
        } else if (value instanceof String string) {
            string(string, text);
        } else if (value instanceof Token token) {
            text.append(token(token.text()));
        } else if (value instanceof Bytes) {
            text.append(value);
        } else if (value instanceof Boolean flag) {
            text.append(flag ? "?1" : "?0");
        } else if (value instanceof Date date) {
            text.append('@').append(integer(date.seconds()));
        } else if (value instanceof DisplayString display) {
            display(display.text(), text);
        } else {
            throw new IllegalArgumentException("A structured field has no values of " + value.getClass() + ".");
        }
    }

    static String key(String key) {
        boolean right =
                !key.isEmpty() && Chars.keyStart(key.charAt(0)) && key.chars().allMatch(Chars::key);
        return require(right, key, "key");
    }

    private static String token(String token) {
        boolean right = !token.isEmpty()
                && Chars.tokenStart(token.charAt(0))
                && token.chars().allMatch(Chars::token);
        return require(right, token, "token");
    }

    private static String require(boolean right, String text, String what) {
        if (!right) {
            throw new IllegalArgumentException("\"" + text + "\" is no " + what + " of a structured field.");
        }
        return text;
    }

    private static long integer(long value) {
        if (value > MAX_INTEGER || value < -MAX_INTEGER) {
            throw new IllegalArgumentException(
                    "An integer of a structured field has 15 digits at most: " + value + ".");
        }
        return value;
    }

    private static String decimal(BigDecimal value) {
        BigDecimal rounded = value.setScale(3, RoundingMode.HALF_EVEN);
        if (rounded.abs().compareTo(DECIMAL_LIMIT) >= 0) {
            throw new IllegalArgumentException(
                    "A decimal of a structured field has 12 digits at most before its point.");
        }
        BigDecimal stripped = rounded.stripTrailingZeros();
        return (stripped.scale() < 1 ? stripped.setScale(1) : stripped).toPlainString();
    }

    private static void string(String value, StringBuilder text) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' || c > '~') {
                throw new IllegalArgumentException("A string of a structured field is printable ASCII.");
            }
            if (c == '"' || c == '\\') {
                text.append('\\');
            }
            text.append(c);
        }
        text.append('"');
    }

    private static void display(String value, StringBuilder text) {
        text.append("%\"");
        for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (c == '%' || c == '"' || c < ' ' || c > '~') {
                text.append('%').append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 15, 16));
            } else {
                text.append(c);
            }
        }
        text.append('"');
    }
}
