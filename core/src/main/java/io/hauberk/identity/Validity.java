package io.hauberk.identity;

import java.time.Duration;
import java.time.Instant;

/** How far a certificate is through its life. */
enum Validity {
    GOOD,
    /** Less than a tenth is left; it should have been replaced. */
    NEARLY_OVER,
    OVER;

    static Validity of(Generation generation, Instant now) {
        Instant end = generation.expires();
        Duration left = Duration.between(now, end);
        if (left.isNegative()) {
            return OVER;
        }
        Instant begin = generation.chain().get(0).getNotBefore().toInstant();
        return left.multipliedBy(10).compareTo(Duration.between(begin, end)) < 0 ? NEARLY_OVER : GOOD;
    }
}
