package io.hauberk.metrics;

import io.hauberk.Decision;
import io.hauberk.Outcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;

/** {@code hauberk.decisions}: a counter for each combination of tags that occurs. */
final class DecisionCounts implements Consumer<Decision> {
    private static final int MAX_FILTERS = 100;
    private static final int MAX_REASONS = 100;
    private static final Outcome[] OUTCOMES = Outcome.values();
    private static final String NO_REASON = "none";

    private final MeterRegistry registry;
    private final Cardinality filters = Cardinality.of(MAX_FILTERS);
    private final Cardinality reasons = Cardinality.of(MAX_REASONS);
    private final ConcurrentHashMap<String, FilterCounts> counts = new ConcurrentHashMap<>();

    DecisionCounts(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void accept(Decision decision) {
        of(decision.filter()).count(decision);
    }

    private FilterCounts of(String filter) {
        FilterCounts found = counts.get(filter);
        return found != null ? found : counts.computeIfAbsent(filters.admit(filter), FilterCounts::new);
    }

    private Counter register(String filter, Outcome outcome, String reason) {
        return Counter.builder("hauberk.decisions")
                .description("Decisions of filters.")
                .tag("filter", filter)
                .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                .tag("reason", reason)
                .register(registry);
    }

    /** Only refusals have reasons, and only those that are short names, as {@code Rejection} gives them. */
    private static boolean hasReason(Outcome outcome) {
        return outcome == Outcome.REFUSED || outcome == Outcome.WOULD_REFUSE || outcome == Outcome.ERROR;
    }

    /** The counters of one filter. */
    private final class FilterCounts {
        private final String filter;
        private final AtomicReferenceArray<Counter> plain = new AtomicReferenceArray<>(OUTCOMES.length);
        private final AtomicReferenceArray<ConcurrentHashMap<String, Counter>> byReason =
                new AtomicReferenceArray<>(OUTCOMES.length);

        FilterCounts(String filter) {
            this.filter = filter;
        }

        void count(Decision decision) {
            Outcome outcome = decision.outcome();
            if (hasReason(outcome) && decision.input() instanceof String reason) {
                withReason(outcome, reason).increment();
                return;
            }
            Counter counter = plain.get(outcome.ordinal());
            if (counter == null) {
                counter = register(filter, outcome, NO_REASON);
                plain.set(outcome.ordinal(), counter);
            }
            counter.increment();
        }

        private Counter withReason(Outcome outcome, String reason) {
            ConcurrentHashMap<String, Counter> known = byReason.get(outcome.ordinal());
            if (known == null) {
                byReason.compareAndSet(outcome.ordinal(), null, new ConcurrentHashMap<>());
                known = byReason.get(outcome.ordinal());
            }
            Counter counter = known.get(reason);
            return counter != null
                    ? counter
                    : known.computeIfAbsent(reasons.admit(reason), r -> register(filter, outcome, r));
        }
    }
}
