package io.hauberk.jwt;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** What is told about the keys of an issuer: {@code hauberk.jwks.fetch} and {@code hauberk.jwks.age}. */
final class KeyMeters {
    private static final String AGE = "hauberk.jwks.age";
    private static final String ISSUER = "issuer";

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
            registry.counter("hauberk.jwks.fetch", ISSUER, issuer, "outcome", outcome)
                    .increment();
        }
    }

    /**
     * Shows the seconds since the keys were last read, in the place of an issuer of the same name that is about to be
     * replaced. The keys are held weakly.
     */
    <T> void age(T keys, ToDoubleFunction<T> seconds) {
        if (registry == null) {
            return;
        }
        Gauge before = shown(registry);
        if (before != null) {
            registry.remove(before);
        }
        gauge = Gauge.builder(AGE, keys, seconds)
                .tag(ISSUER, issuer)
                .baseUnit("seconds")
                .description("Time since the keys of the issuer were last read")
                .register(registry);
    }

    /** Shows nothing more, unless another issuer of the same name has taken the place. */
    void forget() {
        Gauge own = gauge;
        if (registry != null && own != null && shown(registry) == own) {
            registry.remove(own);
        }
    }

    private @Nullable Gauge shown(MeterRegistry registry) {
        return registry.find(AGE).tag(ISSUER, issuer).gauge();
    }
}
