package io.hauberk.concurrency;

import io.hauberk.Exchange;
import io.hauberk.service.Criticality;
import java.util.concurrent.atomic.AtomicLongArray;

/** How many requests were refused, by criticality. */
final class Refusals {
    private final AtomicLongArray counts = new AtomicLongArray(Criticality.values().length);

    void count(Exchange exchange) {
        counts.incrementAndGet(Criticality.of(exchange).ordinal());
    }

    long of(Criticality criticality) {
        return counts.get(criticality.ordinal());
    }
}
