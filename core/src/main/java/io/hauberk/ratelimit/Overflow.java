package io.hauberk.ratelimit;

import io.micrometer.core.instrument.Counter;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts the times at which a caller found no place of its own, and says so once. */
final class Overflow {
    private static final Logger LOG = LoggerFactory.getLogger(RateLimit.class);

    private final String policy;
    private final int maxKeys;
    private final LongAdder count = new LongAdder();
    private volatile @Nullable Counter counter;
    private volatile boolean told;

    Overflow(String policy, int maxKeys) {
        this.policy = policy;
        this.maxKeys = maxKeys;
    }

    /** Counts here, too, from now on. */
    void count(Counter also) {
        counter = also;
    }

    void happened() {
        count.increment();
        Counter also = counter;
        if (also != null) {
            also.increment();
        }
        if (!told) {
            told = true;
            LOG.warn(
                    "Rate limit {} remembers {} callers at a time, and there are more. New ones share counters until there"
                            + " is room, so they may be refused early. Raise maxKeys if these callers are real.",
                    policy,
                    maxKeys);
        }
    }

    long sum() {
        return count.sum();
    }
}
