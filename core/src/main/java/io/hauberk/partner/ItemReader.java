package io.hauberk.partner;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a list of structured items (RFC 9651 §3.1) as {@code RateLimit} and {@code RateLimit-Policy} are, of names with
 * parameters that are numbers. As the RFC asks, a field that is not well-formed is ignored as a whole.
 */
final class ItemReader {
    private static final int MAX_LENGTH = 2_000;
    private static final int MAX_ITEMS = 8;
    private static final int MAX_DIGITS = 15;
    private static final String TOKEN_SIGNS = "!#$%&'*+-.^_`|~:/";

    private final String text;
    private int at;

    private ItemReader(String text) {
        this.text = text;
    }

    /** The items, in order; none where the text is not well-formed, too long, or names too many. */
    static List<Item> read(String text) {
        if (text.length() > MAX_LENGTH) {
            return List.of();
        }
        List<Item> items = new ItemReader(text).list();
        return items == null ? List.of() : items;
    }

    private @Nullable List<Item> list() {
        List<Item> items = new ArrayList<>();
        skip(" ");
        while (at < text.length()) {
            Item item = item();
            if (item == null || items.size() == MAX_ITEMS) {
                return null;
            }
            items.add(item);
            skip(" \t");
            if (at == text.length()) {
                return items;
            }
            if (!next(',')) {
                return null;
            }
            skip(" \t");
            if (at == text.length()) {
                return null;
            }
        }
        return items;
    }

    private @Nullable Item item() {
        String name = peek() == '"' ? string() : token();
        if (name == null) {
            return null;
        }
        Item item = new Item(name, -1, -1, -1, -1);
        while (next(';')) {
            skip(" ");
            String key = key();
            if (key == null) {
                return null;
            }
            long number = 1;
            if (next('=')) {
                number = value();
                if (number == MALFORMED) {
                    return null;
                }
            }
            item = with(item, key, number);
        }
        return item;
    }

    private static Item with(Item item, String key, long number) {
        long told = number < 0 ? -1 : number;
        return switch (key) {
            case "r" -> new Item(item.name(), told, item.seconds(), item.quota(), item.window());
            case "t" -> new Item(item.name(), item.remaining(), told, item.quota(), item.window());
            case "q" -> new Item(item.name(), item.remaining(), item.seconds(), told, item.window());
            case "w" -> new Item(item.name(), item.remaining(), item.seconds(), item.quota(), told);
            default -> item;
        };
    }

    private static final long MALFORMED = Long.MIN_VALUE;
    /** A value that is well-formed and no whole number. */
    private static final long OTHER = -1;

    private long value() {
        char c = peek();
        if (c == '-' || digit(c)) {
            return number();
        }
        if (c == '"') {
            return string() == null ? MALFORMED : OTHER;
        }
        if (c == ':') {
            return bytes();
        }
        if (c == '?') {
            at += 2;
            return at <= text.length() && "01".indexOf(text.charAt(at - 1)) >= 0 ? OTHER : MALFORMED;
        }
        return token() == null ? MALFORMED : OTHER;
    }

    private long number() {
        boolean negative = next('-');
        int start = at;
        while (digit(peek())) {
            at++;
        }
        int digits = at - start;
        if (digits == 0 || digits > MAX_DIGITS) {
            return MALFORMED;
        }
        long whole = Long.parseLong(text.substring(start, at));
        if (next('.')) {
            int fraction = at;
            while (digit(peek())) {
                at++;
            }
            return at - fraction >= 1 && at - fraction <= 3 ? OTHER : MALFORMED;
        }
        return negative ? OTHER : whole;
    }

    private @Nullable String string() {
        at++;
        StringBuilder string = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') {
                return string.toString();
            }
            if (c == '\\') {
                char escaped = peek();
                if (escaped != '"' && escaped != '\\') {
                    return null;
                }
                c = escaped;
                at++;
            } else if (c < ' ' || c > '~') {
                return null;
            }
            string.append(c);
        }
        return null;
    }

    private @Nullable String token() {
        int start = at;
        if (!letter(peek()) && peek() != '*') {
            return null;
        }
        while (letter(peek()) || digit(peek()) || peek() != 0 && TOKEN_SIGNS.indexOf(peek()) >= 0) {
            at++;
        }
        return text.substring(start, at);
    }

    private @Nullable String key() {
        int start = at;
        char first = peek();
        if (!(first >= 'a' && first <= 'z') && first != '*') {
            return null;
        }
        while (peek() >= 'a' && peek() <= 'z' || digit(peek()) || peek() != 0 && "_-.*".indexOf(peek()) >= 0) {
            at++;
        }
        return text.substring(start, at);
    }

    private long bytes() {
        int end = text.indexOf(':', at + 1);
        if (end < 0) {
            return MALFORMED;
        }
        at = end + 1;
        return OTHER;
    }

    private void skip(String blanks) {
        while (at < text.length() && blanks.indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private boolean next(char c) {
        if (peek() != c) {
            return false;
        }
        at++;
        return true;
    }

    private char peek() {
        return at < text.length() ? text.charAt(at) : 0;
    }

    private static boolean digit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean letter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }
}
