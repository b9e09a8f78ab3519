package io.hauberk.network;

import io.hauberk.Exchange;
import io.hauberk.Key;
import org.jspecify.annotations.Nullable;

/**
 * What was found out about a request when it arrived, before any filter. Set by the gateway's network stage, read by
 * logs, traces and problem documents.
 */
public final class Provenance {
    /** The id of the request: the one that a trusted proxy gave it, else one of our own. */
    public static final Key<String> REQUEST_ID = Key.named("request id");

    /** Whether the connection comes from a trusted proxy, so that what it says about the request is believed. */
    public static final Key<Boolean> TRUSTED = Key.named("trusted");

    private Provenance() {}

    /** The id of the request, or null where no network stage has run. */
    public static @Nullable String requestId(Exchange exchange) {
        return exchange.get(REQUEST_ID);
    }

    /** Whether the request came from a trusted proxy; false where no network stage has run. */
    public static boolean trusted(Exchange exchange) {
        Boolean trusted = exchange.get(TRUSTED);
        return trusted != null && trusted;
    }
}
