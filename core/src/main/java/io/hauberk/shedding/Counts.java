package io.hauberk.shedding;

import io.hauberk.service.Criticality;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;

/** How many requests were given up, by criticality and rule. */
final class Counts {
    static final List<String> RULES = List.of(Shedder.QUEUE_TIME, Shedder.CPU, "deadline");

    private final AtomicLongArray counts = new AtomicLongArray(Criticality.values().length * RULES.size());

    void count(Criticality criticality, String rule) {
        counts.incrementAndGet(place(criticality, rule));
    }

    long of(Criticality criticality, String rule) {
        return counts.get(place(criticality, rule));
    }

    private static int place(Criticality criticality, String rule) {
        return criticality.ordinal() * RULES.size() + Math.max(0, RULES.indexOf(rule));
    }
}
