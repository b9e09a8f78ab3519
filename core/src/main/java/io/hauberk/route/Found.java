package io.hauberk.route;

import org.jspecify.annotations.Nullable;

/**
 * A route, and how a path fits it. Immutable.
 *
 * @param route the route
 * @param match the one of its matches that won
 * @param path the canonical path that was matched
 * @param <T> the type of the target
 */
public record Found<T>(Route<T> route, Match match, String path) {
    /** What is behind the route. */
    public T target() {
        return route.target();
    }

    /** The decoded value of a variable in the path; null if the route has no such variable. */
    public @Nullable String variable(String name) {
        return match.path().variable(name, path);
    }

    /**
     * The length of the part of the path that the match names: {@code /a/**} names {@code /a} of {@code /a/b}; a path
     * without {@code **} names the whole. {@code /**} names nothing.
     */
    public int prefixLength() {
        return match.path().prefixLength(path);
    }
}
