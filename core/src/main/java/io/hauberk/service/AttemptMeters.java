package io.hauberk.service;

import io.hauberk.metrics.Cardinality;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * What is measured about each attempt of the calls to one service: how it ended, why it was made, and how long it took.
 * Each meter is looked up once and kept. Thread-safe.
 */
final class AttemptMeters {
    /** Whoever writes conditions of his own can name them as he likes. */
    static final int MOST_REASONS = 32;

    private static final String FIRST = "none";
    /** What metrics call how often an attempt's call was sent before; the last stands for more, too. */
    private static final String[] RESENDS = {"0", "1", "2", "3+"};

    private final MeterRegistry registry;
    private final String service;
    private final Cardinality reasons = Cardinality.of(MOST_REASONS);
    /** By outcome: attempts that no failure led to. */
    private final AtomicReferenceArray<@Nullable Counter> first = new AtomicReferenceArray<>(Outcomes.COUNT);
    /** By reason, then by outcome. */
    private final Map<String, AtomicReferenceArray<@Nullable Counter>> repeated = new ConcurrentHashMap<>();
    /** By outcome and how often the call was sent before. */
    private final AtomicReferenceArray<@Nullable Timer> durations =
            new AtomicReferenceArray<>(Outcomes.COUNT * RESENDS.length);

    AttemptMeters(MeterRegistry registry, String service) {
        this.registry = registry;
        this.service = service;
        reasons.admit(Race.HEDGE);
    }

    /**
     * An attempt has ended.
     *
     * @param reason why it was made; null for the first of a call
     * @param ordinal 1 for the first of a call
     * @param nanos how long it took to the head of its answer, or to its failure
     */
    void ended(int outcome, @Nullable String reason, int ordinal, long nanos) {
        counter(outcome, reason).increment();
        timer(outcome, Math.min(ordinal, RESENDS.length) - 1).record(nanos, TimeUnit.NANOSECONDS);
    }

    private Counter counter(int outcome, @Nullable String reason) {
        String name = reason == null ? FIRST : reasons.admit(reason);
        AtomicReferenceArray<@Nullable Counter> row = reason == null
                ? first
                : repeated.computeIfAbsent(name, key -> new AtomicReferenceArray<>(Outcomes.COUNT));
        Counter counter = row.get(outcome);
        if (counter == null) {
            counter = Counter.builder("hauberk.mesh.attempts")
                    .description("Attempts of calls, by how they ended and why they were made")
                    .tag("service", service)
                    .tag("outcome", Outcomes.name(outcome))
                    .tag("retry_reason", name)
                    .register(registry);
            row.set(outcome, counter);
        }
        return counter;
    }

    private Timer timer(int outcome, int resend) {
        int place = outcome * RESENDS.length + resend;
        Timer timer = durations.get(place);
        if (timer == null) {
            timer = Timer.builder("hauberk.mesh.attempt.duration")
                    .description("How long attempts took to the head of their answer, or to their failure")
                    .tag("service", service)
                    .tag("outcome", Outcomes.name(outcome))
                    .tag("http.request.resend_count", RESENDS[resend])
                    .register(registry);
            durations.set(place, timer);
        }
        return timer;
    }
}
