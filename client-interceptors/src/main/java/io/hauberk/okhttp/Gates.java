package io.hauberk.okhttp;

import io.hauberk.discovery.Endpoint;
import java.util.concurrent.ConcurrentHashMap;
import okhttp3.ConnectionPool;

/** The gates of one generation of TLS, one for each endpoint and pool of connections. Thread-safe. */
final class Gates {
    /** Endpoints come and go; a gate that is forgotten costs one handshake too many. */
    private static final int MAX = 1000;

    private final ConcurrentHashMap<Key, Gate> gates = new ConcurrentHashMap<>();

    Gate of(ConnectionPool pool, Endpoint endpoint) {
        Key key = new Key(pool, endpoint);
        Gate known = gates.get(key);
        if (known != null) {
            return known;
        }
        if (gates.size() >= MAX) {
            gates.clear();
        }
        return gates.computeIfAbsent(key, any -> new Gate());
    }

    private record Key(ConnectionPool pool, Endpoint endpoint) {}
}
