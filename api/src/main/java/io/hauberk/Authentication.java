package io.hauberk;

import java.io.IOException;
import java.util.List;
import java.util.Set;

/**
 * Puts authentication filters together: {@link #anyOf} and {@link #allOf}, nested as needed, of our own filters and of
 * yours. What they ask of a filter:
 *
 * <ul>
 *   <li>its {@link Filter#concern()} is {@link Concern#AUTHENTICATION};
 *   <li>it calls {@code next} only if the request may pass, having attached the caller, if it knows one;
 *   <li>it refuses with the reason {@link #UNAUTHENTICATED} if the request has no credentials of its kind, and with any
 *       other reason if it has and they are not accepted: 400 where they are malformed, 401 or 403 where they are wrong,
 *       503 where nobody can say.
 * </ul>
 */
public final class Authentication {
    /** The reason of a refusal for want of credentials. */
    public static final String UNAUTHENTICATED = "unauthenticated";

    private Authentication() {}

    /**
     * A filter that passes what one of the filters passes, tried in this order, and then nobody else is asked. What those
     * before it found out leaves no trace. A filter that passes a request as nobody, such as {@link #anonymous}, counts
     * only where the request has no credentials for any of them: bad ones are refused, not ignored. One in shadow mode passes
     * whom it finds and refuses nobody: the others decide as if it were not there, if there are others.
     *
     * <p>When it says no: 400 at once where a filter finds its credentials malformed, else 503 where one could not say,
     * else 401 with the challenges of all, or 403 where none has a challenge.
     *
     * @throws IllegalArgumentException if there are no filters, or one does not authenticate
     */
    public static Filter anyOf(Filter... alternatives) {
        return new AnyOf(checked("anyOf", alternatives));
    }

    /**
     * A filter that passes what all of the filters pass, in this order, each for the same caller: the same registered
     * consumer, or the same principal of the same issuer. None sees what those before it found out. The caller then is
     * what all of them know; scopes, roles and groups are joined, the claims are those of the first that has some.
     *
     * <p>When it says no: as the filter that refuses; 403 where two found two callers; 401 where one that is neither
     * {@link #anonymous} nor shadowed found nobody.
     *
     * @throws IllegalArgumentException if there are no filters, or one does not authenticate
     */
    public static Filter allOf(Filter... factors) {
        return new AllOf(checked("allOf", factors));
    }

    /**
     * A filter that passes everything as nobody; the last of the alternatives where credentials are optional.
     *
     * @param groups what nobody is a member of, for rules of authorization
     */
    public static Filter anonymous(String... groups) {
        return new Anonymous(Set.of(groups));
    }

    /**
     * Attaches the caller that credentials stand for, joined with the one whom an earlier filter found, if they are the
     * same one.
     *
     * @param found whom the credentials stand for; the network's facts are kept as they are
     * @return false if they are two, and nothing was attached: refuse then
     * @throws IOException if it cannot be found out, because the consumers cannot be asked
     */
    public static boolean attach(Exchange exchange, Caller found) throws IOException {
        Caller before = exchange.caller();
        Caller now = before.authenticated() ? SamePrincipal.join(exchange, before, found) : found.withNetworkOf(before);
        if (now == null) {
            return false;
        }
        exchange.attach(now);
        return true;
    }

    private static List<Filter> checked(String name, Filter[] filters) {
        if (filters.length == 0) {
            throw new IllegalArgumentException(name + " has no filters. Give it some.");
        }
        for (Filter filter : filters) {
            if (filter.concern() != Concern.AUTHENTICATION) {
                throw new IllegalArgumentException(
                        filter.name() + " does not find out who calls, so it has no place in " + name + ".");
            }
        }
        return List.of(filters);
    }
}
