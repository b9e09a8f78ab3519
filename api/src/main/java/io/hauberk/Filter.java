package io.hauberk;

import java.io.IOException;
import java.util.List;
import java.util.Set;

/**
 * Wraps a {@link Handler}: looks at or changes the request, calls {@code next} or answers itself, and looks at or
 * changes the response. The same filter works inbound (around the application or a forwarded call) and outbound (around
 * a call to another service).
 *
 * <p>The contract, tested for every adapter by the suites in {@code hauberk-testkit}:
 *
 * <ul>
 *   <li>{@code next.handle} is called never, once, or several times in sequence, each earlier response closed first.
 *       What can run only once (the application behind us) refuses a second call.
 *   <li>To change the status or the headers of a response, use {@link Handler#handle(Request,
 *       java.util.function.UnaryOperator)}. It works for output that the application writes itself, too.
 *   <li>What was acquired for the request is released by {@link Response#onEnd}, or at once where {@code next} throws.
 *   <li>To refuse, return {@link Response#refused(Rejection)}. Never throw for it.
 *   <li>Leave a {@link Decision} in the {@linkplain Request#exchange() exchange} for every decision taken.
 * </ul>
 *
 * <p>Filters are immutable and thread-safe; state (counters, caches) belongs to the instance and is shared by the
 * routes that share it.
 */
@FunctionalInterface
public interface Filter {
    /**
     * Handles the request around {@code next}.
     *
     * @throws IOException if transport failed; thrown by {@code next}, seldom by a filter itself
     */
    Response handle(Request request, Handler next) throws IOException;

    /** The name used in decisions, metrics and messages. Default: the simple name of the class, in lower camel case. */
    default String name() {
        String name = getClass().getSimpleName();
        int lambda = name.indexOf("$$Lambda");
        if (lambda >= 0) {
            name = name.substring(0, lambda) + "Lambda";
        }
        return name.isEmpty() ? "filter" : Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }

    /** What the filter is for; decides where it may stand in a chain and whether it can be shadowed. */
    default Concern concern() {
        return Concern.OTHER;
    }

    /**
     * Whether what it decides depends on who calls, so that it must stand inside authentication. Default: what the {@linkplain
     * #concern() concern} says: authorization does.
     */
    default boolean asksWhoCalls() {
        return concern() == Concern.AUTHORIZATION;
    }

    /**
     * Names of request headers that say who calls and that this filter alone may set. The gateway strips them from
     * every request as it comes, also where the filter is shadowed or does not run.
     */
    default Set<String> identityHeaders() {
        return Set.of();
    }

    /**
     * Names of request headers and of query parameters that carry credentials for this filter. Logs never show their
     * values, whatever they are told to show.
     */
    default Set<String> secretNames() {
        return Set.of();
    }

    /** The filters that this one is made of, where it is made of filters; else none. */
    default List<Filter> parts() {
        return List.of();
    }

    /**
     * This filter in shadow mode: what it would have refused is recorded as {@link Outcome#WOULD_REFUSE}, and the
     * request passes. Its head mappings do not apply; a caller that it finds is still attached to the exchange.
     *
     * @throws IllegalStateException if the filter changes, delays or answers rather than decides
     */
    default Filter shadowed() {
        return new Shadowed(this);
    }

    /** The filter itself, where this one is its shadow; else this one. */
    default Filter unshadowed() {
        return this;
    }

    /** Puts this filter around a handler. The result is what the next filter outwards calls. */
    default Handler around(Handler next) {
        return new Link(this, next);
    }
}
