package io.hauberk.ratelimit;

import io.hauberk.Allowance;
import io.hauberk.Allowance.Algorithm;
import io.hauberk.Rejection;
import io.hauberk.counter.Counters;
import io.hauberk.key.By;
import io.hauberk.limit.Counted;
import io.hauberk.limit.Fields;
import io.hauberk.limit.Wording;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One limit with its state. Its parameters are immutable: a changed one starts afresh. */
final class Limit {
    static final String FILTER = "rateLimit";
    static final int MAX_KEYS = 100_000;

    private final Allowance allowance;
    private final By by;
    private final Cost cost;
    private final @Nullable String givenName;
    private final int maxKeys;

    private final String name;
    private final Counters counters;
    private final Overflow overflow;
    private final Rejection rejection;
    private final Counted counted;
    /** Of the store that it was last counted in, which is the only one. */
    private volatile @Nullable String prefix;

    Limit(Allowance allowance) {
        this(allowance, By.caller(), Cost.of(1), null, MAX_KEYS);
    }

    private Limit(Allowance allowance, By by, Cost cost, @Nullable String givenName, int maxKeys) {
        this.allowance = allowance;
        this.by = by;
        this.cost = cost;
        this.givenName = givenName;
        this.maxKeys = maxKeys;
        if (allowance.algorithm() == Algorithm.WINDOW) {
            throw new IllegalArgumentException(
                    "A rate limit counts in periods that repeat, not in one window. Use gcra, sliding or fixed.");
        }
        if (cost.base() > capacity()) {
            throw new IllegalArgumentException(
                    "A request costs " + cost.base() + ", but the allowance is never more than " + capacity()
                            + ", so none could pass. Lower the cost, or raise the burst.");
        }
        this.name = givenName == null
                ? allowance.limit() + "-per-" + Wording.compact(allowance.period())
                : Wording.requireName(givenName);
        this.counted = new Counted(FILTER, name);
        this.overflow = new Overflow(name, maxKeys);
        this.counters = Counters.of(allowance, maxKeys, overflow::happened);
        this.rejection = Rejection.of(FILTER, 429, "rate-limited")
                .by(name)
                .type(Fields.QUOTA_EXCEEDED)
                .because("No more than " + allowance.limit() + " in " + Wording.compact(allowance.period())
                        + " are allowed.")
                .member("violated-policies", List.of(name));
    }

    Limit by(By key) {
        return new Limit(allowance, key, cost, givenName, maxKeys);
    }

    Limit burst(long permits) {
        return new Limit(allowance.burst(permits), by, cost, givenName, maxKeys);
    }

    Limit cost(Cost other) {
        return new Limit(allowance, by, other, givenName, maxKeys);
    }

    Limit named(String policy) {
        return new Limit(allowance, by, cost, policy, maxKeys);
    }

    Limit maxKeys(int keys) {
        return new Limit(allowance, by, cost, givenName, keys);
    }

    String name() {
        return name;
    }

    Allowance allowance() {
        return allowance;
    }

    /** How much a caller has at most. */
    long capacity() {
        return allowance.burst();
    }

    By by() {
        return by;
    }

    Cost cost() {
        return cost;
    }

    Counters counters() {
        return counters;
    }

    Overflow overflow() {
        return overflow;
    }

    String prefix(SharedCounting store) {
        String known = prefix;
        if (known == null) {
            known = store.prefix(this);
            prefix = known;
        }
        return known;
    }

    /** The refusal of this limit, without what depends on the moment. */
    Rejection rejection() {
        return rejection;
    }

    /** Its entries in the records of exchanges. */
    Counted counted() {
        return counted;
    }

    /** Its item in {@code RateLimit-Policy}. */
    String policyItem() {
        return Fields.policy(name, allowance.limit(), allowance.period());
    }

    @Override
    public String toString() {
        Algorithm algorithm = allowance.algorithm();
        String priced = cost.toString();
        return allowance.limit() + " per " + Wording.compact(allowance.period()) + " by " + by
                + (algorithm == Algorithm.GCRA ? "" : ", " + algorithm.name().toLowerCase(Locale.ROOT))
                + (allowance.burst() == allowance.limit() ? "" : ", burst " + allowance.burst())
                + (priced.equals("1") ? "" : ", cost " + priced);
    }
}
