package io.hauberk.jdbc;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.LongAdder;

/** What is counted about one store. */
final class Meters {
    private final LongAdder conflicts = new LongAdder();
    private final LongAdder cleaned = new LongAdder();

    void conflict() {
        conflicts.increment();
    }

    void cleaned(int rows) {
        cleaned.add(rows);
    }

    void bindTo(MeterRegistry registry, String store) {
        FunctionCounter.builder("hauberk.jdbc.conflicts", conflicts, LongAdder::sum)
                .tag("store", store)
                .register(registry);
        FunctionCounter.builder("hauberk.jdbc.cleaned", cleaned, LongAdder::sum)
                .tag("store", store)
                .register(registry);
    }
}
