package io.hauberk.metrics;

import io.hauberk.Decision;
import io.hauberk.Outcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;

/** {@code hauberk.policy.decisions}: a counter for each combination of tags that occurs. */
final class DecisionCounts implements Consumer<Decision> {
    private static final int MAX_FILTERS = 100;
    private static final int MAX_POLICIES = 200;
    private static final int MAX_REASONS = 100;
    private static final Outcome[] OUTCOMES = Outcome.values();
    private static final String NONE = "none";

    private final MeterRegistry registry;
    private final Cardinality filters = Cardinality.of(MAX_FILTERS);
    private final Cardinality policies = Cardinality.of(MAX_POLICIES);
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

    /** Only what is no plain yes has a reason, and only short names are reasons, as {@code Rejection} gives them. */
    private static String reason(Decision decision) {
        Outcome outcome = decision.outcome();
        boolean has = outcome == Outcome.REFUSED || outcome == Outcome.WOULD_REFUSE || outcome == Outcome.ERROR;
        return has && decision.input() instanceof String reason ? reason : NONE;
    }

    /** The counters of one filter. */
    private final class FilterCounts {
        private final String filter;
        private final AtomicReferenceArray<PolicyCounts> byOutcome = new AtomicReferenceArray<>(OUTCOMES.length);

        FilterCounts(String filter) {
            this.filter = filter;
        }

        void count(Decision decision) {
            int index = decision.outcome().ordinal();
            PolicyCounts known = byOutcome.get(index);
            if (known == null) {
                byOutcome.compareAndSet(index, null, new PolicyCounts(filter, decision.outcome()));
                known = byOutcome.get(index);
            }
            String rule = decision.rule();
            String reason = reason(decision);
            // A reason that stands for the rule is told once.
            known.of(rule == null || rule.equals(reason) ? NONE : rule, reason).increment();
        }
    }

    /** The counters of one filter and outcome. */
    private final class PolicyCounts {
        private final String filter;
        private final Outcome outcome;
        private final ConcurrentHashMap<String, ConcurrentHashMap<String, Counter>> counters =
                new ConcurrentHashMap<>();

        PolicyCounts(String filter, Outcome outcome) {
            this.filter = filter;
            this.outcome = outcome;
        }

        Counter of(String policy, String reason) {
            ConcurrentHashMap<String, Counter> known = counters.get(policy);
            String admitted = known != null ? policy : policies.admit(policy);
            ConcurrentHashMap<String, Counter> byReason =
                    known != null ? known : counters.computeIfAbsent(admitted, p -> new ConcurrentHashMap<>());
            Counter counter = byReason.get(reason);
            return counter != null
                    ? counter
                    : byReason.computeIfAbsent(
                            reason.equals(NONE) ? NONE : reasons.admit(reason), r -> register(admitted, r));
        }

        private Counter register(String policy, String reason) {
            return Counter.builder("hauberk.policy.decisions")
                    .description("Decisions of filters.")
                    .tag("filter", filter)
                    .tag("policy", policy)
                    .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                    .tag("reason", reason)
                    .register(registry);
        }
    }
}
