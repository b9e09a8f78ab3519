package io.hauberk.network;

import io.hauberk.Key;
import io.hauberk.Request;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a request came to us, before anything was stripped from it. Immutable. {@link Normalisation} puts it into the
 * exchange.
 *
 * @param received the request as the adapter made it, all its header fields included: not to be believed, nor logged
 * @param peer the address at the other end of the connection; null outside a network
 * @param trusted whether that is a trusted proxy
 * @param scheme the scheme that the client used, as far as is known
 * @param authority the authority that the client asked for, as far as is known
 * @param requestId the id of the request, from a trusted proxy or ours
 */
public record Arrival(
        Request received, @Nullable String peer, boolean trusted, String scheme, String authority, String requestId) {
    /** Where an exchange keeps it. */
    public static final Key<Arrival> KEY = Key.named("arrival");

    /**
     * Names of request headers and query parameters that carry credentials for a filter of the gateway, in lower case:
     * logs never show their values.
     */
    public static final Key<Set<String>> SECRET_NAMES = Key.named("secret names");
}
