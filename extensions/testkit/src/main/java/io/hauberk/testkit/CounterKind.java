package io.hauberk.testkit;

import io.hauberk.Allowance;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;

/** A way to count. */
enum CounterKind {
    GCRA,
    SLIDING,
    FIXED,
    WINDOW;

    static final Duration HOUR = Duration.ofHours(1);

    /** Those of which something comes back while the counter is in use. */
    static Stream<CounterKind> returning() {
        return Stream.of(GCRA, SLIDING, FIXED);
    }

    Allowance of(long limit, Duration period, Instant now) {
        return switch (this) {
            case GCRA -> Allowance.gcra(limit, period);
            case SLIDING -> Allowance.sliding(limit, period);
            case FIXED -> Allowance.fixed(limit, period);
            case WINDOW -> Allowance.window(limit, now, now.plus(period));
        };
    }

    Allowance hourly(CounterRig counters, long limit) {
        return of(limit, HOUR, counters.now());
    }
}
