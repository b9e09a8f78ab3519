package io.hauberk.config;

import io.hauberk.Filter;
import io.hauberk.Handler;
import io.hauberk.gateway.RouteSpec;
import io.hauberk.route.Match;
import io.hauberk.service.Criticality;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One route of a file.
 *
 * @param target what answers; null for the application behind the gateway
 * @param services the names of the services that the target forwards to; empty if it answers by itself
 * @param criticality how critical its requests are at most; null where nothing is said
 */
record RouteEntry(
        String name,
        Place place,
        List<Match> matches,
        List<FilterEntry> filters,
        @Nullable Handler target,
        List<String> services,
        boolean keepsEncodedSlash,
        @Nullable Criticality criticality) {
    /** The route as a gateway takes it. */
    RouteSpec in(RouteSpec spec) {
        RouteSpec route = spec.use(filters.stream()
                .filter(entry -> !entry.off())
                .map(FilterEntry::active)
                .toArray(Filter[]::new));
        Handler own = target;
        if (own != null) {
            route = forwards() ? route.to(own) : route.handle(own);
        }
        route = criticality == null ? route : route.criticality(criticality);
        return keepsEncodedSlash ? route.keepingEncodedSlashes() : route;
    }

    /** Whether the target is a service. */
    boolean forwards() {
        return !services.isEmpty();
    }

    /** Whether it lets only authenticated callers through. */
    boolean authenticated() {
        return filters.stream().anyMatch(FilterEntry::authenticates);
    }

    /** Headers that only filters of ours may set; filters that are off count, too. */
    Set<String> identityHeaders() {
        Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        filters.forEach(entry -> names.addAll(entry.filter().identityHeaders()));
        return names;
    }
}
