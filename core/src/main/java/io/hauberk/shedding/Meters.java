package io.hauberk.shedding;

import io.hauberk.service.Criticality;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.function.ToDoubleFunction;

/** The meters of one shedding. */
final class Meters {
    private final MeterRegistry registry;
    private final Tags tags;

    Meters(MeterRegistry registry, String name) {
        this.registry = registry;
        this.tags = Tags.of("filter", name);
    }

    void show(Shedder shedder, Counts counts) {
        gauge("hauberk.shedding.admitted", "The share of requests that is admitted.", shedder, Shedder::admitted);
        gauge("hauberk.shedding.cpu", "How busy the processor is, as shedding sees it.", shedder, Shedder::cpu);
        gauge(
                "hauberk.shedding.queue",
                "The least wait of requests in the last tenth of a second, in seconds.",
                shedder,
                seen -> Math.max(0, seen.leastWait()) / 1e9);
        for (Criticality criticality : Criticality.values()) {
            for (String rule : Counts.RULES) {
                refused(counts, criticality, rule);
            }
        }
    }

    private void gauge(String meter, String description, Shedder shedder, ToDoubleFunction<Shedder> value) {
        remove(meter, tags);
        Gauge.builder(meter, shedder, value).description(description).tags(tags).register(registry);
    }

    private void refused(Counts counts, Criticality criticality, String rule) {
        Tags all = tags.and("criticality", criticality.toString()).and("rule", rule);
        remove("hauberk.shedding.refused", all);
        FunctionCounter.builder("hauberk.shedding.refused", counts, counted -> counted.of(criticality, rule))
                .description("Requests that were given up.")
                .tags(all)
                .register(registry);
    }

    private void remove(String meter, Tags of) {
        Meter before = registry.find(meter).tags(of).meter();
        if (before != null) {
            registry.remove(before);
        }
    }
}
