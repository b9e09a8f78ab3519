package io.hauberk.okhttp;

import io.hauberk.discovery.Endpoint;
import io.hauberk.service.Failure;
import io.hauberk.service.TransportException;
import java.io.IOException;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts how often all pooled connections of an endpoint were given up. Where one of them turned out to be dead when it
 * was used, those beside it mostly are, too: the server closed them because nobody used them, or has begun anew. The next
 * attempt makes a connection of its own instead of meeting the next dead one. Thread-safe.
 */
final class Eras {
    /** Endpoints come and go; an era that is forgotten costs nothing as long as its connections are well. */
    private static final int MAX = 1000;

    private final ConcurrentHashMap<Endpoint, Integer> eras = new ConcurrentHashMap<>();

    /** Where an attempt to this endpoint finds its connections. */
    EndpointDns dns(Endpoint endpoint) {
        Integer era = eras.isEmpty() ? null : eras.get(endpoint);
        return new EndpointDns(endpoint, era == null ? 0 : era);
    }

    /** An attempt has failed; if that was for a dead connection from the pool, a new era begins. */
    IOException judged(IOException failure, EndpointDns dns) {
        if (failure instanceof TransportException e && e.failure() == Failure.STALE) {
            if (eras.size() >= MAX) {
                eras.clear();
            }
            // Of many that fail at once, one counts.
            eras.compute(
                    dns.endpoint(),
                    (endpoint, era) -> (era == null ? 0 : era) == dns.era() ? (Integer) (dns.era() + 1) : era);
        }
        return failure;
    }
}
