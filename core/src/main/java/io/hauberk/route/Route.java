package io.hauberk.route;

import java.util.List;

/**
 * A route as the {@link Router} sees it. Immutable.
 *
 * @param name its name, unique among the routes of a router
 * @param matches what it takes: any of these; none means nothing
 * @param target what is behind it
 * @param authenticated whether it lets only authenticated callers through; used by the diagnostics alone
 * @param keepsEncodedSlash whether {@code %2F} may stand in its paths; elsewhere that is refused
 * @param <T> the type of the target
 */
public record Route<T>(String name, List<Match> matches, T target, boolean authenticated, boolean keepsEncodedSlash) {
    /** Copies the list. */
    public Route {
        matches = List.copyOf(matches);
    }

    /** A route without authentication that refuses encoded slashes. */
    public static <T> Route<T> of(String name, List<Match> matches, T target) {
        return new Route<>(name, matches, target, false, false);
    }
}
