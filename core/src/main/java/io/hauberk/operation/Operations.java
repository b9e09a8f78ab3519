package io.hauberk.operation;

import io.hauberk.Decision;
import io.hauberk.Exchange;
import io.hauberk.Explainable;
import io.hauberk.Filter;
import io.hauberk.Handler;
import io.hauberk.Outcome;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.quota.Quota;
import io.hauberk.route.Found;
import io.hauberk.route.Route;
import io.hauberk.route.Router;
import io.hauberk.store.Store;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The operations of the application behind a gateway, as routes right before it. A request passes the filters of the
 * operation that the container says it will run, and those of the operation whose route it takes; where none is found, it
 * passes as it is, and a guarded handler refuses to run.
 *
 * <p>Operations are added at the start. Thread-safe; asking waits for nobody.
 */
public final class Operations implements Filter, MeterBinder {
    private final Links links;
    private final Function<String, @Nullable Store> stores;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile List<Operation> all = List.of();
    private volatile List<Function<Request, @Nullable Operation>> guesses = List.of();
    private volatile @Nullable Router<Operation> router;
    private volatile @Nullable MeterRegistry registry;

    /** How a filter of an operation is put before the rest. */
    @FunctionalInterface
    public interface Links {
        /** The filter around what is inside; {@code owner} is the name of the operation. */
        Handler around(String owner, Filter filter, Handler inside);
    }

    /**
     * No operations yet.
     *
     * @param stores those that annotations may name
     */
    public Operations(Links links, Function<String, @Nullable Store> stores) {
        this.links = links;
        this.stores = stores;
    }

    /** The store that an annotation names; null if there is none. */
    public @Nullable Store store(String name) {
        return stores.apply(name);
    }

    /**
     * Checks that these stores, of a configuration that is to take over, are all that annotations count in.
     *
     * @throws IllegalArgumentException if one is not there; the message says which, and who names it
     */
    public void requireStores(Collection<Store> next) {
        Set<String> names = next.stream().map(Store::name).collect(Collectors.toSet());
        for (Operation operation : all) {
            for (Filter filter : operation.filters()) {
                if (filter instanceof StoredQuota stored && !names.contains(stored.store())) {
                    throw new IllegalArgumentException("The store " + stored.store() + " is gone, but @Quota of "
                            + operation.name() + " counts in it. Keep it.");
                }
            }
        }
    }

    /** The quotas among their filters, to look at and to reset. */
    public List<Quota> quotas() {
        List<Quota> quotas = new ArrayList<>();
        for (Operation operation : all) {
            for (Filter filter : operation.filters()) {
                if (filter instanceof Quota quota) {
                    quotas.add(quota);
                } else if (filter instanceof StoredQuota stored) {
                    quotas.add(stored.now());
                }
            }
        }
        return quotas;
    }

    /** Has all their filters count, those of operations that are added later, too. */
    @Override
    public void bindTo(MeterRegistry meters) {
        lock.lock();
        try {
            registry = meters;
            all.forEach(operation -> bind(operation, meters));
        } finally {
            lock.unlock();
        }
    }

    private static void bind(Operation operation, MeterRegistry meters) {
        for (Filter filter : operation.filters()) {
            if (filter instanceof MeterBinder binder) {
                binder.bindTo(meters);
            }
        }
    }

    /**
     * Adds operations.
     *
     * @throws IllegalArgumentException if one has the name of another
     */
    public void add(List<Operation> more) {
        lock.lock();
        try {
            List<Operation> together = new ArrayList<>(all);
            together.addAll(more);
            List<Route<Operation>> routes = new ArrayList<>();
            for (Operation operation : together) {
                if (!operation.matches().isEmpty()) {
                    routes.add(Route.of(operation.name(), operation.matches(), operation));
                }
            }
            router = routes.isEmpty() ? null : Router.of(routes);
            all = List.copyOf(together);
            MeterRegistry meters = registry;
            if (meters != null) {
                more.forEach(operation -> bind(operation, meters));
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Adds how to tell which operation a container will choose, for {@link #explain} alone: once there is a request, the
     * container says so itself. For adapters, at the start.
     *
     * @param guess the operation that a request would reach; null for none that is known
     */
    public void guessing(Function<Request, @Nullable Operation> guess) {
        lock.lock();
        try {
            List<Function<Request, @Nullable Operation>> more = new ArrayList<>(guesses);
            more.add(guess);
            guesses = List.copyOf(more);
        } finally {
            lock.unlock();
        }
    }

    /** All of them. */
    public List<Operation> all() {
        return all;
    }

    @Override
    public Response handle(Request request, Handler next) throws IOException {
        Exchange exchange = request.exchange();
        Handler chain = next;
        Operation routed = routed(request);
        if (routed != null && routed.guarded()) {
            chain = around(routed, chain);
        }
        Operation chosen = Operation.chosen(exchange);
        if (chosen != null && chosen.guarded()) {
            chain = around(chosen, chain);
        }
        return chain.handle(request);
    }

    private @Nullable Operation routed(Request request) {
        Router<Operation> routes = router;
        Found<Operation> found = routes == null ? null : routes.find(request);
        if (found == null) {
            return null;
        }
        if (request.exchange().route() == null) {
            request.exchange().matched(found.route().name());
            request.exchange().put(Router.FOUND, found);
        }
        return found.target();
    }

    private Handler around(Operation operation, Handler next) {
        Handler chain = request -> {
            operation.decided(request.exchange());
            return next.handle(request);
        };
        for (int i = operation.filters().size() - 1; i >= 0; i--) {
            chain = links.around(operation.name(), operation.filters().get(i), chain);
        }
        Handler filters = chain;
        return request -> {
            request.exchange().record(Decision.of("operation", Outcome.APPLIED, operation.name()));
            return filters.handle(request);
        };
    }

    /**
     * What a request would meet, one line a filter, and below each, indented, what that would say of the request.
     *
     * @param off what is to be added to the line of a filter that is switched off: by the operation's name and the filter
     */
    public List<String> explain(Request request, BiFunction<String, Filter, String> off) {
        List<String> lines = new ArrayList<>();
        for (Function<Request, @Nullable Operation> guess : guesses) {
            explain(guess.apply(request), request, off, lines);
        }
        explain(routed(request), request, off, lines);
        return lines;
    }

    private static void explain(
            @Nullable Operation operation,
            Request request,
            BiFunction<String, Filter, String> off,
            List<String> lines) {
        if (operation == null) {
            return;
        }
        for (Filter filter : operation.filters()) {
            lines.add("operation " + operation.name() + ": " + filter + off.apply(operation.name(), filter));
            if (filter instanceof Explainable explainable) {
                explainable.explain(request, true).forEach(line -> lines.add("    " + line));
            }
        }
    }

    @Override
    public String name() {
        return "operations";
    }

    @Override
    public String toString() {
        return "operations " + all;
    }
}
