package io.hauberk.quota;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** {@code hauberk.quota.warnings}: answers that said that a quota is nearly used up, or over. */
final class Warnings {
    private final Map<String, Counter> counters = new ConcurrentHashMap<>();
    private volatile @Nullable MeterRegistry registry;

    void to(MeterRegistry meters) {
        registry = meters;
    }

    void count(Tier tier, boolean over) {
        MeterRegistry meters = registry;
        if (meters != null) {
            String level = over ? "over" : "near";
            counters.computeIfAbsent(
                            tier.name() + ' ' + level,
                            key -> Counter.builder("hauberk.quota.warnings")
                                    .description("Answers that warned of a quota.")
                                    .tag("policy", tier.name())
                                    .tag("level", level)
                                    .register(meters))
                    .increment();
        }
    }
}
