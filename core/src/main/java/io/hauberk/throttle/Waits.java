package io.hauberk.throttle;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The meters of one throttle. Of two of one name the later shows how many wait; their times are counted together. */
final class Waits {
    private final Timer timer;

    private Waits(Timer timer) {
        this.timer = timer;
    }

    static Waits of(MeterRegistry registry, String policy, AtomicInteger waiting) {
        String gauge = "hauberk.throttle.waiting";
        Meter before = registry.find(gauge).tag("policy", policy).meter();
        if (before != null) {
            registry.remove(before);
        }
        Gauge.builder(gauge, waiting, AtomicInteger::get)
                .description("Requests that wait for their turn.")
                .tag("policy", policy)
                .register(registry);
        return new Waits(Timer.builder("hauberk.throttle.wait")
                .description("How long those waited that had their turn.")
                .tag("policy", policy)
                .register(registry));
    }

    void record(long nanos) {
        timer.record(nanos, TimeUnit.NANOSECONDS);
    }
}
