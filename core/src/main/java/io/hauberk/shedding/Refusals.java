package io.hauberk.shedding;

import io.hauberk.Rejection;
import java.time.Duration;

/** The refusals of a shedding, made once. Those that are given up are told to come back at different times. */
final class Refusals {
    private static final int WAITS = 3;

    private final Rejection[] queued = new Rejection[WAITS];
    private final Rejection[] busy = new Rejection[WAITS];
    private final Rejection late;

    Refusals(String name) {
        for (int i = 0; i < WAITS; i++) {
            queued[i] = overloaded(name, Shedder.QUEUE_TIME, i + 1);
            busy[i] = overloaded(name, Shedder.CPU, i + 1);
        }
        late = Rejection.of(name, 504, "cannot-finish-in-time")
                .by("deadline")
                .because("There is not enough time left for this request.");
    }

    private static Rejection overloaded(String name, String rule, int seconds) {
        return Rejection.of(name, 503, "overloaded")
                .by(rule)
                .because("There is more to do than can be done at this moment. Try again a little later.")
                .with("x-envoy-overloaded", "true")
                .retryAfter(Duration.ofSeconds(seconds));
    }

    Rejection overloaded(String rule, double chance) {
        Rejection[] all = rule.equals(Shedder.CPU) ? busy : queued;
        return all[Math.min(WAITS - 1, (int) (chance * WAITS))];
    }

    Rejection late() {
        return late;
    }
}
