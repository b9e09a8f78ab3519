package io.hauberk.json;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A look into what {@link Json} has read, however it turns out to be built: what is not there, or is something else than
 * asked for, is nothing. Immutable.
 */
public record Tree(@Nullable Object value) {
    /** Of an object; nothing where the text is not exactly one. */
    public static Tree object(String text) {
        return new Tree(Json.object(text));
    }

    /** Of a list; nothing where the text is not exactly one. */
    public static Tree list(String text) {
        return new Tree(Json.list(text));
    }

    /** A member of an object, or of one further inside. */
    public Tree at(String... names) {
        Object inner = value;
        for (String name : names) {
            inner = inner instanceof Map<?, ?> object ? object.get(name) : null;
        }
        return new Tree(inner);
    }

    /** Whether it is nothing at all. */
    public boolean missing() {
        return value == null;
    }

    /** Whether it is an object. */
    public boolean isObject() {
        return value instanceof Map;
    }

    /** Whether it is a list. */
    public boolean isList() {
        return value instanceof List;
    }

    /** Its text, or the other one. */
    public String text(String otherwise) {
        return value instanceof String text ? text : otherwise;
    }

    /** Its text if it has one that is not empty; else null. */
    public @Nullable String text() {
        return value instanceof String text && !text.isEmpty() ? text : null;
    }

    /** Its whole number, also one that is written as text; else the other one. */
    public long number(long otherwise) {
        if (value instanceof String text && text.matches("-?[0-9]{1,18}")) {
            return Long.parseLong(text);
        }
        return value instanceof Long number ? number : otherwise;
    }

    /** The same where it is a number that a port can be; else -1. A huge number must not become another one. */
    public int port() {
        long number = number(-1);
        return number < 1 || number > 65_535 ? -1 : (int) number;
    }

    /** Whether it is true, also where that is written as text; the other one where it is neither. */
    public boolean flag(boolean otherwise) {
        return value instanceof Boolean flag
                ? flag
                : value instanceof String text ? text.equalsIgnoreCase("true") : otherwise;
    }

    /** The elements of a list; what is no list has itself for its one element, and nothing has none. */
    public List<Tree> elements() {
        return value instanceof List<?> list
                ? list.stream().map(Tree::new).toList()
                : value == null ? List.of() : List.of(this);
    }

    /** The members of an object. */
    public Map<?, ?> members() {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }
}
