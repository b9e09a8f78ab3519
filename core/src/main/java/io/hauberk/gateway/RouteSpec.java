package io.hauberk.gateway;

import io.hauberk.Filter;
import io.hauberk.Handler;
import io.hauberk.service.Criticality;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a route does with the requests that it takes: its filters, in order, and its target. Immutable. A route without a
 * target leads to the application behind the gateway.
 */
public final class RouteSpec {
    static final RouteSpec EMPTY = new RouteSpec(List.of(), null, false, false, null);

    private final List<Filter> filters;
    private final @Nullable Handler target;
    private final boolean forwards;
    private final boolean keepsEncodedSlash;
    private final @Nullable Criticality criticality;

    private RouteSpec(
            List<Filter> filters,
            @Nullable Handler target,
            boolean forwards,
            boolean keepsEncodedSlash,
            @Nullable Criticality criticality) {
        this.filters = filters;
        this.target = target;
        this.forwards = forwards;
        this.keepsEncodedSlash = keepsEncodedSlash;
        this.criticality = criticality;
    }

    /** This route with more filters, inside those that it has. */
    public RouteSpec use(Filter... more) {
        List<Filter> all = new ArrayList<>(filters);
        all.addAll(List.of(more));
        return new RouteSpec(List.copyOf(all), target, forwards, keepsEncodedSlash, criticality);
    }

    /**
     * This route, forwarding to a service such as {@code mesh.service("orders")}. The request is sent on with {@code
     * X-Forwarded-*} and {@code Via}; what fails on the way becomes 502, 503 or 504.
     */
    public RouteSpec to(Handler service) {
        return new RouteSpec(filters, service, true, keepsEncodedSlash, criticality);
    }

    /** This route, answered by a handler in this process. */
    public RouteSpec handle(Handler handler) {
        return new RouteSpec(filters, handler, false, keepsEncodedSlash, criticality);
    }

    /** This route, taking paths that hold {@code %2F}; elsewhere those are refused with 400. */
    public RouteSpec keepingEncodedSlashes() {
        return new RouteSpec(filters, target, forwards, true, criticality);
    }

    /**
     * This route, whose requests are no more critical than this: under overload the less critical are given up first. A
     * caller that is believed may say less ({@code x-criticality}). Default: nothing is said, which means critical.
     */
    public RouteSpec criticality(Criticality most) {
        return new RouteSpec(filters, target, forwards, keepsEncodedSlash, most);
    }

    /** This route with one more filter in this place. */
    RouteSpec with(int place, Filter filter) {
        List<Filter> all = new ArrayList<>(filters);
        all.add(place, filter);
        return new RouteSpec(List.copyOf(all), target, forwards, keepsEncodedSlash, criticality);
    }

    List<Filter> filters() {
        return filters;
    }

    @Nullable Handler target() {
        return target;
    }

    boolean forwards() {
        return forwards;
    }

    boolean keepsEncodedSlash() {
        return keepsEncodedSlash;
    }

    @Nullable Criticality criticality() {
        return criticality;
    }
}
