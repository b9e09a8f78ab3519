package io.hauberk.partner;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The meters of one partner's limit. Of two of one name the later shows how many wait; the rest is counted together. */
final class Meters {
    private final Counter pauses;
    private final Timer waits;

    private Meters(Counter pauses, Timer waits) {
        this.pauses = pauses;
        this.waits = waits;
    }

    static Meters of(MeterRegistry registry, String policy, AtomicInteger waiting) {
        String gauge = "hauberk.partner.waiting";
        Meter before = registry.find(gauge).tag("policy", policy).meter();
        if (before != null) {
            registry.remove(before);
        }
        Gauge.builder(gauge, waiting, AtomicInteger::get)
                .description("Calls that wait until the partner may be asked again.")
                .tag("policy", policy)
                .register(registry);
        return new Meters(
                Counter.builder("hauberk.partner.pauses")
                        .description("Answers by which a partner had us pause.")
                        .tag("policy", policy)
                        .register(registry),
                Timer.builder("hauberk.partner.wait")
                        .description("How long calls waited that could be made after that.")
                        .tag("policy", policy)
                        .register(registry));
    }

    void paused() {
        pauses.increment();
    }

    void waited(long nanos) {
        waits.record(nanos, TimeUnit.NANOSECONDS);
    }
}
