package io.hauberk.problem;

import java.nio.charset.StandardCharsets;

/** Percent-encoding of UTF-8. */
final class Percent {
    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    private Percent() {}

    /** Text for a URI: everything but letters, digits and {@code - . _ ~} is encoded. */
    static String encoded(String text) {
        return encode(text, "-._~", false);
    }

    /** Text for {@code grpc-message}: printable ASCII stays, except for the percent sign. */
    static String message(String text) {
        return encode(text, "", true);
    }

    private static String encode(String text, String kept, boolean printable) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (plain || kept.indexOf(c) >= 0 || printable && c >= ' ' && c <= '~' && c != '%') {
                out.append(c);
            } else {
                out.append('%').append(HEX[c >> 4]).append(HEX[c & 15]);
            }
        }
        return out.toString();
    }
}
