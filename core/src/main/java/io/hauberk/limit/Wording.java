package io.hauberk.limit;

import java.time.Duration;

/** Names and numbers as clients get to read them. */
public final class Wording {
    /** The largest Integer of a structured field (RFC 9651 §3.3.1). */
    private static final long MAX = 999_999_999_999_999L;

    private static final int MAX_NAME = 100;

    private Wording() {}

    /** The number, if it is at least one and fits into a structured field. */
    public static long requirePositive(String what, long number) {
        if (number < 1 || number > MAX) {
            throw new IllegalArgumentException(
                    what + " is at least 1 and at most " + MAX + ", but it is " + number + ".");
        }
        return number;
    }

    /** A name that can stand in a header field, in a problem document and in a metric without being escaped. */
    public static String requireName(String name) {
        boolean good = !name.isEmpty() && name.length() <= MAX_NAME;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            good &= c > ' ' && c <= '~' && c != '"' && c != '\\';
        }
        if (!good) {
            throw new IllegalArgumentException("The name of a limit goes into header fields, so it has 1 to " + MAX_NAME
                    + " printable ASCII characters without blanks, quotes and backslashes. \""
                    + name.replaceAll("[^ -~]", "?")
                    + "\" has not.");
        }
        return name;
    }

    /** {@code 1m} rather than {@code PT1M}. */
    public static String compact(Duration duration) {
        long seconds = duration.getSeconds();
        int nanos = duration.getNano();
        if (nanos != 0) {
            return nanos % 1_000_000 == 0 ? duration.toMillis() + "ms" : duration.toString();
        }
        if (seconds % 86_400 == 0) {
            return seconds / 86_400 + "d";
        }
        if (seconds % 3_600 == 0) {
            return seconds / 3_600 + "h";
        }
        return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }
}
