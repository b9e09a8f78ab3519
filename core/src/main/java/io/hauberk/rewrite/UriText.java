package io.hauberk.rewrite;

import java.nio.charset.StandardCharsets;

/** Raw paths and queries made safe for a URI (RFC 3986): what may not stand there is percent-encoded, escapes stay. */
final class UriText {
    private static final char[] HEX = "0123456789ABCDEF".toCharArray();
    private static final String PUNCTUATION = "-._~!$&'()*+,;=:@/?";

    private UriText() {}

    static void append(StringBuilder out, String raw) {
        for (int i = 0; i < raw.length(); ) {
            int c = raw.codePointAt(i);
            if (allowed(c) || c == '%' && escape(raw, i)) {
                out.append((char) c);
            } else {
                for (byte b : new String(Character.toChars(c)).getBytes(StandardCharsets.UTF_8)) {
                    out.append('%').append(HEX[(b >> 4) & 15]).append(HEX[b & 15]);
                }
            }
            i += Character.charCount(c);
        }
    }

    private static boolean allowed(int c) {
        boolean plain = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
        return plain || c < 128 && PUNCTUATION.indexOf(c) >= 0;
    }

    private static boolean escape(String raw, int at) {
        return at + 2 < raw.length() && hex(raw.charAt(at + 1)) && hex(raw.charAt(at + 2));
    }

    private static boolean hex(char c) {
        return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F';
    }
}
