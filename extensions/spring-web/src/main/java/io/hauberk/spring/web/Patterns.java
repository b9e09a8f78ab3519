package io.hauberk.spring.web;

import io.hauberk.route.PathPattern;
import java.util.List;

/**
 * Spring's patterns as paths of routes. What a route cannot say (a star within an element, {@code **} in the middle) becomes
 * all that is below: then another method's route may be more specific, and the check before a method runs has the last word.
 */
final class Patterns {
    private Patterns() {}

    /** The pattern, with and without a slash at the end, which some versions do not tell apart. */
    static List<String> routes(String base, String pattern) {
        StringBuilder path = new StringBuilder(base);
        int stars = 0;
        for (String element : pattern.split("/", -1)) {
            if (element.isEmpty() || path.toString().endsWith("/**")) {
                continue;
            }
            String route = element.equals("*") ? "{star" + stars++ + '}' : element;
            boolean sayable = sayable(path.toString(), route);
            path.append('/').append(sayable ? route : "**");
        }
        String whole = path.isEmpty() ? "/" : path.toString();
        return whole.endsWith("/**") || whole.equals("/") ? List.of(whole) : List.of(whole, whole + '/');
    }

    private static boolean sayable(String before, String element) {
        if (element.equals("**") || element.startsWith("{*")) {
            return false; // these reach over several elements
        }
        try {
            PathPattern.of(before + "/" + element);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
