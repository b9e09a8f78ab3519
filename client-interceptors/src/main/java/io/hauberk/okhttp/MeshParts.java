package io.hauberk.okhttp;

import io.hauberk.Ticker;
import io.hauberk.identity.Identity;
import io.hauberk.service.ServiceHandler;
import io.hauberk.service.Services;
import io.micrometer.core.instrument.Counter;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What the clients and handlers of one mesh share. Thread-safe. */
final class MeshParts implements AutoCloseable {
    private final Services services;
    private final BooleanSupplier refusing;
    private final ServiceTls tls;
    private final Sockets sockets = new Sockets();
    private final Eras eras = new Eras();
    private final Watchdog watchdog = Watchdog.owned();
    private final UnderWay underWay = new UnderWay();
    private final Ticker ticker;
    private final Counter unbound;
    private volatile boolean closed;

    /** @param refusing whether hosts that are no service are refused */
    MeshParts(Services services, BooleanSupplier refusing, @Nullable Identity identity, Ticker ticker) {
        this.services = services;
        this.refusing = refusing;
        this.tls = new ServiceTls(identity);
        this.ticker = ticker;
        this.unbound = services.metrics().counter("hauberk.mesh.calls.unbound");
    }

    @Nullable ServiceHandler service(String host) {
        return services.find(host);
    }

    boolean refusesUnknownHosts() {
        return refusing.getAsBoolean();
    }

    boolean closed() {
        return closed;
    }

    ServiceTls tls() {
        return tls;
    }

    Sockets sockets() {
        return sockets;
    }

    Eras eras() {
        return eras;
    }

    Watchdog watchdog() {
        return watchdog;
    }

    UnderWay underWay() {
        return underWay;
    }

    Ticker ticker() {
        return ticker;
    }

    /** A call on whose behalf nobody is known. */
    void countUnbound() {
        unbound.increment();
    }

    /** Takes no calls any more; those under way go on. */
    void refuse() {
        closed = true;
    }

    @Override
    public void close() {
        closed = true;
        tls.close();
        watchdog.disown();
    }
}
