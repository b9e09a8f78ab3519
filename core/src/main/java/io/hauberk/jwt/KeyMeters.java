package io.hauberk.jwt;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** What is told about the keys of an issuer: {@code hauberk.jwks.fetch} and {@code hauberk.jwks.age}. */
final class KeyMeters {
    private final @Nullable MeterRegistry registry;
    private final String issuer;
    private volatile @Nullable Gauge gauge;

    KeyMeters(@Nullable MeterRegistry registry, String issuer) {
        this.registry = registry;
        this.issuer = issuer;
    }

    /** Counts a reading: {@code success}, {@code failed} (nothing came) or {@code invalid} (no keys in it). */
    void fetched(String outcome) {
        if (registry != null) {
            registry.counter("hauberk.jwks.fetch", "issuer", issuer, "outcome", outcome)
                    .increment();
        }
    }

    /**
     * Shows the seconds since the keys were last read; the keys are held weakly. To be said again from time to time: an
     * issuer of the same name that was replaced takes the gauge away with it.
     */
    <T> void age(T keys, ToDoubleFunction<T> seconds) {
        if (registry != null) {
            gauge = Gauge.builder("hauberk.jwks.age", keys, seconds)
                    .tag("issuer", issuer)
                    .baseUnit("seconds")
                    .description("Time since the keys of the issuer were last read")
                    .register(registry);
        }
    }

    /** Shows nothing more. */
    void forget() {
        Gauge shown = gauge;
        if (registry != null && shown != null) {
            registry.remove(shown);
        }
    }
}
