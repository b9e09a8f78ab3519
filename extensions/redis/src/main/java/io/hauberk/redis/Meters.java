package io.hauberk.redis;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.LongAdder;

/** What is counted about one store's connection. */
final class Meters {
    private final LongAdder connections = new LongAdder();
    private final LongAdder scripts = new LongAdder();

    void connected() {
        connections.increment();
    }

    void scriptSent() {
        scripts.increment();
    }

    void bindTo(MeterRegistry registry, String store) {
        FunctionCounter.builder("hauberk.redis.connections", connections, LongAdder::sum)
                .tag("store", store)
                .register(registry);
        FunctionCounter.builder("hauberk.redis.scripts", scripts, LongAdder::sum)
                .tag("store", store)
                .register(registry);
    }
}
