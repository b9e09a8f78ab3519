package io.hauberk.route;

import io.hauberk.network.CanonicalPath;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads the text of a path pattern into its elements. */
final class PathPatternReader {
    /** No request target is longer. */
    private static final int MAX_LENGTH = 8 * 1024;

    private static final int MAX_ELEMENTS = 256;

    private final String text;
    private final boolean rule;
    private final List<PathElement> elements = new ArrayList<>();
    private final Set<String> names = new HashSet<>();
    private boolean open;

    PathPatternReader(String text, boolean rule) {
        this.text = text;
        this.rule = rule;
        if (!text.startsWith("/")) {
            throw fault("does not begin with a slash");
        }
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("A path has " + text.length()
                    + " characters, but no request has more than " + MAX_LENGTH + ". Make it shorter.");
        }
        int start = 1;
        while (start <= text.length()) {
            if (elements.size() == MAX_ELEMENTS) {
                throw fault("has more than " + MAX_ELEMENTS + " elements");
            }
            int end = elementEnd(start);
            read(text.substring(start, end), end == text.length());
            start = end + 1;
        }
    }

    List<PathElement> elements() {
        return List.copyOf(elements);
    }

    boolean open() {
        return open;
    }

    /** The next slash outside braces. */
    private int elementEnd(int start) {
        int depth = 0;
        boolean inClass = false;
        for (int i = start; i < text.length(); i++) {
            char c = text.charAt(i);
            if (depth == 0 && c == '/') {
                return i;
            }
            if (depth > 0 && c == '\\') {
                i++;
            } else if (inClass) {
                inClass = c != ']';
            } else if (depth > 0 && c == '[') {
                inClass = true;
            } else if (c == '{') {
                depth++;
            } else if (c == '}') {
                depth--;
            }
        }
        if (depth != 0) {
            throw fault("has braces that do not match");
        }
        return text.length();
    }

    private void read(String element, boolean last) {
        if (element.equals("**") || rule && element.equals("{**}")) {
            if (!last) {
                throw fault("has " + element + " before its end; only the last element may be that");
            }
            open = true;
        } else if (element.startsWith("{") && element.endsWith("}")) {
            readVariable(element.substring(1, element.length() - 1));
        } else if (element.indexOf('{') >= 0 || element.indexOf('}') >= 0) {
            throw fault("has a variable that is only a part of an element; it must be the whole of it, such as /{id}/");
        } else if (element.indexOf('*') >= 0) {
            throw fault(
                    "has a star in \"" + element + "\". Use /** at the end for all below, and {name} for one element");
        } else {
            elements.add(PathElement.literal(literal(element, last)));
        }
    }

    private String literal(String element, boolean last) {
        if (element.isEmpty() && !last) {
            throw fault("has an empty element (//)");
        }
        return CanonicalPath.written('/' + element).substring(1);
    }

    private void readVariable(String inner) {
        if (rule && inner.equals("*")) {
            elements.add(PathElement.variable(""));
            return;
        }
        int colon = inner.indexOf(':');
        String name = colon < 0 ? inner : inner.substring(0, colon);
        if (!isName(name)) {
            throw fault("has a variable named \"" + name + "\"; a name has letters, digits, - and _");
        }
        if (!names.add(name)) {
            throw fault("has two variables named \"" + name + "\"");
        }
        elements.add(
                colon < 0
                        ? PathElement.variable(name)
                        : PathElement.pattern(name, ElementPattern.of(inner.substring(colon + 1))));
    }

    private static boolean isName(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (!Character.isLetterOrDigit(c) && c != '-' && c != '_') {
                return false;
            }
        }
        return !name.isEmpty();
    }

    private IllegalArgumentException fault(String what) {
        return new IllegalArgumentException("The path \"" + text + "\" " + what + ".");
    }
}
