package io.hauberk.accesslog;

import io.hauberk.json.JsonObject;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A line in the making: leaves out what is not wanted or not known, cuts what is too long. Not thread-safe. */
abstract class Line {
    private final Set<String> omitted;
    private final int maxLength;

    Line(Set<String> omitted, int maxLength) {
        this.omitted = omitted;
        this.maxLength = maxLength;
    }

    /** Text, number, boolean, or a list of these, already cut. */
    abstract void write(String name, Object value);

    boolean wants(String name) {
        return omitted.isEmpty() || !omitted.contains(name);
    }

    void put(String name, @Nullable Object value) {
        if (value != null && wants(name)) {
            write(name, bounded(value));
        }
    }

    /** A duration in milliseconds, with microseconds; nothing if it is negative. */
    void millis(String name, long nanos) {
        if (nanos >= 0) {
            put(name, BigDecimal.valueOf(nanos / 1000, 3));
        }
    }

    /** A number; nothing if it is negative. */
    void count(String name, long count) {
        if (count >= 0) {
            put(name, count);
        }
    }

    private Object bounded(Object value) {
        if (value instanceof Number || value instanceof Boolean) {
            return value;
        }
        if (value instanceof Iterable<?> list) {
            List<Object> cut = new ArrayList<>();
            for (Object element : list) {
                cut.add(cut(String.valueOf(element)));
            }
            return cut;
        }
        return cut(value.toString());
    }

    private String cut(String text) {
        return text.length() <= maxLength ? text : text.substring(0, maxLength - 1) + '\u2026';
    }

    /** One JSON object. */
    static final class Json extends Line {
        private final JsonObject object = new JsonObject();

        Json(Set<String> omitted, int maxLength) {
            super(omitted, maxLength);
        }

        @Override
        void write(String name, Object value) {
            object.member(name, value);
        }

        @Override
        public String toString() {
            return object.toString();
        }
    }

    /** Fields as {@code name=value}, the value in quotes, as JSON writes it, where it is more than plain characters. */
    static final class Text extends Line {
        private final StringBuilder text = new StringBuilder(512);

        Text(Set<String> omitted, int maxLength) {
            super(omitted, maxLength);
        }

        @Override
        void write(String name, Object value) {
            if (text.length() > 0) {
                text.append(' ');
            }
            text.append(name).append('=');
            String string = value instanceof List<?> list ? joined(list) : value.toString();
            if (plain(string)) {
                text.append(string);
            } else {
                JsonObject.quote(string, text);
            }
        }

        private static String joined(List<?> list) {
            return String.join("; ", list.stream().map(String::valueOf).toList());
        }

        private static boolean plain(String string) {
            for (int i = 0; i < string.length(); i++) {
                char c = string.charAt(i);
                if (c <= ' ' || c > '~' || c == '"' || c == '=' || c == '\\') {
                    return false;
                }
            }
            return !string.isEmpty();
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
