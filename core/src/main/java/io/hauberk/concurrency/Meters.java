package io.hauberk.concurrency;

import io.hauberk.service.Criticality;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;

/** The meters of one limit. */
final class Meters {
    private final MeterRegistry registry;
    private final String name;

    Meters(MeterRegistry registry, String name) {
        this.registry = registry;
        this.name = name;
    }

    void show(Gates gates, Refusals refusals) {
        gauge("hauberk.concurrency.inflight", "Requests in flight behind a concurrency limit.", gates, Gates::inFlight);
        gauge("hauberk.concurrency.limit", "How many requests a concurrency limit lets in now.", gates, Gates::limit);
        gauge("hauberk.concurrency.waiting", "Requests that wait for a concurrency limit.", gates, Gates::waiting);
        for (Criticality criticality : Criticality.values()) {
            refused(refusals, criticality);
        }
    }

    private void gauge(String meter, String description, Gates gates, ToDoubleFunction<Gates> value) {
        Meter before = registry.find(meter).tag("filter", name).meter();
        if (before != null) {
            registry.remove(before);
        }
        Gauge.builder(meter, gates, value)
                .description(description)
                .tag("filter", name)
                .register(registry);
    }

    private void refused(Refusals refusals, Criticality criticality) {
        String meter = "hauberk.concurrency.refused";
        Meter before = registry.find(meter)
                .tag("filter", name)
                .tag("criticality", criticality.toString())
                .meter();
        if (before != null) {
            registry.remove(before);
        }
        FunctionCounter.builder(meter, refusals, counted -> counted.of(criticality))
                .description("Requests that a concurrency limit refused.")
                .tag("filter", name)
                .tag("criticality", criticality.toString())
                .register(registry);
    }
}
