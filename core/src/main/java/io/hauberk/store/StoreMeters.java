package io.hauberk.store;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The meters of one store; none before it is bound. All tags come from configuration and from closed sets. */
final class StoreMeters {
    private final String store;
    private volatile @Nullable Bound bound;

    StoreMeters(String store) {
        this.store = store;
    }

    void bindTo(MeterRegistry registry) {
        bound = new Bound(registry, store);
    }

    void done(Operation operation, long nanos) {
        Bound to = bound;
        if (to != null) {
            to.done[operation.ordinal()].record(nanos, TimeUnit.NANOSECONDS);
        }
    }

    void failed(Operation operation) {
        Bound to = bound;
        if (to != null) {
            to.failed[operation.ordinal()].increment();
        }
    }

    void skipped(Operation operation) {
        Bound to = bound;
        if (to != null) {
            to.skipped[operation.ordinal()].increment();
        }
    }

    void outage() {
        Bound to = bound;
        if (to != null) {
            to.outages.increment();
        }
    }

    private static final class Bound {
        private final Timer[] done = new Timer[Operation.values().length];
        private final Counter[] failed = new Counter[Operation.values().length];
        private final Counter[] skipped = new Counter[Operation.values().length];
        private final Counter outages;

        Bound(MeterRegistry registry, String store) {
            for (Operation operation : Operation.values()) {
                int i = operation.ordinal();
                done[i] = Timer.builder("hauberk.store.operations")
                        .description("Operations on a shared store that were answered in time.")
                        .tags("store", store, "operation", operation.tag())
                        .serviceLevelObjectives(Duration.ofMillis(1), Duration.ofMillis(5), Duration.ofMillis(25))
                        .register(registry);
                failed[i] = counter(registry, "hauberk.store.failures", store, operation);
                skipped[i] = counter(registry, "hauberk.store.skipped", store, operation);
            }
            outages = registry.counter("hauberk.store.outages", "store", store);
        }

        private static Counter counter(MeterRegistry registry, String name, String store, Operation operation) {
            return registry.counter(name, "store", store, "operation", operation.tag());
        }
    }
}
