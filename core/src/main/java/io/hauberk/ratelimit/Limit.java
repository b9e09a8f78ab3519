package io.hauberk.ratelimit;

import io.hauberk.Decision;
import io.hauberk.Outcome;
import io.hauberk.Rejection;
import io.hauberk.key.By;
import io.hauberk.limit.Wording;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** One limit with its state. Its parameters are immutable: a changed one starts afresh. */
final class Limit {
    static final String FILTER = "rateLimit";
    static final String TYPE = "https://iana.org/assignments/http-problem-types#quota-exceeded";
    static final int MAX_KEYS = 100_000;
    private static final long NO_BURST = -1;

    private final long limit;
    private final Duration per;
    private final By by;
    private final long burst;
    private final long cost;
    private final @Nullable String givenName;
    private final int maxKeys;

    private final String name;
    private final Gcra gcra;
    private final TatTable table;
    private final Overflow overflow;
    private final Rejection rejection;
    /** By what the key was made of: a few texts. */
    private final Map<String, Decision> allowed = new ConcurrentHashMap<>();

    Limit(long limit, Duration per) {
        this(limit, per, By.caller(), NO_BURST, 1, null, MAX_KEYS);
    }

    private Limit(long limit, Duration per, By by, long burst, long cost, @Nullable String givenName, int maxKeys) {
        this.limit = limit;
        this.per = per;
        this.by = by;
        this.burst = burst;
        this.cost = cost;
        this.givenName = givenName;
        this.maxKeys = maxKeys;
        Wording.requirePositive("The limit", limit);
        if (per.isZero() || per.isNegative()) {
            throw new IllegalArgumentException(
                    "A limit counts in a period, but this one is " + per + ". Give a longer one.");
        }
        long capacity = burst == NO_BURST ? limit : burst;
        Wording.requirePositive("The burst", capacity);
        Wording.requirePositive("The cost", cost);
        if (cost > capacity) {
            throw new IllegalArgumentException("A request costs " + cost + ", but the allowance is never more than "
                    + capacity + ", so none could pass. Lower the cost, or raise the burst.");
        }
        if (maxKeys < 1 || maxKeys > 100_000_000) {
            throw new IllegalArgumentException(
                    "A limiter remembers 1 to 100000000 keys, but maxKeys is " + maxKeys + ".");
        }
        this.gcra = new Gcra(limit, per, capacity);
        this.name = givenName == null ? limit + "-per-" + Wording.compact(per) : Wording.requireName(givenName);
        this.overflow = new Overflow(name, maxKeys);
        this.table = new TatTable(gcra, maxKeys, overflow);
        this.rejection = Rejection.of(FILTER, 429, "rate-limited")
                .by(name)
                .type(TYPE)
                .because("No more than " + limit + " in " + Wording.compact(per) + " are allowed.")
                .member("violated-policies", List.of(name));
    }

    Limit by(By key) {
        return new Limit(limit, per, key, burst, cost, givenName, maxKeys);
    }

    Limit burst(long permits) {
        return new Limit(limit, per, by, permits, cost, givenName, maxKeys);
    }

    Limit cost(long permits) {
        return new Limit(limit, per, by, burst, permits, givenName, maxKeys);
    }

    Limit named(String policy) {
        return new Limit(limit, per, by, burst, cost, policy, maxKeys);
    }

    Limit maxKeys(int keys) {
        return new Limit(limit, per, by, burst, cost, givenName, keys);
    }

    String name() {
        return name;
    }

    By by() {
        return by;
    }

    long cost() {
        return cost;
    }

    Gcra gcra() {
        return gcra;
    }

    TatTable table() {
        return table;
    }

    Overflow overflow() {
        return overflow;
    }

    /** The refusal of this limit, without what depends on the moment. */
    Rejection rejection() {
        return rejection;
    }

    /** Its entry in the record of an exchange that it let pass. */
    Decision allowed(String basis) {
        Decision decision = allowed.get(basis);
        return decision != null ? decision : allowed.computeIfAbsent(basis, b -> decision(Outcome.ALLOWED, b));
    }

    /** The entry beside that of a refusal: by what it was counted. */
    Decision counted(String basis) {
        return decision(Outcome.APPLIED, basis);
    }

    private Decision decision(Outcome outcome, String basis) {
        return new Decision(FILTER, outcome, name, "by " + basis);
    }

    /** Its item in {@code RateLimit-Policy}. */
    String policyItem() {
        boolean wholeSeconds = per.getNano() == 0;
        return '"' + name + "\";q=" + limit + (wholeSeconds ? ";w=" + per.getSeconds() : "");
    }

    @Override
    public String toString() {
        return limit + " per " + Wording.compact(per) + " by " + by + (burst == NO_BURST ? "" : ", burst " + burst)
                + (cost == 1 ? "" : ", cost " + cost);
    }
}
