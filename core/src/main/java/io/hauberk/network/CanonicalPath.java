package io.hauberk.network;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A path in the one form in which it is matched, authorized and forwarded: percent-encodings of unreserved characters
 * are decoded, other escapes have upper-case digits, and characters that RFC 3986 does not allow in a path are encoded.
 * A path that two readers could take for two different things has a {@link #flaw()} instead. Immutable.
 */
public final class CanonicalPath {
    private static final boolean[] UNRESERVED = table("-._~", true);
    /** What may stand in a path as it is: {@code pchar} of RFC 3986 without the semicolon, and the slash. */
    private static final boolean[] LITERAL = table("-._~!$&'()*+,=:@/", true);
    /** What is dangerous when it appears from an escape of an escape. */
    private static final boolean[] RESERVED = table(":/?#[]@!$&'()*+,;=.\\%", false);

    private final String text;
    private final @Nullable PathFlaw flaw;
    private final boolean encodedSlash;

    private CanonicalPath(String text, @Nullable PathFlaw flaw, boolean encodedSlash) {
        this.text = text;
        this.flaw = flaw;
        this.encodedSlash = encodedSlash;
    }

    /** Reads a raw path. Never throws. */
    public static CanonicalPath of(String raw) {
        if (canonical(raw)) {
            return new CanonicalPath(raw, null, false);
        }
        Decoder decoder = new Decoder(raw);
        PathFlaw flaw = decoder.decode();
        String text = decoder.out.toString();
        flaw = flaw != null ? flaw : flawOf(text);
        return new CanonicalPath(flaw != null || text.equals(raw) ? raw : text, flaw, decoder.encodedSlash);
    }

    /**
     * The canonical form of a path that a person wrote in a configuration: characters beyond ASCII may stand there as
     * they are.
     *
     * @throws IllegalArgumentException if it is ambiguous
     */
    public static String written(String path) {
        StringBuilder ascii = new StringBuilder(path.length());
        for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
            if (b < 0) {
                escape(ascii, b & 0xFF);
            } else {
                ascii.append((char) b);
            }
        }
        CanonicalPath canonical = of(ascii.toString());
        if (canonical.flaw != null) {
            throw new IllegalArgumentException(
                    "The path \"" + path + "\" can match nothing: it " + canonical.flaw.sentence() + ".");
        }
        return canonical.text;
    }

    /** Whether a raw path is canonical at first sight. False does not mean that it is not. Allocates nothing. */
    static boolean canonical(String raw) {
        if (raw.isEmpty() || raw.charAt(0) != '/') {
            return false;
        }
        char before = 0;
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c >= 128 || !LITERAL[c] || before == '/' && (c == '/' || c == '.')) {
                return false;
            }
            before = c;
        }
        return true;
    }

    /** Whether a raw path without flaw has characters that may not stand in a path and that its canonical form encodes. */
    static boolean encodes(String raw) {
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c < 128 && !LITERAL[c] && c != '%') {
                return true;
            }
        }
        return false;
    }

    /** The canonical text, the same instance as the raw one where nothing changed; the raw text if it has a flaw. */
    public String text() {
        return text;
    }

    /** What makes the path ambiguous, or null. */
    public @Nullable PathFlaw flaw() {
        return flaw;
    }

    /** Whether an encoded slash ({@code %2F}) stands in it. */
    public boolean encodedSlash() {
        return encodedSlash;
    }

    /** What only shows once the escapes of harmless characters are gone. */
    private static @Nullable PathFlaw flawOf(String text) {
        int start = 1;
        for (int i = 1; i <= text.length(); i++) {
            boolean slash = i == text.length() || text.charAt(i) == '/';
            boolean encoded = !slash && text.startsWith("%2F", i);
            if (slash || encoded) {
                if (dots(text, start, i)) {
                    return PathFlaw.DOT_SEGMENT;
                }
                start = encoded ? i + 3 : i + 1;
            } else if (text.startsWith("%25", i) && encodedAgain(text, i + 3)) {
                return PathFlaw.DOUBLE_ENCODED;
            }
        }
        return text.contains("//") ? PathFlaw.EMPTY_ELEMENT : null;
    }

    private static boolean dots(String text, int start, int end) {
        int length = end - start;
        return (length == 1 || length == 2) && text.charAt(start) == '.' && text.charAt(end - 1) == '.';
    }

    private static boolean encodedAgain(String text, int at) {
        int b = hex(text, at);
        return b >= 0 && b < 128 && (b < 0x20 || b == 0x7F || RESERVED[b]);
    }

    /** The byte that two hexadecimal digits stand for, or a negative number. */
    static int hex(String text, int at) {
        if (at + 1 >= text.length()) {
            return -1;
        }
        int high = digit(text.charAt(at));
        int low = digit(text.charAt(at + 1));
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }

    private static int digit(char c) {
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        char lower = (char) (c | 0x20);
        return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
    }

    private static void escape(StringBuilder out, int b) {
        out.append('%').append("0123456789ABCDEF".charAt(b >> 4)).append("0123456789ABCDEF".charAt(b & 15));
    }

    private static boolean[] table(String others, boolean lettersAndDigits) {
        boolean[] table = new boolean[128];
        for (int c = 0; c < 128; c++) {
            table[c] = others.indexOf(c) >= 0 || lettersAndDigits && Character.isLetterOrDigit(c);
        }
        return table;
    }

    /** One pass over a raw path. */
    private static final class Decoder {
        private final String raw;
        private final StringBuilder out;
        private boolean encodedSlash;
        /** How many more bytes the current UTF-8 character needs, and in which range its next one must be. */
        private int needed;

        private int from;
        private int to;

        Decoder(String raw) {
            this.raw = raw;
            this.out = new StringBuilder(raw.length() + 16);
        }

        @Nullable PathFlaw decode() {
            if (raw.isEmpty() || raw.charAt(0) != '/') {
                return PathFlaw.RELATIVE;
            }
            for (int i = 0; i < raw.length(); i++) {
                char c = raw.charAt(i);
                PathFlaw flaw;
                if (c == '%') {
                    flaw = escaped(hex(raw, i + 1));
                    i += 2;
                } else {
                    flaw = needed > 0 ? PathFlaw.BAD_UTF8 : literal(c);
                }
                if (flaw != null) {
                    return flaw;
                }
            }
            return needed > 0 ? PathFlaw.BAD_UTF8 : null;
        }

        private @Nullable PathFlaw literal(char c) {
            if (c >= 128) {
                return PathFlaw.NOT_ASCII;
            }
            PathFlaw flaw = c == '#' || c == '?' ? PathFlaw.DELIMITER : c == ' ' ? PathFlaw.CONTROL : forbidden(c);
            if (flaw == null && LITERAL[c]) {
                out.append(c);
            } else {
                escape(out, c);
            }
            return flaw;
        }

        private @Nullable PathFlaw escaped(int b) {
            if (b < 0) {
                return PathFlaw.BAD_ESCAPE;
            }
            if (b >= 128 || needed > 0) {
                escape(out, b);
                return utf8(b) ? null : PathFlaw.BAD_UTF8;
            }
            encodedSlash |= b == '/';
            if (UNRESERVED[b]) {
                out.append((char) b);
            } else {
                escape(out, b);
            }
            return forbidden(b);
        }

        private static @Nullable PathFlaw forbidden(int c) {
            if (c < 0x20 || c == 0x7F) {
                return PathFlaw.CONTROL;
            }
            return c == '\\' ? PathFlaw.BACKSLASH : c == ';' ? PathFlaw.PARAMETER : null;
        }

        /** Whether the byte continues valid UTF-8 (Unicode 15, table 3-7). */
        private boolean utf8(int b) {
            if (needed > 0) {
                boolean good = b >= from && b <= to;
                needed--;
                from = 0x80;
                to = 0xBF;
                return good;
            }
            needed = b < 0xE0 ? 1 : b < 0xF0 ? 2 : 3;
            from = b == 0xE0 ? 0xA0 : b == 0xF0 ? 0x90 : 0x80;
            to = b == 0xED ? 0x9F : b == 0xF4 ? 0x8F : 0xBF;
            return b >= 0xC2 && b <= 0xF4;
        }
    }
}
