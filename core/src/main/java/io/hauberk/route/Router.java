package io.hauberk.route;

import io.hauberk.Key;
import io.hauberk.Request;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The compiled index over routes. Immutable and thread-safe: to change routes, build another one and swap. A look-up
 * does not block and costs about the same among ten routes and among ten thousand. For the order of precedence see the
 * package.
 *
 * @param <T> the type of what is behind a route
 */
public final class Router<T> {
    /** Which route the request of an exchange took, for those who need its variables or its prefix. */
    public static final Key<Found<?>> FOUND = Key.named("route found");

    private final List<Entry<T>> entries;
    private final Hosts<T> hosts;

    private Router(List<Entry<T>> entries) {
        this.entries = entries;
        this.hosts = new Hosts<>(entries);
    }

    /**
     * Builds the index. Of two routes that are equally specific the earlier one wins.
     *
     * @throws IllegalArgumentException if two routes have the same name
     */
    public static <T> Router<T> of(List<Route<T>> routes) {
        List<Entry<T>> entries = new ArrayList<>(routes.size());
        Set<String> names = new HashSet<>();
        for (Route<T> route : routes) {
            if (!names.add(route.name())) {
                throw new IllegalArgumentException("Two routes are named \"" + route.name()
                        + "\". Names appear in logs and metrics, so each route needs its own.");
            }
            for (Match match : route.matches()) {
                if (match.hosts().isEmpty()) {
                    entries.add(new Entry<>(route, match, null, entries.size()));
                }
                for (HostPattern host : match.hosts()) {
                    entries.add(new Entry<>(route, match, host, entries.size()));
                }
            }
        }
        return new Router<>(List.copyOf(entries));
    }

    /** The route that takes the request, which has a canonical path; null if there is none. */
    public @Nullable Found<T> find(Request request) {
        Entry<T> entry = winner(request);
        return entry == null ? null : new Found<>(entry.route, entry.match, request.path());
    }

    @Nullable Entry<T> winner(Request request) {
        return hosts.find(request);
    }

    /**
     * What is wrong, or may be wrong, with the routes: at most a few hundred entries. Takes up to some hundred
     * milliseconds for ten thousand routes, so ask once, at start-up.
     */
    public List<Finding> findings() {
        return new Diagnostics<>(this, entries).findings();
    }
}
