package io.hauberk.config;

import io.hauberk.Consumers;
import io.hauberk.Filter;
import io.hauberk.concurrency.ConcurrencyLimit;
import io.hauberk.gateway.Gateway;
import io.hauberk.gateway.GatewayBuilder;
import io.hauberk.killswitch.Switchboard;
import io.hauberk.killswitch.Switches;
import io.hauberk.network.Hardening;
import io.hauberk.network.HeadLimits;
import io.hauberk.network.Normalisation;
import io.hauberk.network.TrustedProxies;
import io.hauberk.route.Finding;
import io.hauberk.route.Match;
import io.hauberk.route.Route;
import io.hauberk.route.Router;
import io.hauberk.service.Service;
import io.hauberk.store.Store;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a configuration says about requests that come in.
 *
 * @param name our name in {@code Via}
 * @param proxies whom to believe
 * @param headLimits how large heads may be
 * @param common the filters that every request passes
 * @param routes the routes
 * @param unmatchedPasses whether requests without a route go to the application
 * @param threads how many threads may be held
 * @param consumers whom authentication may find; null for nobody
 * @param plans the limits of each plan, by its name
 * @param switches the kill switches
 * @param stores the stores, which annotations may name
 */
record Inbound(
        String name,
        TrustedProxies proxies,
        HeadLimits headLimits,
        List<FilterEntry> common,
        List<RouteEntry> routes,
        boolean unmatchedPasses,
        ConcurrencyLimit threads,
        @Nullable Consumers consumers,
        Map<String, List<Filter>> plans,
        Switches switches,
        List<Store> stores) {
    /** @throws IllegalArgumentException if something is always wrong, with a sentence */
    Gateway gateway(List<Service> services, @Nullable MeterRegistry metrics) {
        GatewayBuilder gateway = Gateway.builder()
                .named(name)
                .trustedProxies(proxies)
                .headLimits(headLimits)
                .stripping(identityHeaders())
                .threads(threads)
                .switches(switches)
                .stores(stores.toArray(Store[]::new));
        services.forEach(service -> gateway.switchable(Switchboard.ofService(service.name()), service.filters()));
        common.forEach(entry -> nameOf(gateway, entry));
        routes.forEach(route -> route.filters().forEach(entry -> nameOf(gateway, entry)));
        for (FilterEntry entry : common) {
            if (!entry.off()) {
                gateway.use(entry.active());
            } else if (entry.filter().unshadowed() instanceof ConcurrencyLimit limit
                    && limit.common()
                    && !limit.adapts()) {
                gateway.unlimitedThreads();
            }
        }
        for (RouteEntry route : routes) {
            gateway.route(route.name(), route.matches(), route::in);
        }
        if (consumers != null) {
            gateway.consumers(consumers);
        }
        plans.forEach((plan, limits) -> gateway.plan(plan, limits.toArray(Filter[]::new)));
        if (unmatchedPasses) {
            gateway.unmatchedPasses();
        }
        if (metrics != null) {
            gateway.metrics(metrics);
        }
        return gateway.build();
    }

    private static void nameOf(GatewayBuilder gateway, FilterEntry entry) {
        String policy = entry.policy();
        if (policy != null) {
            gateway.policy(policy, entry.filter());
        }
    }

    /** Headers that only filters of ours may set; those of filters that are off count, too. */
    private Set<String> identityHeaders() {
        Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        common.forEach(entry -> names.addAll(entry.filter().identityHeaders()));
        routes.forEach(route -> names.addAll(route.identityHeaders()));
        return names;
    }

    private Router<RouteEntry> router() {
        boolean all = common.stream().anyMatch(FilterEntry::authenticates);
        return Router.of(routes.stream()
                .map(route -> new Route<>(
                        route.name(), route.matches(), route, all || route.authenticated(), route.keepsEncodedSlash()))
                .toList());
    }

    Explainer explainer(List<Service> services) {
        Set<String> methods = new TreeSet<>();
        for (RouteEntry route : routes) {
            for (Match match : route.matches()) {
                methods.addAll(match.methods());
            }
        }
        return new Explainer(
                Normalisation.behind(proxies).stripping(identityHeaders()),
                Hardening.standard().limits(headLimits).methods(methods).loopsOf(name),
                this,
                router(),
                services);
    }

    /** Warns of routes that hide each other, or that guard less than their neighbours. */
    void diagnose(Reading reading, Path file) {
        Map<String, Place> places = new HashMap<>();
        routes.forEach(route -> places.put(route.name(), route.place()));
        for (Finding finding : router().findings()) {
            reading.warning(places.getOrDefault(finding.route(), Place.of(file)), finding.sentence());
        }
    }
}
