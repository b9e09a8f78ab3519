package io.hauberk.okhttp;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ToDoubleFunction;

/**
 * Shows how many connections there are, and to which service. While a service changes, it has two pools for a moment, and
 * they are counted together: two gauges of one name would be the older one. Thread-safe.
 */
final class Connections {
    /** In place of a service, where all have one pool; no service can be called so. */
    static final String ALL = "_ALL";

    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by the lock.
    private final Map<Place, Shown> shown = new HashMap<>();

    /** Shows the connections of a pool until it is closed. */
    void show(MeterRegistry registry, String service, Pool pool) {
        Place place = new Place(registry, service);
        lock.lock();
        try {
            shown.computeIfAbsent(place, Shown::new).pools.add(pool);
        } finally {
            lock.unlock();
        }
        pool.onClose(() -> hide(place, pool));
    }

    private void hide(Place place, Pool pool) {
        lock.lock();
        try {
            Shown here = shown.get(place);
            if (here != null && here.pools.remove(pool) && here.pools.isEmpty()) {
                shown.remove(place);
                here.gauges.forEach(place.registry::remove);
            }
        } finally {
            lock.unlock();
        }
    }

    private record Place(MeterRegistry registry, String service) {}

    private static final class Shown {
        private final List<Pool> pools = new CopyOnWriteArrayList<>();
        private final List<Gauge> gauges;

        Shown(Place place) {
            this.gauges = List.of(gauge(place, "active", Pool::active), gauge(place, "idle", Pool::idle));
        }

        private Gauge gauge(Place place, String state, ToDoubleFunction<Pool> count) {
            return Gauge.builder("hauberk.mesh.connections", this, s -> s.sum(count))
                    .description("Open connections to services, by whether a call has them")
                    .tag("service", place.service)
                    .tag("state", state)
                    .register(place.registry);
        }

        private double sum(ToDoubleFunction<Pool> count) {
            return pools.stream().mapToDouble(count).sum();
        }
    }
}
