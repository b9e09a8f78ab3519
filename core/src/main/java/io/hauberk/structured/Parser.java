package io.hauberk.structured;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The algorithms of RFC 9651 §4.2. Reads one text once. */
final class Parser {
    private static final int MAX_LENGTH = 64 * 1024;

    private final String text;
    private int at;

    Parser(String text) throws MalformedFieldException {
        this.text = text;
        if (text.length() > MAX_LENGTH) {
            throw new MalformedFieldException("The field is longer than " + MAX_LENGTH + " characters.");
        }
        skipSpaces();
    }

    List<Member> list() throws MalformedFieldException {
        List<Member> members = new ArrayList<>();
        while (at < text.length()) {
            members.add(member());
            separator();
        }
        return members;
    }

    /** @param distinct whether it is malformed where two keys are equal; else the last one counts */
    Map<String, Member> dictionary(boolean distinct) throws MalformedFieldException {
        Map<String, Member> members = new LinkedHashMap<>();
        while (at < text.length()) {
            String key = key();
            Member before = members.put(key, skip('=') ? member() : new Item(true, parameters()));
            if (distinct && before != null) {
                throw wrong("a key for the second time");
            }
            separator();
        }
        return members;
    }

    Item item() throws MalformedFieldException {
        Object value = bare();
        return new Item(value, parameters());
    }

    void end() throws MalformedFieldException {
        skipSpaces();
        if (at < text.length()) {
            throw wrong("something behind the end");
        }
    }

    private Member member() throws MalformedFieldException {
        return peek() == '(' ? innerList() : item();
    }

    /** A comma with whitespace around it and something behind it, or the end. */
    private void separator() throws MalformedFieldException {
        skipWhitespace();
        if (at == text.length()) {
            return;
        }
        if (!skip(',')) {
            throw wrong("no comma between members");
        }
        skipWhitespace();
        if (at == text.length()) {
            throw wrong("a comma at the end");
        }
    }

    private InnerList innerList() throws MalformedFieldException {
        at++;
        List<Item> items = new ArrayList<>();
        while (true) {
            skipSpaces();
            if (skip(')')) {
                return new InnerList(items, parameters());
            }
            items.add(item());
            if (peek() != ' ' && peek() != ')') {
                throw wrong("no space between items");
            }
        }
    }

    private Parameters parameters() throws MalformedFieldException {
        Map<String, Object> values = null;
        while (skip(';')) {
            skipSpaces();
            String key = key();
            values = values == null ? new LinkedHashMap<>() : values;
            values.put(key, skip('=') ? bare() : (Object) true);
        }
        return values == null ? Parameters.NONE : Parameters.of(values);
    }

    private String key() throws MalformedFieldException {
        int from = at;
        if (!Chars.keyStart(peek())) {
            throw wrong("no key");
        }
        while (Chars.key(peek())) {
            at++;
        }
        return text.substring(from, at);
    }

    private Object bare() throws MalformedFieldException {
        int c = peek();
        if (c == '-' || Chars.digit(c)) {
            return number();
        }
        if (Chars.tokenStart(c)) {
            return token();
        }
        at++;
        return switch (c) {
            case '"' -> string();
            case ':' -> bytes();
            case '?' -> flag();
            case '@' -> date();
            case '%' -> Quoted.display(displayText());
            default -> throw wrong("no value");
        };
    }

    private Object number() throws MalformedFieldException {
        int from = at;
        skip('-');
        int digits = at;
        while (Chars.digit(peek())) {
            at++;
        }
        int whole = at - digits;
        if (whole == 0 || whole > 15) {
            throw wrong("a number of no or too many digits");
        }
        if (!skip('.')) {
            return Long.valueOf(text.substring(from, at));
        }
        int point = at;
        while (Chars.digit(peek())) {
            at++;
        }
        if (whole > 12 || at == point || at - point > 3) {
            throw wrong("a decimal of no or too many digits");
        }
        return new BigDecimal(text.substring(from, at));
    }

    private Token token() {
        int from = at;
        while (Chars.token(peek())) {
            at++;
        }
        return new Token(text.substring(from, at));
    }

    private String string() throws MalformedFieldException {
        StringBuilder value = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') {
                return value.toString();
            }
            if (c == '\\') {
                c = (char) peek();
                at++;
                if (c != '"' && c != '\\') {
                    throw wrong("a backslash before something else");
                }
            } else if (c < ' ' || c > '~') {
                throw wrong("a character that no string may have");
            }
            value.append(c);
        }
        throw wrong("a string without end");
    }

    private Bytes bytes() throws MalformedFieldException {
        int end = text.indexOf(':', at);
        if (end < 0) {
            throw wrong("bytes without end");
        }
        String base64 = text.substring(at, end);
        at = end + 1;
        byte[] bytes = Quoted.base64(base64);
        if (bytes == null) {
            throw wrong("bytes that are no base64");
        }
        return Bytes.of(bytes);
    }

    private Boolean flag() throws MalformedFieldException {
        int c = peek();
        at++;
        if (c != '0' && c != '1') {
            throw wrong("a boolean that is neither 0 nor 1");
        }
        return c == '1';
    }

    private Date date() throws MalformedFieldException {
        if (peek() == '-' || Chars.digit(peek())) {
            if (number() instanceof Long seconds) {
                return new Date(seconds);
            }
        }
        throw wrong("a date that is no whole number");
    }

    /** What stands between the quotes, still escaped. */
    private String displayText() throws MalformedFieldException {
        if (!skip('"')) {
            throw wrong("no quote");
        }
        int end = text.indexOf('"', at);
        if (end < 0) {
            throw wrong("a string without end");
        }
        String value = text.substring(at, end);
        at = end + 1;
        return value;
    }

    private int peek() {
        return at < text.length() ? text.charAt(at) : -1;
    }

    private boolean skip(char c) {
        boolean there = peek() == c;
        at += there ? 1 : 0;
        return there;
    }

    private void skipSpaces() {
        while (peek() == ' ') {
            at++;
        }
    }

    private void skipWhitespace() {
        while (peek() == ' ' || peek() == '\t') {
            at++;
        }
    }

    private MalformedFieldException wrong(String what) {
        return new MalformedFieldException(
                "The field has " + what + " at character " + Math.min(at, text.length()) + ".");
    }
}
