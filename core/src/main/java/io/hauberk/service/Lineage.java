package io.hauberk.service;

import io.hauberk.Exchange;
import io.hauberk.Headers;
import io.hauberk.Key;
import org.jspecify.annotations.Nullable;

/**
 * What the one who called us said about his request, as far as he is believed: which attempt it was, and how critical. What
 * we call on his behalf inherits it. Immutable.
 *
 * @param attempt 1 for a first attempt
 * @param criticality null where nothing was said
 */
public record Lineage(int attempt, @Nullable Criticality criticality) {
    /** Where an exchange keeps it; children inherit it. */
    public static final Key<Lineage> KEY = Key.inherited("lineage");

    static final String ATTEMPT = "x-envoy-attempt-count";
    /** The field that tells the next service how critical a request is. */
    public static final String CRITICALITY = "x-criticality";

    /**
     * Notes what these fields say. For gateways, once fields from peers that are not believed were stripped.
     *
     * @param headers the fields of the request that arrived
     */
    public static void note(Exchange exchange, Headers headers) {
        String attempt = headers.first(ATTEMPT);
        String criticality = headers.first(CRITICALITY);
        if (attempt != null || criticality != null) {
            exchange.put(KEY, new Lineage(attempt(attempt), Criticality.of(criticality)));
        }
    }

    /**
     * Notes that a request is no more critical than this, as a route or a consumer says. Of all that is said the least
     * critical counts, so that nobody gets more than everybody grants.
     */
    public static void atMost(Exchange exchange, Criticality criticality) {
        Lineage known = exchange.get(KEY);
        Criticality said = known == null ? null : known.criticality();
        if (said == null || said.compareTo(criticality) < 0) {
            exchange.put(KEY, new Lineage(known == null ? 1 : known.attempt(), criticality));
        }
    }

    private static int attempt(@Nullable String text) {
        if (text == null || text.isEmpty() || text.length() > 3) {
            return 1;
        }
        int value = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return 1;
            }
            value = value * 10 + c - '0';
        }
        return Math.max(1, value);
    }

    /** Whether the request of this exchange is a repetition already: whoever repeats it again multiplies. */
    static boolean repeated(Exchange exchange) {
        Lineage lineage = exchange.get(KEY);
        return lineage != null && lineage.attempt() > 1;
    }
}
