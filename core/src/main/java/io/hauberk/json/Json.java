package io.hauberk.json;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON as RFC 8259 says and not a byte more: no comments, no loose quotes, no name twice in an object (RFC 8725
 * §2.4 leaves the choice to parsers, which is how two of them come to read two different tokens), no nesting beyond 32.
 * Text, {@link Long}, {@link Double}, {@link Boolean}, unmodifiable lists and maps; what is null is left out.
 */
public final class Json {
    private static final int MAX_DEPTH = 32;
    private static final int MAX_DIGITS = 40;

    private final String text;
    private int at;

    private Json(String text) {
        this.text = text;
    }

    /** Reads an object; null if the text is not exactly one. */
    public static @Nullable Map<String, Object> object(String text) {
        Json json = new Json(text);
        try {
            json.space();
            Map<String, Object> object = json.object(0);
            json.space();
            return json.at == text.length() ? object : null;
        } catch (Malformed e) {
            return null;
        }
    }

    /** Reads a list; null if the text is not exactly one. */
    public static @Nullable List<Object> list(String text) {
        Json json = new Json(text);
        try {
            json.space();
            json.expect('[');
            List<Object> list = json.array(0);
            json.space();
            return json.at == text.length() ? list : null;
        } catch (Malformed e) {
            return null;
        }
    }

    private Map<String, Object> object(int depth) throws Malformed {
        expect('{');
        Map<String, Object> members = new LinkedHashMap<>();
        Set<String> nulls = Set.of();
        space();
        if (take('}')) {
            return Map.of();
        }
        do {
            space();
            String name = string();
            space();
            expect(':');
            Object value = value(depth + 1);
            if (nulls.contains(name) || members.containsKey(name)) {
                throw new Malformed();
            }
            if (value == null) {
                nulls = nulls.isEmpty() ? new HashSet<>() : nulls;
                nulls.add(name);
            } else {
                members.put(name, value);
            }
            space();
        } while (take(','));
        expect('}');
        return Collections.unmodifiableMap(members);
    }

    private List<Object> array(int depth) throws Malformed {
        space();
        if (take(']')) {
            return List.of();
        }
        List<Object> elements = new ArrayList<>();
        do {
            Object value = value(depth + 1);
            if (value != null) {
                elements.add(value);
            }
            space();
        } while (take(','));
        expect(']');
        return Collections.unmodifiableList(elements);
    }

    private @Nullable Object value(int depth) throws Malformed {
        if (depth > MAX_DEPTH) {
            throw new Malformed();
        }
        space();
        return switch (peek()) {
            case '{' -> object(depth);
            case '[' -> {
                at++;
                yield array(depth);
            }
            case '"' -> string();
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> word("null", null);
            default -> number();
        };
    }

    private @Nullable Object word(String word, @Nullable Object meaning) throws Malformed {
        if (!text.startsWith(word, at)) {
            throw new Malformed();
        }
        at += word.length();
        return meaning;
    }

    private String string() throws Malformed {
        expect('"');
        int start = at;
        while (peek() >= ' ' && peek() != '"' && peek() != '\\') {
            at++;
        }
        if (peek() == '"') {
            return text.substring(start, at++);
        }
        StringBuilder unescaped = new StringBuilder(text.substring(start, at));
        while (peek() != '"') {
            char c = next();
            if (c < ' ') {
                throw new Malformed();
            }
            unescaped.append(c == '\\' ? escaped() : c);
        }
        at++;
        return unescaped.toString();
    }

    private char escaped() throws Malformed {
        char c = next();
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> hexadecimal();
            default -> throw new Malformed();
        };
    }

    private char hexadecimal() throws Malformed {
        int code = 0;
        for (int i = 0; i < 4; i++) {
            char c = next();
            int digit = c < 128 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                throw new Malformed();
            }
            code = code << 4 | digit;
        }
        return (char) code;
    }

    private Number number() throws Malformed {
        int start = at;
        take('-');
        if (!take('0')) {
            digits();
        }
        boolean whole = true;
        if (take('.')) {
            whole = false;
            digits();
        }
        if (take('e') || take('E')) {
            whole = false;
            if (!take('+')) {
                take('-');
            }
            digits();
        }
        return number(text.substring(start, at), whole);
    }

    private static Number number(String digits, boolean whole) throws Malformed {
        if (digits.length() > MAX_DIGITS) {
            throw new Malformed();
        }
        if (whole && digits.length() < 19) {
            return Long.valueOf(digits);
        }
        double number = Double.parseDouble(digits);
        if (Double.isInfinite(number)) {
            throw new Malformed();
        }
        return number;
    }

    private void digits() throws Malformed {
        int start = at;
        while (peek() >= '0' && peek() <= '9') {
            at++;
        }
        if (at == start) {
            throw new Malformed();
        }
    }

    private void space() {
        while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    /** The next character; NUL, which is allowed nowhere, at the end. */
    private char peek() {
        return at < text.length() ? text.charAt(at) : 0;
    }

    private char next() throws Malformed {
        if (at >= text.length()) {
            throw new Malformed();
        }
        return text.charAt(at++);
    }

    private boolean take(char c) {
        if (peek() != c) {
            return false;
        }
        at++;
        return true;
    }

    private void expect(char c) throws Malformed {
        if (!take(c)) {
            throw new Malformed();
        }
    }

    /** Without a stack trace: hostile input makes many of these. */
    private static final class Malformed extends Exception {
        private static final long serialVersionUID = 1;

        Malformed() {
            super(null, null, false, false);
        }
    }
}
