package io.hauberk.service;

import io.hauberk.discovery.Discovery;
import io.hauberk.discovery.Endpoint;
import io.hauberk.discovery.Watcher;
import io.hauberk.json.Plain;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One discovery being followed for one service. */
final class Watching implements Watcher {
    private static final Logger log = LoggerFactory.getLogger(Service.class);
    /** More instances than that are a mistake, or an attack on our memory. */
    static final int MAX_ENDPOINTS = 10_000;

    private final Supply supply;
    private final String service;
    private final String scheme;
    private final Discovery discovery;
    private Discovery.@Nullable Watch watch;
    private volatile boolean closed;
    private volatile boolean troubled;
    private final AtomicBoolean cut = new AtomicBoolean();

    Watching(Supply supply, String service, String scheme, Discovery discovery) {
        this.supply = supply;
        this.service = service;
        this.scheme = scheme;
        this.discovery = discovery;
    }

    boolean follows(Discovery discovery, String scheme) {
        return this.discovery.equals(discovery) && this.scheme.equals(scheme);
    }

    void begin() {
        watch = discovery.watch(this);
    }

    /** Nothing that it finds is used once this has returned: another one may have found something since. */
    void close() {
        synchronized (this) {
            closed = true;
        }
        Discovery.Watch last = watch;
        if (last != null) {
            last.close();
        }
    }

    @Override
    public String service() {
        return service;
    }

    @Override
    public String scheme() {
        return scheme;
    }

    @Override
    public synchronized void found(List<Endpoint> endpoints) {
        if (closed) {
            return;
        }
        if (endpoints.isEmpty()) {
            trouble("found nothing", null);
            return;
        }
        List<Endpoint> taken = capped(endpoints);
        supply.found(taken);
        supply.findings().found(taken.size(), now());
        if (troubled) {
            troubled = false;
            log.info("Service {}: {} finds {} endpoints again.", service, discovery, taken.size());
        }
    }

    @Override
    public synchronized void recalled(List<Endpoint> endpoints, Instant at) {
        if (closed || endpoints.isEmpty() || supply.pool().members().size() > 0) {
            return;
        }
        List<Endpoint> taken = capped(endpoints);
        Duration ago = Duration.between(at, supply.commons().clock().instant());
        supply.findings().recalled(taken.size(), ago.isNegative() ? Duration.ZERO : ago, now());
        supply.found(taken);
        log.warn(
                "Service {}: {} has not answered yet; {} endpoints as they were at {} are used until it does.",
                service,
                discovery,
                taken.size(),
                at);
    }

    @Override
    public void failed(Exception cause) {
        if (!closed) {
            trouble("failed", cause);
        }
    }

    private List<Endpoint> capped(List<Endpoint> endpoints) {
        if (endpoints.size() <= MAX_ENDPOINTS) {
            cut.set(false);
            return endpoints;
        }
        if (cut.compareAndSet(false, true)) {
            log.warn(
                    "Service {}: {} finds {} endpoints, of which the first {} are used. Does it look for the right thing?",
                    service,
                    discovery,
                    endpoints.size(),
                    MAX_ENDPOINTS);
        }
        return endpoints.subList(0, MAX_ENDPOINTS);
    }

    private void trouble(String what, @Nullable Exception cause) {
        supply.findings().failed();
        supply.meters().undiscovered();
        supply.pool().nothingKnown();
        if (!troubled) {
            troubled = true;
            log.warn(
                    "Service {}: {} {}{}; what was known before is kept ({} endpoints).",
                    service,
                    discovery,
                    what,
                    cause == null ? "" : " (" + Plain.text(cause) + ")",
                    supply.pool().members().size());
        }
    }

    private long now() {
        return supply.commons().ticker().nanos();
    }

    @Override
    public void later(Duration delay, Runnable task) {
        if (!closed) {
            supply.timer().later(delay, task);
        }
    }

    @Override
    public void apart(Duration delay, Runnable task) {
        if (!closed) {
            supply.timer().apart(service, delay, task);
        }
    }

    @Override
    public double jitter() {
        return supply.commons().fraction();
    }
}
