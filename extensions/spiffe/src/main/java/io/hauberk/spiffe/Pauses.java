package io.hauberk.spiffe;

import java.time.Duration;
import java.util.function.LongUnaryOperator;

/** Pauses between attempts: doubled each time up to 30 s, each between half and all of that. Not thread-safe. */
final class Pauses {
    private static final long LONGEST = Duration.ofSeconds(30).toNanos();

    private final long first;
    private final LongUnaryOperator random;
    private long next;

    Pauses(Duration first, LongUnaryOperator random) {
        this.first = first.toNanos();
        this.random = random;
        this.next = this.first;
    }

    long nextNanos() {
        long half = next / 2;
        long pause = half + random.applyAsLong(half + 1);
        next = Math.min(LONGEST, next * 2);
        return pause;
    }

    void reset() {
        next = first;
    }
}
