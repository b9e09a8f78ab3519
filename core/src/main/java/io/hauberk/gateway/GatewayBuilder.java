package io.hauberk.gateway;

import io.hauberk.Concern;
import io.hauberk.Consumers;
import io.hauberk.Filter;
import io.hauberk.Handler;
import io.hauberk.concurrency.ConcurrencyLimit;
import io.hauberk.consumer.Recognition;
import io.hauberk.killswitch.EnvironmentSwitches;
import io.hauberk.killswitch.Switches;
import io.hauberk.network.HeadLimits;
import io.hauberk.network.TrustedProxies;
import io.hauberk.rewrite.Rewrite;
import io.hauberk.route.Answering;
import io.hauberk.route.Match;
import io.hauberk.route.Route;
import io.hauberk.store.Store;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Collects the filters and routes of a {@link Gateway}. Not thread-safe; used once.
 *
 * <p>Refuses what is always wrong, in a sentence: an order of filters in which one cannot work, a rewrite without a
 * service to rewrite for, two routes of one name.
 */
public final class GatewayBuilder {
    private static final String PLANS = "plans";

    private final List<Filter> filters = new ArrayList<>();
    private final List<Route<RouteSpec>> routes = new ArrayList<>();
    private final Set<String> identityHeaders = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    private final Set<String> secretNames = new TreeSet<>();
    private TrustedProxies trusted = TrustedProxies.nobody();
    private String pseudonym =
            "hauberk-" + Integer.toHexString(ThreadLocalRandom.current().nextInt());
    private HeadLimits headLimits = HeadLimits.standard();
    private boolean unmatchedPasses;
    private final Map<String, List<Filter>> plans = new HashMap<>();
    private @Nullable Consumers consumers;
    private @Nullable MeterRegistry meters;
    private @Nullable ConcurrencyLimit threads = ConcurrencyLimit.standard();

    private final IdentityHashMap<Filter, String> policies = new IdentityHashMap<>();
    private final Map<String, List<Filter>> others = new HashMap<>();
    private final Map<String, Store> stores = new HashMap<>();
    private @Nullable Switches switches;

    GatewayBuilder() {}

    /**
     * Filters that every request passes, in this order, before its route is looked for. The telemetry filters at the
     * beginning see requests that hardening refuses, too.
     */
    public GatewayBuilder use(Filter... more) {
        filters.addAll(List.of(more));
        return this;
    }

    /** A route named after its match. */
    public GatewayBuilder route(Match match, UnaryOperator<RouteSpec> spec) {
        return route(match.toString(), List.of(match), spec);
    }

    /** A route that takes what any of the matches takes. Names appear in logs and as a metric tag. */
    public GatewayBuilder route(String name, List<Match> matches, UnaryOperator<RouteSpec> spec) {
        RouteSpec route = spec.apply(RouteSpec.EMPTY);
        boolean authenticated = route.filters().stream().anyMatch(f -> f.concern() == Concern.AUTHENTICATION)
                || filters.stream().anyMatch(f -> f.concern() == Concern.AUTHENTICATION);
        routes.add(new Route<>(name, matches, route, authenticated, route.keepsEncodedSlash()));
        return this;
    }

    /** A route without filters, answered by a handler in this process. */
    public GatewayBuilder handle(Match match, Handler handler) {
        return route(match, route -> route.handle(handler));
    }

    /** Whom to believe what they say about the request before them. Default: nobody. */
    public GatewayBuilder trustedProxies(TrustedProxies proxies) {
        trusted = proxies;
        return this;
    }

    /**
     * Our name in {@code Via}; a request that comes with it has come through here before and is refused with 508.
     * Default: {@code hauberk} and a random number, so that two gateways in a row are not taken for a loop.
     */
    public GatewayBuilder named(String pseudonym) {
        this.pseudonym = pseudonym;
        return this;
    }

    /** Hands requests that match no route to the application behind, instead of refusing them with 404. */
    public GatewayBuilder unmatchedPasses() {
        unmatchedPasses = true;
        return this;
    }

    /**
     * More request headers that say who calls and that no caller may set; stripped from every request. Those that the
     * filters name themselves are stripped anyway.
     */
    public GatewayBuilder stripping(Set<String> headers) {
        identityHeaders.addAll(headers);
        return this;
    }

    /** How large heads of requests may be. Default: {@link HeadLimits#standard()}. */
    public GatewayBuilder headLimits(HeadLimits limits) {
        headLimits = limits;
        return this;
    }

    /**
     * How many threads of the container may be held at once. Default: {@link ConcurrencyLimit#standard()}. A concurrency
     * limit for all in {@link #use} takes its place, unless it is adaptive: that does not know the container's pool.
     */
    public GatewayBuilder threads(ConcurrencyLimit limit) {
        threads = limit;
        return this;
    }

    /** Lets requests hold as many threads as the container has. */
    public GatewayBuilder unlimitedThreads() {
        threads = null;
        return this;
    }

    /**
     * Whom the filters that know consumers find, and whose plans apply: {@link #plan}. Default: nobody. On each route,
     * right after its authentication, a {@link Recognition} finds out which of them the caller is.
     */
    public GatewayBuilder consumers(Consumers consumers) {
        this.consumers = consumers;
        return this;
    }

    /** The limits of the consumers on a plan, outermost first: they apply before those of the route. */
    public GatewayBuilder plan(String name, Filter... limits) {
        plans.put(name, List.of(limits));
        return this;
    }

    /** Where to count. Default: nowhere. */
    public GatewayBuilder metrics(MeterRegistry registry) {
        meters = registry;
        return this;
    }

    /** Makes a filter known by the name of a policy, too, by which it can be switched off wherever it stands. */
    public GatewayBuilder policy(String name, Filter filter) {
        policies.put(filter.unshadowed(), name);
        return this;
    }

    IdentityHashMap<Filter, String> policies() {
        return policies;
    }

    /**
     * The kill switches to obey. Default: some of its own, set by the environment variable {@code HAUBERK_OFF} and by
     * {@link Gateway#switchOff}.
     */
    public GatewayBuilder switches(Switches switches) {
        this.switches = switches;
        return this;
    }

    /**
     * More filters that obey the switches, such as those of services, so that {@link Gateway#switchOff} knows their names.
     *
     * @param owner what holds them: their switches are {@code OWNER/FILTER}
     */
    public GatewayBuilder switchable(String owner, List<Filter> filters) {
        others.put(owner, List.copyOf(filters));
        return this;
    }

    /**
     * Stores that the annotations of the application behind may name: {@code @Quota(…, store = "books")}. Whoever made them starts
     * and closes them.
     */
    public GatewayBuilder stores(Store... more) {
        for (Store store : more) {
            stores.put(store.name(), store);
        }
        return this;
    }

    Map<String, Store> stores() {
        return Map.copyOf(stores);
    }

    /** The filters in nobody's list of a route that have a switch: those of plans, and those that others told of. */
    Map<String, List<Filter>> switchable() {
        Map<String, List<Filter>> all = new HashMap<>(others);
        if (consumers != null) {
            all.put(PLANS, plans.values().stream().flatMap(List::stream).toList());
        }
        return all;
    }

    /**
     * Puts the gateway together.
     *
     * @throws IllegalArgumentException if something is always wrong; the message names the route and the cure
     */
    public Gateway build() {
        requireOrder("the gateway", filters);
        for (Route<RouteSpec> route : routes) {
            List<Filter> all = new ArrayList<>(filters);
            all.addAll(route.target().filters());
            requireOrder("route " + route.name(), all);
            requireTargetOfRewrite(route);
            all.forEach(this::note);
        }
        filters.forEach(this::note);
        routes.addAll(answering());
        Switches given = switches;
        if (given != null) {
            return new Gateway(new Pipeline(this, given));
        }
        Gateway gateway = new Gateway(new Pipeline(this, Switches.system()));
        gateway.obey("environment", EnvironmentSwitches.ofGateway(System.getenv(EnvironmentSwitches.VARIABLE)));
        return gateway;
    }

    private void note(Filter filter) {
        identityHeaders.addAll(filter.identityHeaders());
        filter.secretNames().forEach(name -> secretNames.add(name.toLowerCase(Locale.ROOT)));
    }

    /** The route with the one who finds out which consumer calls, right after its authentication. */
    RouteSpec recognising(RouteSpec route, Switches switches) {
        Consumers known = consumers;
        if (known == null) {
            return route;
        }
        int after = 0;
        for (int i = 0; i < route.filters().size(); i++) {
            after = route.filters().get(i).concern() == Concern.AUTHENTICATION ? i + 1 : after;
        }
        Recognition recognition =
                Recognition.of(known, plans).within((limit, inside) -> switches.around(PLANS, limit, inside));
        return route.with(after, recognition);
    }

    /** Routes to the filters that answer some requests themselves; an author's route of the same path goes before them. */
    private List<Route<RouteSpec>> answering() {
        Map<String, Route<RouteSpec>> more = new LinkedHashMap<>();
        for (Route<RouteSpec> route : routes) {
            for (Filter filter : route.target().filters()) {
                if (filter.unshadowed() instanceof Answering answering) {
                    RouteSpec spec = RouteSpec.EMPTY.use(filter).handle(Pipeline.NOWHERE);
                    for (Match match : answering.answers()) {
                        String name = filter.name() + ' ' + match;
                        more.putIfAbsent(name, new Route<>(name, List.of(match), spec, true, false));
                    }
                }
            }
        }
        return List.copyOf(more.values());
    }

    private static void requireOrder(String where, List<Filter> all) {
        Filter authorization = null;
        for (Filter filter : all) {
            if (filter.asksWhoCalls() && authorization == null) {
                authorization = filter;
            }
            if (filter.concern() == Concern.AUTHENTICATION && authorization != null) {
                throw new IllegalArgumentException("In " + where + ", " + authorization.name() + " stands before "
                        + filter.name() + ", so it would decide before it is known who calls. Put " + filter.name()
                        + " first.");
            }
        }
    }

    private void requireTargetOfRewrite(Route<RouteSpec> route) {
        boolean rewrites = Stream.concat(filters.stream(), route.target().filters().stream())
                .anyMatch(Rewrite.class::isInstance);
        if (rewrites && !route.target().forwards()) {
            throw new IllegalArgumentException("Route " + route.name() + " rewrites the request, but forwards it to no"
                    + " service, so nobody would see it. Give it a service by to(…), or remove the rewrite.");
        }
    }

    /** The limit of all threads, unless there is one in use. */
    @Nullable ConcurrencyLimit threads() {
        boolean replaced = filters.stream()
                .anyMatch(filter ->
                        filter.unshadowed() instanceof ConcurrencyLimit limit && limit.common() && !limit.adapts());
        return replaced ? null : threads;
    }

    List<Filter> filters() {
        return filters;
    }

    @Nullable Consumers consumers() {
        return consumers;
    }

    Set<String> secretNames() {
        return Set.copyOf(secretNames);
    }

    List<Route<RouteSpec>> routes() {
        return routes;
    }

    Set<String> identityHeaders() {
        return identityHeaders;
    }

    /** The methods that routes name: hardening lets them in, however rare. */
    Set<String> methods() {
        Set<String> methods = new TreeSet<>();
        routes.forEach(route -> route.matches().forEach(match -> methods.addAll(match.methods())));
        return methods;
    }

    TrustedProxies trusted() {
        return trusted;
    }

    HeadLimits headLimits() {
        return headLimits;
    }

    String pseudonym() {
        return pseudonym;
    }

    boolean passesUnmatched() {
        return unmatchedPasses;
    }

    @Nullable MeterRegistry meters() {
        return meters;
    }
}
