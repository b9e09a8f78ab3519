package io.hauberk.operation;

import io.hauberk.Exchange;
import io.hauberk.Filter;
import io.hauberk.Key;
import io.hauberk.route.Match;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Something that the application handles: which requests, by what, and through which filters. Immutable; compared by
 * identity.
 */
public final class Operation {
    /** Which operation the container has chosen; where it tells, its word is taken. */
    private static final Key<Operation> CHOSEN = Key.named("operation chosen");

    private static final Key<List<Operation>> DECIDED = Key.named("operations decided");

    private final String name;
    private final List<Match> matches;
    private final List<Filter> filters;

    private Operation(String name, List<Match> matches, List<Filter> filters) {
        this.name = name;
        this.matches = matches;
        this.filters = filters;
    }

    /** An operation that the container chooses by itself. */
    public static Operation of(String name, List<Filter> filters) {
        return new Operation(name, List.of(), List.copyOf(filters));
    }

    /**
     * This operation for requests to these paths, as routes have them, by these methods; without methods, by any.
     *
     * @throws IllegalArgumentException if a path is none; the message says why
     */
    public Operation at(Set<String> methods, List<String> paths) {
        List<Match> all = new ArrayList<>(matches);
        for (String path : paths) {
            Match match = Match.path(path);
            all.add(methods.isEmpty() ? match : match.methods(methods.toArray(String[]::new)));
        }
        return new Operation(name, List.copyOf(all), filters);
    }

    /** Its name in records, metrics and kill switches. */
    public String name() {
        return name;
    }

    /** The filters before it, outermost first. */
    public List<Filter> filters() {
        return filters;
    }

    /** Whether anything stands before it. */
    public boolean guarded() {
        return !filters.isEmpty();
    }

    List<Match> matches() {
        return matches;
    }

    /** Notes that the container has chosen it. For adapters, before the gateway handles the request. */
    public void choose(Exchange exchange) {
        exchange.put(CHOSEN, this);
    }

    static @Nullable Operation chosen(Exchange exchange) {
        return exchange.get(CHOSEN);
    }

    /** Notes that a request has come through its filters. */
    void decided(Exchange exchange) {
        List<Operation> before = exchange.get(DECIDED);
        List<Operation> all = before == null ? new ArrayList<>(2) : new ArrayList<>(before);
        all.add(this);
        exchange.put(DECIDED, all);
    }

    /**
     * Whether it may run: nothing guards it, or this request has come through its filters. For adapters of frameworks, right
     * before it runs.
     *
     * @param exchange that of the request; null if it did not come through a gateway, which is no for what is guarded
     */
    public boolean admits(@Nullable Exchange exchange) {
        List<Operation> decided = exchange == null ? null : exchange.get(DECIDED);
        return !guarded() || decided != null && decided.contains(this);
    }

    @Override
    public String toString() {
        return name + ' ' + matches + ' ' + filters;
    }
}
