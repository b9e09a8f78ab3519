package io.hauberk;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Header fields in the order in which they came; names are compared without case, values are kept as they are.
 * Immutable, one flat array. Several edits at once: {@link #edit()}.
 *
 * <p>Names are tokens (RFC 9110 §5.1) and values hold no CR, LF or NUL; anything else is refused when it is set.
 */
public final class Headers implements Iterable<Map.Entry<String, String>> {
    private static final String[] NONE = {};
    private static final boolean[] TOKEN = token();
    private static final Headers EMPTY = new Headers(NONE, 0);

    /** How much an edit may add without another copy: two lines. */
    private static final int ROOM = 4;

    /** How much may be left unused: that is not worth a copy. */
    private static final int SPARE = 8;

    /** Name, value, name, value …, and perhaps unused room at the end. */
    private final String[] fields;

    private final int length;

    private Headers(String[] fields, int length) {
        this.fields = fields;
        this.length = length;
    }

    /** No fields at all. */
    public static Headers empty() {
        return EMPTY;
    }

    /**
     * Fields from alternating names and values.
     *
     * @throws IllegalArgumentException if the number of strings is odd, or a name or value is not allowed
     */
    public static Headers of(String... namesAndValues) {
        if (namesAndValues.length % 2 != 0) {
            throw new IllegalArgumentException(
                    "Headers.of takes a value for each name, but got " + namesAndValues.length + " strings.");
        }
        for (int i = 0; i < namesAndValues.length; i += 2) {
            requireName(namesAndValues[i]);
            requireValue(namesAndValues[i], namesAndValues[i + 1]);
        }
        return namesAndValues.length == 0 ? EMPTY : new Headers(namesAndValues.clone(), namesAndValues.length);
    }

    /** The first value of the field, or null. */
    public @Nullable String first(String name) {
        for (int i = 0; i < length; i += 2) {
            if (fields[i].equalsIgnoreCase(name)) {
                return fields[i + 1];
            }
        }
        return null;
    }

    /** All values of the field, in order; empty where there is none. */
    public List<String> all(String name) {
        List<String> values = List.of();
        for (int i = 0; i < length; i += 2) {
            if (fields[i].equalsIgnoreCase(name)) {
                if (values.isEmpty()) {
                    values = new ArrayList<>(2);
                }
                values.add(fields[i + 1]);
            }
        }
        return values;
    }

    /** Whether the field is there. */
    public boolean contains(String name) {
        return first(name) != null;
    }

    /** The number of field lines. */
    public int size() {
        return length / 2;
    }

    /** The name of the field line at an index from 0. */
    public String name(int index) {
        return fields[Objects.checkIndex(2 * index, length)];
    }

    /** The value of the field line at an index from 0. */
    public String value(int index) {
        return fields[Objects.checkIndex(2 * index + 1, length)];
    }

    /** These fields with the named one set to one value, in the place where it first stood. */
    public Headers with(String name, String value) {
        return edit().set(name, value).build();
    }

    /** These fields and one more line. */
    public Headers adding(String name, String value) {
        return edit().add(name, value).build();
    }

    /** These fields without the named one. */
    public Headers without(String name) {
        return contains(name) ? edit().remove(name).build() : this;
    }

    /** Several edits in one copy. */
    public Edit edit() {
        return new Edit(Arrays.copyOf(fields, length + ROOM), length);
    }

    @Override
    public Iterator<Map.Entry<String, String>> iterator() {
        return new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
                return next < length;
            }

            @Override
            public Map.Entry<String, String> next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                next += 2;
                return Map.entry(fields[next - 2], fields[next - 1]);
            }
        };
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Headers that && Arrays.equals(fields, 0, length, that.fields, 0, that.length);
    }

    @Override
    public int hashCode() {
        int hash = 1;
        for (int i = 0; i < length; i++) {
            hash = 31 * hash + fields[i].hashCode();
        }
        return hash;
    }

    /** The names only: values may be secrets. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("[");
        for (int i = 0; i < length; i += 2) {
            text.append(i == 0 ? "" : ", ").append(fields[i]);
        }
        return text.append(']').toString();
    }

    static void requireName(String name) {
        if (!isToken(name)) {
            throw new IllegalArgumentException("\"" + printable(name)
                    + "\" is not a header name: RFC 9110 allows letters," + " digits and !#$%&'*+-.^_`|~.");
        }
    }

    static void requireValue(String name, String value) {
        // Three searches by vector instructions are cheaper than one loop.
        if (value.indexOf('\n') >= 0 || value.indexOf('\r') >= 0 || value.indexOf(0) >= 0) {
            throw new IllegalArgumentException("The value of header " + name + " holds a line break or NUL.");
        }
    }

    private static boolean isToken(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= TOKEN.length || !TOKEN[c]) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private static boolean[] token() {
        boolean[] token = new boolean[128];
        for (char c = 0; c < token.length; c++) {
            boolean letterOrDigit = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            token[c] = letterOrDigit || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
        }
        return token;
    }

    private static String printable(String text) {
        return text.replaceAll("[^ -~]", "?");
    }

    /** A batch of edits; not thread-safe, used once. */
    public static final class Edit {
        private String[] fields;
        private int length;

        private Edit(String[] fields, int length) {
            this.fields = fields;
            this.length = length;
        }

        /** An edit that starts from nothing and has room for a number of lines. */
        public static Edit withRoomFor(int lines) {
            return new Edit(new String[2 * lines], 0);
        }

        /** Sets the field to one value, in the place where it first stood, else at the end. */
        public Edit set(String name, String value) {
            for (int i = 0; i < length; i += 2) {
                if (fields[i].equalsIgnoreCase(name)) {
                    requireValue(name, value);
                    fields[i + 1] = value;
                    removeFrom(i + 2, name);
                    return this;
                }
            }
            return add(name, value);
        }

        /** Adds a line at the end. */
        public Edit add(String name, String value) {
            requireName(name);
            requireValue(name, value);
            return addUnchecked(name, value);
        }

        /**
         * Adds a line that a parser has checked already. For adapters; unchecked text from elsewhere opens the door to
         * response splitting.
         */
        public Edit addUnchecked(String name, String value) {
            if (length == fields.length) {
                fields = Arrays.copyOf(fields, Math.max(16, length * 2));
            }
            fields[length++] = name;
            fields[length++] = value;
            return this;
        }

        /** Adds all lines of other headers. */
        public Edit addAll(Headers other) {
            if (fields.length - length < other.length) {
                fields = Arrays.copyOf(fields, length + other.length + ROOM);
            }
            System.arraycopy(other.fields, 0, fields, length, other.length);
            length += other.length;
            return this;
        }

        /** Removes all lines of the field. */
        public Edit remove(String name) {
            removeFrom(0, name);
            return this;
        }

        /** Removes the lines for which the test on name and value is true. */
        public Edit removeIf(BiPredicate<String, String> test) {
            int kept = 0;
            for (int i = 0; i < length; i += 2) {
                if (!test.test(fields[i], fields[i + 1])) {
                    fields[kept++] = fields[i];
                    fields[kept++] = fields[i + 1];
                }
            }
            length = kept;
            return this;
        }

        /** The edited fields. The edit is empty afterwards. */
        public Headers build() {
            if (length == 0) {
                return EMPTY;
            }
            // Room for a few lines is not worth a copy; more than that would be kept for nothing.
            boolean roomy = fields.length - length > SPARE;
            Headers built = new Headers(roomy ? Arrays.copyOf(fields, length) : fields, length);
            fields = NONE;
            length = 0;
            return built;
        }

        private void removeFrom(int start, String name) {
            int kept = start;
            while (kept < length && !fields[kept].equalsIgnoreCase(name)) {
                kept += 2;
            }
            for (int i = kept + 2; i < length; i += 2) {
                if (!fields[i].equalsIgnoreCase(name)) {
                    fields[kept++] = fields[i];
                    fields[kept++] = fields[i + 1];
                }
            }
            length = kept;
        }
    }
}
