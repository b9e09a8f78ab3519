package io.hauberk.service;

import io.hauberk.discovery.Discovery;
import io.hauberk.discovery.Endpoint;
import io.hauberk.discovery.Watcher;
import io.hauberk.service.Member.State;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the endpoints of one service come from: the discovery that is followed now, and the pool that it feeds. Changed
 * by one thread at a time.
 */
final class Supply {
    private static final Logger log = LoggerFactory.getLogger(Service.class);

    private final Pool pool;
    private final ServiceMeters meters;
    private final Commons commons;
    private final Timer timer;
    private @Nullable Watching watching;

    Supply(Service service, Commons commons, Timer timer) {
        this.commons = commons;
        this.timer = timer;
        this.meters = new ServiceMeters(commons.metrics(), service.name());
        this.pool = new Pool(service, new Chance(commons.random()), meters);
        meters.show(pool, "hauberk.mesh.active", null, Pool::active);
        meters.show(pool, "hauberk.mesh.endpoints", "healthy", p -> p.count(State.IN));
        meters.show(pool, "hauberk.mesh.endpoints", "resting", p -> p.count(State.RESTING));
        meters.show(pool, "hauberk.mesh.endpoints", "ejected", p -> p.count(State.EJECTED));
    }

    Pool pool() {
        return pool;
    }

    ServiceMeters meters() {
        return meters;
    }

    /** Goes by this service from now on. A watch for the same discovery goes on; what it found stays either way. */
    void follow(Service service) {
        pool.follow(service, commons.ticker().nanos());
        Discovery discovery = Objects.requireNonNull(service.discovery(), "discovery");
        Watching before = watching;
        if (before != null && before.discovery.equals(discovery) && before.scheme.equals(service.scheme())) {
            return;
        }
        if (before != null) {
            before.close();
        }
        Watching now = new Watching(service.name(), service.scheme(), discovery);
        watching = now;
        now.begin();
    }

    void close() {
        Watching last = watching;
        if (last != null) {
            last.close();
        }
        meters.close();
    }

    /** Does what has to be done later. */
    @FunctionalInterface
    interface Timer {
        void later(Duration delay, Runnable task);
    }

    /** One discovery being followed. */
    private final class Watching implements Watcher {
        private final String service;
        private final String scheme;
        private final Discovery discovery;
        private Discovery.@Nullable Watch watch;
        private volatile boolean closed;
        private volatile boolean troubled;

        Watching(String service, String scheme, Discovery discovery) {
            this.service = service;
            this.scheme = scheme;
            this.discovery = discovery;
        }

        void begin() {
            watch = discovery.watch(this);
        }

        void close() {
            closed = true;
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
        public void found(List<Endpoint> endpoints) {
            if (closed) {
                return;
            }
            if (endpoints.isEmpty()) {
                trouble("found nothing", null);
                return;
            }
            pool.found(endpoints, commons.ticker().nanos());
            if (troubled) {
                troubled = false;
                log.info("Service {}: {} finds {} endpoints again.", service, discovery, endpoints.size());
            }
        }

        @Override
        public void failed(Exception cause) {
            if (!closed) {
                trouble("failed", cause);
            }
        }

        private void trouble(String what, @Nullable Exception cause) {
            pool.nothingKnown();
            if (!troubled) {
                troubled = true;
                log.warn(
                        "Service {}: {} {}{}; what was known before is kept ({} endpoints).",
                        service,
                        discovery,
                        what,
                        cause == null ? "" : " (" + cause + ")",
                        pool.members().size());
            }
        }

        @Override
        public void later(Duration delay, Runnable task) {
            if (!closed) {
                timer.later(delay, task);
            }
        }

        @Override
        public double jitter() {
            return commons.fraction();
        }
    }
}
