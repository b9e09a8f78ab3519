package io.hauberk.route;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a value in a match or a rule must look like, the same everywhere: {@code abc} exactly, {@code abc*} with that
 * beginning, {@code *abc} with that end, {@code *} anything that is not empty. Compared with case. Immutable.
 */
public final class ValuePattern {
    private enum Kind {
        EXACT,
        BEGINNING,
        END,
        PRESENT
    }

    private final Kind kind;
    private final String text;

    private ValuePattern(Kind kind, String text) {
        this.kind = kind;
        this.text = text;
    }

    /**
     * Reads a pattern.
     *
     * @throws IllegalArgumentException if it has a star in another place than its beginning or its end
     */
    public static ValuePattern of(String pattern) {
        int star = pattern.indexOf('*');
        if (star < 0) {
            return new ValuePattern(Kind.EXACT, pattern);
        }
        int last = pattern.length() - 1;
        if (star != pattern.lastIndexOf('*') || star > 0 && star < last) {
            throw new IllegalArgumentException("\"" + pattern + "\" has a star where none may be. A value is exact, or"
                    + " has one star at its beginning or its end: abc, abc*, *abc, *.");
        }
        if (last == 0) {
            return new ValuePattern(Kind.PRESENT, "");
        }
        return star == 0
                ? new ValuePattern(Kind.END, pattern.substring(1))
                : new ValuePattern(Kind.BEGINNING, pattern.substring(0, last));
    }

    /** Whether the value fits. */
    public boolean matches(String value) {
        return switch (kind) {
            case EXACT -> value.equals(text);
            case BEGINNING -> value.startsWith(text);
            case END -> value.endsWith(text);
            case PRESENT -> !value.isEmpty();
        };
    }

    /** Whether it stands for one value only. */
    public boolean exact() {
        return kind == Kind.EXACT;
    }

    /** Whether every value that fits the other fits this one, too. */
    boolean covers(ValuePattern other) {
        return switch (kind) {
            case EXACT -> other.kind == Kind.EXACT && other.text.equals(text);
            case BEGINNING -> (other.kind == Kind.EXACT || other.kind == Kind.BEGINNING) && other.text.startsWith(text);
            case END -> (other.kind == Kind.EXACT || other.kind == Kind.END) && other.text.endsWith(text);
            case PRESENT -> other.kind == Kind.PRESENT || !other.text.isEmpty();
        };
    }

    /** Whether some value fits both. */
    boolean overlaps(ValuePattern other) {
        if (exact()) {
            return other.matches(text);
        }
        if (other.exact()) {
            return matches(other.text);
        }
        return kind != other.kind || covers(other) || other.covers(this);
    }

    /** Some value that fits. */
    String example() {
        return kind == Kind.PRESENT ? "x" : text;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ValuePattern that && kind == that.kind && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return Objects.hash(kind, text);
    }

    @Override
    public String toString() {
        return switch (kind) {
            case EXACT -> text;
            case BEGINNING -> text + '*';
            case END -> '*' + text;
            case PRESENT -> "*";
        };
    }
}
