package io.hauberk.jaxrs.server;

import io.hauberk.route.PathPattern;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Templates of JAX-RS as paths of routes. What a route cannot say (a variable over several elements, or within one) becomes
 * all that is below: then another method's route may be more specific, and the check before a method runs has the last word.
 */
final class Templates {
    private Templates() {}

    static String joined(String base, @Nullable String... parts) {
        StringBuilder path = new StringBuilder(base);
        for (String part : parts) {
            if (part != null) {
                for (String element : elements(part)) {
                    if (!element.isEmpty() && !path.toString().endsWith("/**")) {
                        String route = route(element, path.toString());
                        path.append('/').append(route);
                    }
                }
            }
        }
        return path.isEmpty() ? "/" : path.toString();
    }

    private static String route(String element, String before) {
        String compact =
                element.replaceAll("\\s*:\\s*", ":").replaceAll("\\{\\s+", "{").replaceAll("\\s+}", "}");
        String named = compact.replace('.', '_').equals(compact) ? compact : name(compact);
        try {
            boolean several = named.startsWith("{") && named.indexOf(':') > 0 && reaches(named);
            PathPattern.of(before + "/" + named);
            return several ? "**" : named;
        } catch (IllegalArgumentException e) {
            return "**";
        }
    }

    /** Names of variables may have dots in JAX-RS; it is their place that counts here. */
    private static String name(String element) {
        int colon = element.indexOf(':');
        int end = colon < 0 ? element.length() : colon;
        return element.startsWith("{") ? element.substring(0, end).replace('.', '_') + element.substring(end) : element;
    }

    /** Whether its expression takes a slash, and so several elements. */
    private static boolean reaches(String variable) {
        String expression = variable.substring(variable.indexOf(':') + 1, variable.length() - 1);
        return expression.contains("/")
                || expression.contains(".*")
                || expression.contains(".+")
                || expression.contains("[^")
                || expression.contains("\\S")
                || expression.contains("\\W")
                || expression.contains("\\D")
                || expression.contains(".{");
    }

    /** The elements of a path: slashes within braces are not between elements. */
    private static List<String> elements(String path) {
        List<String> elements = new ArrayList<>();
        StringBuilder element = new StringBuilder();
        int depth = 0;
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
            if (c == '/' && depth == 0) {
                elements.add(element.toString());
                element.setLength(0);
            } else {
                element.append(c);
            }
        }
        elements.add(element.toString());
        return elements;
    }
}
