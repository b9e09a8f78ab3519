package io.hauberk.route;

import io.hauberk.network.CanonicalPath;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a path must look like. Immutable. Matches canonical paths, element by element, with case.
 *
 * <ul>
 *   <li>{@code /a/b}: exactly this.
 *   <li>{@code /a/**}: {@code /a} and all below it; never {@code /ab}. {@code **} may end any pattern.
 *   <li>{@code /a/{id}/b}: a variable, one element that is not empty.
 *   <li>{@code /a/{id:[0-9]+}}: a variable that matches a regular expression as a whole, in linear time: literals,
 *       {@code .}, {@code \d \w \s}, classes, groups, alternatives and counts; no look-around, no back-references.
 * </ul>
 *
 * <p>{@linkplain #rule Rules} have more: {@code {*}} (one element), {@code {**}} (any number of them, at the end), and
 * a text with one star at its beginning or its end.
 */
public final class PathPattern {
    static final PathPattern ANY = of("/**");

    private final String text;
    private final List<PathElement> elements;
    private final boolean open;
    private final @Nullable ValuePattern whole;

    private PathPattern(String text, List<PathElement> elements, boolean open, @Nullable ValuePattern whole) {
        this.text = text;
        this.elements = elements;
        this.open = open;
        this.whole = whole;
    }

    /**
     * Reads the path of a route.
     *
     * @throws IllegalArgumentException if it is none; the message says why
     */
    public static PathPattern of(String text) {
        PathPatternReader reader = new PathPatternReader(text, false);
        return new PathPattern(text, reader.elements(), reader.open(), null);
    }

    /**
     * Reads the path of a rule.
     *
     * @throws IllegalArgumentException if it is none; the message says why
     */
    public static PathPattern rule(String text) {
        boolean begins = text.startsWith("*");
        boolean ends = text.endsWith("*") && !text.endsWith("/**");
        if (!begins && !ends) {
            PathPatternReader reader = new PathPatternReader(text, true);
            return new PathPattern(text, reader.elements(), reader.open(), null);
        }
        if (text.indexOf('{') >= 0) {
            throw new IllegalArgumentException(
                    "The path \"" + text + "\" has both a star and a variable. Use {*} for one"
                            + " element and /** at the end for the rest.");
        }
        ValuePattern star = ValuePattern.of(text);
        String plain = text.replace("*", "");
        if (plain.isEmpty()) {
            return new PathPattern(text, List.of(), true, star);
        }
        ValuePattern canonical = ValuePattern.of(begins ? '*' + ending(plain) : beginning(plain) + '*');
        return new PathPattern(text, List.of(), true, canonical);
    }

    /** What a path begins with; its last element may go on, so that it is no dot segment. */
    private static String beginning(String plain) {
        if (!plain.startsWith("/")) {
            throw new IllegalArgumentException("The path \"" + plain + "*\" does not begin with a slash.");
        }
        if (plain.endsWith("/")) {
            return CanonicalPath.written(plain);
        }
        String more = CanonicalPath.written(plain + 'x');
        return more.substring(0, more.length() - 1);
    }

    /** What a path ends with; its first element may have begun before. */
    private static String ending(String plain) {
        return plain.startsWith("/")
                ? CanonicalPath.written(plain)
                : CanonicalPath.written("/x" + plain).substring(2);
    }

    /** Whether the canonical path fits. */
    public boolean matches(String path) {
        if (whole != null) {
            return whole.matches(path);
        }
        int at = 0;
        for (PathElement element : elements) {
            if (at >= path.length() || path.charAt(at) != '/') {
                return false;
            }
            int end = end(path, at);
            if (!element.matches(path, at + 1, end)) {
                return false;
            }
            at = end;
        }
        return open || at == path.length();
    }

    /** The elements before {@code **}. */
    List<PathElement> elements() {
        return elements;
    }

    /** Whether {@code **} ends it. */
    boolean open() {
        return open;
    }

    /** Where in a path that fits the part ends that this pattern names, {@code **} left out. */
    int prefixLength(String path) {
        int at = 0;
        for (int i = 0; i < elements.size(); i++) {
            at = end(path, at);
        }
        return open ? at : path.length();
    }

    /** The decoded value of a variable in a path that fits; null if there is no such variable. */
    @Nullable String variable(String name, String path) {
        int at = 0;
        for (PathElement element : elements) {
            int end = end(path, at);
            if (element.kind() != PathElement.Kind.LITERAL && element.text().equals(name)) {
                return PathElement.decoded(path, at + 1, end);
            }
            at = end;
        }
        return null;
    }

    /** Where the element ends that begins with the slash at an index. */
    static int end(String path, int slash) {
        int end = path.indexOf('/', slash + 1);
        return end < 0 ? path.length() : end;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PathPattern that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** As it was written. */
    @Override
    public String toString() {
        return text;
    }
}
