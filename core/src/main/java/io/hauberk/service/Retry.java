package io.hauberk.service;

import io.hauberk.Settings;
import io.hauberk.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * When a call is tried again, elsewhere if it can be. Immutable, thread-safe; what is counted belongs to the service.
 *
 * <p>Safe by itself, whatever is asked for: a request that the peer provably did not process (no connection, a refused
 * stream, a reset before it went out, 421, 425) may be repeated whatever its method; any other only if its method is
 * idempotent (RFC 9110 §9.2.2) or it bears an {@code Idempotency-Key}; and neither if its body cannot be sent again. All
 * retries of a service draw on one budget, 20 % of its requests and 10 a second by default, so that they cannot bring
 * down what is overloaded. Between attempts the calling thread waits, by chance up to 25 ms, 50 ms … 250 ms (full
 * jitter); not at all where nothing was processed and another endpoint is left. {@code Retry-After} is kept to within the
 * deadline.
 *
 * <p>Nor is repeated what asks not to be ({@code x-envoy-overloaded}, a negative {@code grpc-retry-pushback-ms}), nor, but
 * where nothing was processed, what we do on behalf of a request that is a repetition itself: else each tier would multiply
 * the attempts of the one before.
 *
 * <p>Default of a service: one retry on connect-failure, refused-stream and stale.
 */
public final class Retry {
    private static final List<Condition> UNPROCESSED =
            List.of(Condition.CONNECT_FAILURE, Condition.REFUSED_STREAM, Condition.STALE);
    private static final Duration BASE = Duration.ofMillis(25);
    private static final Duration MAX = Duration.ofMillis(250);
    private static final Retry STANDARD = new Retry(1, UNPROCESSED, BASE, MAX, new Budget(0.2, 10, false), 0);
    private static final int MAX_REPLAY = 1 << 20;

    private final int retries;
    private final List<Condition> conditions;
    private final Duration baseBackoff;
    private final Duration maxBackoff;
    private final Budget budget;
    private final int replay;
    /** Made when first asked for; whoever makes them again makes the same. */
    private @Nullable RetryRules rules;

    private Retry(
            int retries,
            List<Condition> conditions,
            Duration baseBackoff,
            Duration maxBackoff,
            Budget budget,
            int replay) {
        this.retries = retries;
        this.conditions = conditions;
        this.baseBackoff = baseBackoff;
        this.maxBackoff = maxBackoff;
        this.budget = budget;
        this.replay = replay;
    }

    /** One retry of what could not be delivered: connect-failure, refused-stream and stale. The default of a service. */
    public static Retry undelivered() {
        return STANDARD;
    }

    /** One retry of idempotent requests on any failure of the connection, 502, 503 and 504, and of all undelivered ones. */
    public static Retry idempotent() {
        return STANDARD.on(
                Condition.CONNECT_FAILURE,
                Condition.REFUSED_STREAM,
                Condition.STALE,
                Condition.RESET,
                Condition.GATEWAY_ERROR);
    }

    /** No retries. */
    public static Retry never() {
        return STANDARD.retries(0);
    }

    /** At most this many retries: attempts after the first one. 0 to 10. */
    public Retry retries(int retries) {
        if (retries < 0 || retries > 10) {
            throw new IllegalArgumentException("A call has 0 to 10 retries, but this asks for " + retries + ".");
        }
        return new Retry(retries, conditions, baseBackoff, maxBackoff, budget, replay);
    }

    /** On these conditions, instead of those before. */
    public Retry on(Condition... conditions) {
        return new Retry(retries, List.of(conditions), baseBackoff, maxBackoff, budget, replay);
    }

    /** Waits by chance between nothing and the base, twice as much each time, never more than the maximum. */
    public Retry backoff(Duration base, Duration max) {
        if (base.isNegative() || base.isZero() || max.compareTo(base) < 0) {
            throw new IllegalArgumentException(
                    "Backoff needs a base above zero and a maximum that is not below it, but this" + " asks for " + base
                            + " to " + max + ".");
        }
        return new Retry(retries, conditions, base, max, budget, replay);
    }

    /** Retries may be this part of the requests of the last 10 s, and 10 a second beside it. */
    public Retry budget(double ratio) {
        return budget(ratio, 10);
    }

    /** Retries may be this part, 0 to 1, of the requests of the last 10 s, and so many a second beside it. */
    public Retry budget(double ratio, double perSecond) {
        if (!(ratio >= 0 && ratio <= 1) || !(perSecond >= 0 && perSecond <= 1_000_000)) {
            throw new IllegalArgumentException(
                    "A budget is a ratio from 0 to 1 and a number a second, but this asks for " + ratio + " and "
                            + perSecond + ".");
        }
        return new Retry(retries, conditions, baseBackoff, maxBackoff, new Budget(ratio, perSecond, false), replay);
    }

    /**
     * Instead, so many retries may be under way at a time: this percentage of the attempts that are, 0 to 100, and some in
     * any case, 0 to 10,000. A retry is under way until the head of its answer. For services whose load is steady; a burst
     * of retries is not limited by what was before it.
     */
    public Retry concurrentBudget(double percent, int min) {
        Percent.require("A concurrent budget", percent);
        if (min < 0 || min > 10_000) {
            throw new IllegalArgumentException(
                    "A concurrent budget allows 0 to 10000 retries in any case, but this asks for " + min + ".");
        }
        return new Retry(retries, conditions, baseBackoff, maxBackoff, new Budget(percent, min, true), replay);
    }

    /**
     * A body that passes through a gateway, or comes with a request to a handler, and can be read once, can be sent again if
     * it has no more bytes than that: what passes is kept. Nothing waits for it, and a longer body passes as ever, but is
     * sent once. Costs so much memory for each such call at a time. Bodies of OkHttp say themselves whether they can be
     * written again. Default: 0, which keeps nothing; at most 1 MB. That of a call's own {@link CallOptions} is not used.
     */
    public Retry replay(int maxBytes) {
        if (maxBytes < 0 || maxBytes > MAX_REPLAY) {
            throw new IllegalArgumentException("Of a body 0 to " + MAX_REPLAY
                    + " bytes are kept to be sent again, but this asks for " + maxBytes + ".");
        }
        return new Retry(retries, conditions, baseBackoff, maxBackoff, budget, maxBytes);
    }

    /** How many retries at most. */
    public int retries() {
        return retries;
    }

    /** On which conditions. */
    public List<Condition> conditions() {
        return conditions;
    }

    /** The longest first wait. */
    public Duration baseBackoff() {
        return baseBackoff;
    }

    /** The longest wait. */
    public Duration maxBackoff() {
        return maxBackoff;
    }

    /** Which part of the requests may be retries; 0 where the budget is one of concurrency. */
    public double budgetRatio() {
        return budget.concurrent ? 0 : budget.share;
    }

    /** How many retries a second are allowed beside that; 0 where the budget is one of concurrency. */
    public double budgetPerSecond() {
        return budget.concurrent ? 0 : budget.min;
    }

    /** How many bytes of a body that can be read once are kept, to be sent again. */
    public int replay() {
        return replay;
    }

    /** Whether the budget can never have anything. */
    boolean penniless() {
        return budget.share == 0 && budget.min == 0;
    }

    RetryBudget budget(Ticker ticker, IntSupplier active) {
        return budget.concurrent
                ? new ConcurrentBudget(budget.share, (int) budget.min, active)
                : new TokenBudget(budget.share, budget.min, ticker);
    }

    RetryRules rules() {
        RetryRules made = rules;
        if (made == null) {
            made = new RetryRules(this);
            rules = made;
        }
        return made;
    }

    /** Reads {@code retry: { retries, on, backoff: { base, max }, budget: { ratio, minPerSecond }, replay }}. */
    static Retry from(Settings settings) {
        Retry read = STANDARD.retries((int) settings.number("retries", 1, 0, 10));
        List<Condition> conditions = conditions(settings);
        if (!conditions.isEmpty()) {
            read = read.on(conditions.toArray(Condition[]::new));
        }
        Settings backoff = settings.block("backoff");
        if (backoff != null) {
            Duration base = Objects.requireNonNullElse(backoff.duration("base"), BASE);
            Duration max = backoff.duration("max");
            if (max != null && max.compareTo(base) < 0) {
                backoff.fault("max", "The longest backoff is shorter than its base (" + base + "). Make it longer.");
                max = null;
            }
            read = read.backoff(base, max != null ? max : base.compareTo(MAX) > 0 ? base : MAX);
        }
        Settings budget = settings.block("budget");
        return (budget == null ? read : read.budget(budget)).replay(replay(settings));
    }

    private static int replay(Settings settings) {
        long bytes = settings.size("replay", 0);
        if (bytes > MAX_REPLAY) {
            settings.fault("replay", "Of a body at most 1MB is kept to be sent again. Make it less.");
            return 0;
        }
        return (int) bytes;
    }

    private Retry budget(Settings settings) {
        boolean concurrent = settings.has("concurrent") || settings.has("min");
        if (!concurrent) {
            return budget(settings.decimal("ratio", 0.2, 0, 1), settings.decimal("minPerSecond", 10, 0, 1_000_000));
        }
        if (settings.has("ratio") || settings.has("minPerSecond")) {
            settings.fault(
                    "concurrent",
                    "A budget is a part of the requests (ratio, minPerSecond) or of the attempts under way (concurrent, min),"
                            + " not both. Leave one of them out.");
        }
        return concurrentBudget(settings.percent("concurrent", 20), (int) settings.number("min", 3, 0, 10_000));
    }

    private static List<Condition> conditions(Settings settings) {
        String key = settings.has("when") && !settings.has("on") ? "when" : "on";
        List<Condition> conditions = new ArrayList<>();
        for (String name : settings.texts(key)) {
            Condition condition = Condition.named(name);
            if (condition == null) {
                settings.fault(key, Condition.unknown(name));
            } else {
                conditions.add(condition);
            }
        }
        return conditions;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Retry that
                && retries == that.retries
                && conditions.equals(that.conditions)
                && baseBackoff.equals(that.baseBackoff)
                && maxBackoff.equals(that.maxBackoff)
                && budget.equals(that.budget)
                && replay == that.replay;
    }

    @Override
    public int hashCode() {
        return Objects.hash(retries, conditions, baseBackoff, maxBackoff, budget, replay);
    }

    @Override
    public String toString() {
        return retries == 0 ? "never" : retries + " on " + conditions;
    }

    /**
     * How many retries there may be in all.
     *
     * @param share a ratio of the requests, or a percentage of the attempts under way
     * @param min retries a second, or at a time, in any case
     */
    private record Budget(double share, double min, boolean concurrent) {}
}
