package io.hauberk.route;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One element of a path pattern.
 *
 * @param kind how specific it is
 * @param text the canonical literal, or the name of the variable ("" where it has none)
 * @param pattern what the element must look like, for {@link Kind#PATTERN} only
 */
record PathElement(Kind kind, String text, @Nullable ElementPattern pattern) {
    /** In the order of precedence. */
    enum Kind {
        LITERAL(0),
        PATTERN(1),
        VARIABLE(2);

        final int rank;

        Kind(int rank) {
            this.rank = rank;
        }
    }

    static PathElement literal(String text) {
        return new PathElement(Kind.LITERAL, text, null);
    }

    static PathElement variable(String name) {
        return new PathElement(Kind.VARIABLE, name, null);
    }

    static PathElement pattern(String name, ElementPattern pattern) {
        return new PathElement(Kind.PATTERN, name, pattern);
    }

    boolean matches(String path, int start, int end) {
        if (kind == Kind.LITERAL) {
            return end - start == text.length() && path.startsWith(text, start);
        }
        return end > start && (pattern == null || pattern.matches(decoded(path, start, end)));
    }

    /** An element of a canonical path with its escapes decoded. */
    static String decoded(String path, int start, int end) {
        String raw = path.substring(start, end);
        if (raw.indexOf('%') < 0) {
            return raw;
        }
        byte[] bytes = new byte[raw.length()];
        int length = 0;
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '%' && i + 2 < raw.length()) {
                bytes[length++] = (byte) Integer.parseInt(raw, i + 1, i + 3, 16);
                i += 2;
            } else {
                bytes[length++] = (byte) c;
            }
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return switch (kind) {
            case LITERAL -> text;
            case PATTERN -> "{" + text + ":" + pattern + "}";
            case VARIABLE -> "{" + text + "}";
        };
    }
}
