package io.hauberk.concurrency;

import io.hauberk.Request;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * One gate for all, or one for each caller. Only callers with requests under way are remembered, and of adaptive limits up
 * to a thousand more, for what they have learned. Never blocks longer than a change of one number takes.
 */
final class Gates {
    private static final int REMEMBERED = 1_000;

    private final Terms terms;
    private final Gate common;
    private final ConcurrentHashMap<Long, Gate> each = new ConcurrentHashMap<>();

    Gates(Terms terms) {
        this.terms = terms;
        this.common = fresh();
    }

    private Gate fresh() {
        AdaptiveLimit adaptive = terms.adaptive();
        return new Gate(
                terms,
                adaptive == null
                        ? terms::max
                        : new Controller(
                                adaptive, () -> ThreadLocalRandom.current().nextDouble()));
    }

    /** The one for all, where there is one for all. */
    Gate common() {
        return common;
    }

    /** Whose gate it is; null where there is one for all. */
    @Nullable Long key(Request request) {
        return terms.by() == null ? null : (Long) terms.by().hash(request);
    }

    /** The gate for this key, in use until it is {@linkplain #done done with}. */
    Gate of(@Nullable Long key) {
        if (key == null) {
            return common;
        }
        return each.compute(key, (k, known) -> {
            Gate gate = known == null ? fresh() : known;
            gate.users++;
            return gate;
        });
    }

    void done(@Nullable Long key) {
        if (key != null) {
            each.computeIfPresent(key, (k, gate) -> --gate.users == 0 && forgets() ? null : gate);
        }
    }

    private boolean forgets() {
        return terms.adaptive() == null || each.mappingCount() > REMEMBERED;
    }

    int inFlight() {
        return common.inFlight()
                + each.values().stream().mapToInt(Gate::inFlight).sum();
    }

    int waiting() {
        return common.waiting() + each.values().stream().mapToInt(Gate::waiting).sum();
    }

    /** The limit; of several the lowest. */
    int limit() {
        return each.values().stream()
                .mapToInt(gate -> gate.bound().limit())
                .min()
                .orElse(common.bound().limit());
    }

    /** How many callers are known. */
    int callers() {
        return each.size();
    }
}
