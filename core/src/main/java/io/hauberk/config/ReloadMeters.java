package io.hauberk.config;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;

/** What is told about reloads: {@code hauberk.config.reload} by outcome, and {@code hauberk.config.generation}. */
final class ReloadMeters {
    private final @Nullable MeterRegistry registry;
    private final @Nullable Counter accepted;
    private final @Nullable Counter refused;
    private final @Nullable Gauge generation;

    ReloadMeters(@Nullable MeterRegistry registry, Live live) {
        this.registry = registry;
        this.accepted = registry == null ? null : counter(registry, "accepted");
        this.refused = registry == null ? null : counter(registry, "refused");
        this.generation = registry == null
                ? null
                : Gauge.builder("hauberk.config.generation", live, Live::generation)
                        .description("How many configurations have taken over by now")
                        .register(registry);
    }

    private static Counter counter(MeterRegistry registry, String outcome) {
        return Counter.builder("hauberk.config.reload")
                .description("Changed configurations, taken over or not")
                .tag("outcome", outcome)
                .register(registry);
    }

    void accepted() {
        if (accepted != null) {
            accepted.increment();
        }
    }

    void refused() {
        if (refused != null) {
            refused.increment();
        }
    }

    /** Stops telling how things are. */
    void close() {
        if (registry != null && generation != null) {
            registry.remove(generation);
        }
    }
}
