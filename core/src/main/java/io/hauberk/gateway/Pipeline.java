package io.hauberk.gateway;

import io.hauberk.Concern;
import io.hauberk.Consumers;
import io.hauberk.Decision;
import io.hauberk.Exchange;
import io.hauberk.Explainable;
import io.hauberk.Filter;
import io.hauberk.Handler;
import io.hauberk.Outcome;
import io.hauberk.Rejection;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.concurrency.ConcurrencyLimit;
import io.hauberk.jwt.Jwt;
import io.hauberk.killswitch.Switchboard;
import io.hauberk.killswitch.SwitchedOff;
import io.hauberk.killswitch.Switches;
import io.hauberk.metrics.Metrics;
import io.hauberk.network.ForwardedHeaders;
import io.hauberk.network.Hardening;
import io.hauberk.network.Normalisation;
import io.hauberk.operation.Operations;
import io.hauberk.problem.Problem;
import io.hauberk.problem.TransportFailures;
import io.hauberk.route.Finding;
import io.hauberk.route.Found;
import io.hauberk.route.Route;
import io.hauberk.route.Router;
import io.hauberk.service.Criticality;
import io.hauberk.service.Lineage;
import io.hauberk.shedding.LoadShedding;
import io.hauberk.store.Store;
import io.hauberk.timeout.Timeout;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The one place where a pipeline is put together: the stages that every request passes, and those of each route. */
final class Pipeline {
    private static final Rejection NO_ROUTE =
            Rejection.of("router", 404, "no-route").because("Nothing is served at this address.");
    static final Handler NOWHERE = request -> Response.refused(NO_ROUTE);
    private static final Handler APPLICATION = new Handler() {
        @Override
        public Response handle(Request request) throws IOException {
            Handler application = request.exchange().get(Gateway.APPLICATION);
            return application == null ? Response.refused(NO_ROUTE) : application.handle(request);
        }

        @Override
        public String toString() {
            return "the application";
        }
    };

    /** Whose those filters are that every request passes, as a file calls them. */
    private static final String COMMON = "filters";

    private final List<Filter> stages;
    private final List<Route<Compiled>> routes;
    private final Router<Compiled> router;
    private final Handler entry;
    private final boolean unmatchedPasses;
    private final @Nullable MeterRegistry meters;
    private final Switches switches;
    private final IdentityHashMap<Filter, String> policies;
    private final @Nullable Consumers consumers;
    private final Map<String, List<Filter>> others;
    private final Map<String, Store> stores;

    Pipeline(GatewayBuilder spec, Switches switches) {
        this.switches = switches;
        policies = new IdentityHashMap<>(spec.policies());
        Filter forwarded = ForwardedHeaders.as(spec.pseudonym());
        List<Route<Compiled>> compiled = new ArrayList<>();
        for (Route<RouteSpec> route : spec.routes()) {
            compiled.add(new Route<>(
                    route.name(),
                    route.matches(),
                    compiled(route.name(), spec.recognising(route.target(), switches), forwarded),
                    route.authenticated(),
                    route.keepsEncodedSlash()));
        }
        routes = List.copyOf(compiled);
        router = Router.of(routes);
        unmatchedPasses = spec.passesUnmatched();
        meters = spec.meters();
        consumers = spec.consumers();
        others = spec.switchable();
        stores = spec.stores();
        stages = stages(spec, Foreseeing.of(router, spec));
        Handler chain = new Routing();
        for (int i = stages.size() - 1; i >= 0; i--) {
            chain = switches.around(COMMON, policy(stages.get(i)), stages.get(i), chain);
        }
        entry = chain;
    }

    /** Outermost first. Nothing else decides the order. */
    private static List<Filter> stages(GatewayBuilder spec, @Nullable Filter foreseeing) {
        List<Filter> all = new ArrayList<>();
        all.add(Problem.json());
        all.add(new Arriving(
                Normalisation.behind(spec.trusted()).stripping(spec.identityHeaders()),
                spec.consumers(),
                spec.secretNames()));
        MeterRegistry meters = spec.meters();
        if (meters != null) {
            all.add(Metrics.to(meters));
        }
        List<Filter> used = spec.filters();
        int telemetry = 0;
        while (telemetry < used.size() && used.get(telemetry).concern() == Concern.TELEMETRY) {
            telemetry++;
        }
        all.addAll(used.subList(0, telemetry));
        all.add(Hardening.standard()
                .limits(spec.headLimits())
                .methods(spec.methods())
                .loopsOf(spec.pseudonym()));
        all.add(Timeout.ofCaller());
        if (foreseeing != null) {
            all.add(foreseeing);
        }
        ConcurrencyLimit threads = spec.threads();
        if (threads != null) {
            all.add(threads);
        }
        all.addAll(used.subList(telemetry, used.size()));
        return List.copyOf(all);
    }

    /** Begins what filters do by themselves; what has begun goes on. */
    void start() {
        Set<Filter> all = all();
        if (consumers instanceof MeterBinder binder && meters != null) {
            binder.bindTo(meters);
        }
        for (Filter filter : all) {
            if (filter instanceof Jwt jwt) {
                jwt.start();
            }
            if (filter instanceof LoadShedding shedding) {
                shedding.start();
            }
            if (filter instanceof MeterBinder binder && meters != null) {
                binder.bindTo(meters);
            }
        }
        if (meters != null) {
            switches.bindTo(meters);
        }
    }

    /** Has what annotations ask for counted where the rest is. */
    void countIn(Operations operations) {
        if (meters != null) {
            operations.bindTo(meters);
        }
    }

    /** A store that annotations may name; null if there is none of that name. */
    @Nullable Store store(String name) {
        return stores.get(name);
    }

    /** Has load shedding measure how long tasks wait in the pool. */
    void watch(Executor pool) {
        for (Filter filter : all()) {
            if (filter instanceof LoadShedding shedding) {
                shedding.watch(pool);
            }
        }
    }

    /** All filters, each once, and those that they are made of. */
    private Set<Filter> all() {
        Set<Filter> all = new LinkedHashSet<>();
        stages.forEach(filter -> addWithParts(filter, all));
        routes.forEach(route -> route.target().filters().forEach(filter -> addWithParts(filter, all)));
        return all;
    }

    Switches switches() {
        return switches;
    }

    /** What can be switched off, the filters of these operations included. */
    Switchboard switchboard(Operations operations) {
        Switchboard board = new Switchboard(switches);
        stages.forEach(stage -> board.add(COMMON, policy(stage), stage));
        routes.forEach(
                route -> route.target().filters().forEach(filter -> board.add(route.name(), policy(filter), filter)));
        operations
                .all()
                .forEach(operation -> operation.filters().forEach(filter -> board.add(operation.name(), null, filter)));
        others.forEach((owner, filters) -> filters.forEach(filter -> board.add(owner, null, filter)));
        return board;
    }

    private static void addWithParts(Filter filter, Set<Filter> all) {
        all.add(filter.unshadowed());
        filter.parts().forEach(part -> addWithParts(part, all));
    }

    Handler entry() {
        return entry;
    }

    List<String> warnings() {
        return router.findings().stream().map(Finding::sentence).toList();
    }

    /** Finds the route and hands over to its chain. */
    private final class Routing implements Handler {
        @Override
        public Response handle(Request request) throws IOException {
            Found<Compiled> found = router.find(request);
            if (found == null) {
                return unmatched(request);
            }
            if (!found.route().keepsEncodedSlash() && Hardening.encodedSlash(request)) {
                return refuse(request, Hardening.ENCODED_SLASH);
            }
            Compiled route = found.target();
            request.exchange().matched(found.route().name());
            request.exchange().put(Router.FOUND, found);
            route.rank(request.exchange());
            request.exchange().record(route.chosen());
            return route.chain().handle(request);
        }

        private Response unmatched(Request request) throws IOException {
            if (unmatchedPasses && !Hardening.encodedSlash(request)) {
                return APPLICATION.handle(request);
            }
            Rejection rejection = Hardening.encodedSlash(request) ? Hardening.ENCODED_SLASH : NO_ROUTE;
            return refuse(request, rejection);
        }
    }

    private static Response refuse(Request request, Rejection rejection) {
        request.exchange().record(rejection.decision(Outcome.REFUSED));
        return Response.refused(rejection);
    }

    /** A route's chain, made once. */
    record Compiled(
            List<Filter> filters,
            Handler target,
            Handler chain,
            Decision chosen,
            @Nullable Criticality criticality) {
        /** Notes how critical its requests are. */
        void rank(Exchange exchange) {
            if (criticality != null) {
                Lineage.atMost(exchange, criticality);
            }
        }
    }

    private Compiled compiled(String name, RouteSpec spec, Filter forwarded) {
        Handler own = spec.target();
        Handler target = own == null ? APPLICATION : own;
        Handler chain = spec.forwards() ? TransportFailures.refused().around(forwarded.around(target)) : target;
        for (int i = spec.filters().size() - 1; i >= 0; i--) {
            Filter filter = spec.filters().get(i);
            chain = switches.around(name, policy(filter), filter, chain);
        }
        return new Compiled(
                spec.filters(), target, chain, Decision.of("router", Outcome.APPLIED, name), spec.criticality());
    }

    private @Nullable String policy(Filter filter) {
        return policies.get(filter.unshadowed());
    }

    Explanation explain(Request request) {
        List<String> passed = new ArrayList<>();
        boolean open = false;
        for (Filter stage : stages) {
            open = explain(COMMON, stage, request, open, passed);
        }
        Found<Compiled> found = router.find(request);
        if (found == null) {
            return new Explanation(null, null, passed, unmatchedPasses ? APPLICATION.toString() : NO_ROUTE.toString());
        }
        String name = found.route().name();
        request.exchange().matched(name);
        for (Filter filter : found.target().filters()) {
            open = explain(name, filter, request, open, passed);
        }
        return new Explanation(
                found.route().name(),
                found.match().toString(),
                passed,
                found.target().target().toString());
    }

    /** Adds what a filter says; returns whether, behind it, it is open who calls. */
    private boolean explain(String owner, Filter filter, Request request, boolean callerOpen, List<String> lines) {
        lines.add(describe(filter) + off(owner, filter));
        if (filter.unshadowed() instanceof Explainable explainable) {
            explainable.explain(request, callerOpen).forEach(line -> lines.add("    " + line));
        }
        return callerOpen || filter.concern() == Concern.AUTHENTICATION;
    }

    boolean toApplication(Explanation explanation) {
        return explanation.target().equals(APPLICATION.toString());
    }

    /** What to say of a filter that is switched off; else nothing. */
    String off(String owner, Filter filter) {
        SwitchedOff off = switches.find(owner, policy(filter), filter);
        return off == null ? "" : " [switched off: " + off + ']';
    }

    /** A filter may say more of itself than its name; a lambda says less. */
    private static String describe(Filter filter) {
        String text = filter.toString();
        return text.contains("@") ? filter.name() : text;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("every request:");
        stages.forEach(stage -> text.append("\n  ").append(describe(stage)));
        routes.forEach(route -> {
            text.append("\nroute ")
                    .append(route.name())
                    .append(' ')
                    .append(route.matches())
                    .append(':');
            route.target().filters().forEach(filter -> text.append("\n  ").append(describe(filter)));
            text.append("\n  -> ").append(route.target().target());
        });
        return text.append("\nunmatched: ")
                .append(unmatchedPasses ? "to the application" : "404")
                .toString();
    }
}
