package io.hauberk.okhttp;

import io.hauberk.identity.Identity;
import io.hauberk.identity.Tls;
import io.hauberk.identity.TlsClient;
import io.hauberk.service.Service;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The client side of TLS of each service, for calls that proceed in a client of the user's. Thread-safe. */
final class ServiceTls implements AutoCloseable {
    private final @Nullable Identity identity;
    private final ConcurrentHashMap<String, Entry> entries = new ConcurrentHashMap<>();

    ServiceTls(@Nullable Identity identity) {
        this.identity = identity;
    }

    /** What belongs to the service as it is now. */
    Entry of(Service service) {
        Entry entry = entries.get(service.name());
        if (entry != null && (entry.service == service || entry.tls.equals(service.tls()))) {
            return entry;
        }
        return entries.compute(service.name(), (name, known) -> renewed(known, service));
    }

    private Entry renewed(@Nullable Entry known, Service service) {
        if (known != null && known.tls.equals(service.tls())) {
            return known;
        }
        if (known != null) {
            known.client.close();
        }
        return new Entry(service, TlsClient.of(service.name(), service.tls(), identity));
    }

    @Override
    public void close() {
        entries.values().forEach(entry -> entry.client.close());
        entries.clear();
    }

    /** TLS of one service, its URLs, and what was learned of its servers. */
    static final class Entry {
        private final Service service;
        private final Tls tls;
        private final TlsClient client;
        private final Targets targets;
        private final ReentrantLock renewing = new ReentrantLock();
        private volatile @Nullable Shown shown;
        private volatile boolean oneStream;
        private volatile boolean manyStreams;

        private Entry(Service service, TlsClient client) {
            this.service = service;
            this.tls = service.tls();
            this.client = client;
            this.targets = new Targets("https://" + service.name());
        }

        /** What connections made now are secured with. */
        Shown sockets() {
            Shown known = shown;
            return known != null && known.sockets == client.sockets() ? known : renewed();
        }

        /** One for all who come at once: with gates of his own, each would shake hands by himself. */
        private Shown renewed() {
            renewing.lock();
            try {
                TlsClient.Sockets now = client.sockets();
                Shown known = shown;
                if (known == null || known.sockets != now) {
                    known = new Shown(now, new FewIssuers(now.trust()), new Gates());
                    shown = known;
                }
                return known;
            } finally {
                renewing.unlock();
            }
        }

        Targets targets() {
            return targets;
        }

        /** Notes what a connection turned out to speak. */
        void speaks(boolean multiplexed) {
            if (multiplexed && !manyStreams) {
                manyStreams = true;
            } else if (!multiplexed && !oneStream) {
                oneStream = true;
            }
        }

        /** Whether the next connection may turn out to speak HTTP/2. */
        boolean mayBeMultiplexed() {
            return manyStreams || !oneStream;
        }
    }

    /** Sockets, their trust as OkHttp is to see it, and the gates of connections that are made with them. */
    record Shown(TlsClient.Sockets sockets, FewIssuers trust, Gates gates) {}
}
