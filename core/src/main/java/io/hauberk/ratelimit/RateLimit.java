package io.hauberk.ratelimit;

import io.hauberk.Allowance;
import io.hauberk.Caller;
import io.hauberk.Concern;
import io.hauberk.CounterStore.Level;
import io.hauberk.Explainable;
import io.hauberk.Filter;
import io.hauberk.Handler;
import io.hauberk.Head;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.Settings;
import io.hauberk.key.By;
import io.hauberk.limit.Fields;
import io.hauberk.store.Store;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Limits how many requests a caller makes in a period: {@code RateLimit.of(100, ofMinutes(1)).by(Caller::principal)}.
 *
 * <p>A caller has an allowance of {@code limit} permits (or of {@link #burst}) that refills evenly, {@code limit} in each
 * period; each request takes one (or its {@link #cost(Cost) cost}). So up to an allowance may be used at once, and after that
 * one permit comes each {@code per / limit}. {@link #sliding} and {@link #fixed} count in windows instead. By default it counts
 * {@linkplain By#caller() by caller}: the consumer, else the principal, else the address.
 *
 * <p><b>When it says no:</b> 429 with {@code Retry-After} and a problem of the type {@code quota-exceeded}, whose {@code
 * violated-policies} names the limit. A refused request takes nothing. Each answer, passed or refused, has the fields
 * {@code RateLimit-Policy} and {@code RateLimit} (draft-ietf-httpapi-ratelimit-headers-11), beside those of other limits.
 *
 * <p><b>Place:</b> limits by address before authentication, others after it. Around a call to another service it limits
 * what we send; {@code by(By.everyone())} if the other side cares only for the sum.
 *
 * <p>Time is the monotonic clock of the exchange; that of the store, where there is a {@link #store}. Never blocks but for a
 * store, and then for its budget; thread-safe; memory is bounded by {@link #maxKeys}. State belongs to the instance: what
 * shares it shares the counters, and each wither makes a new limit that starts afresh. What is in a store stays there.
 */
public final class RateLimit implements Filter, Explainable, MeterBinder {
    private static final int MAX_LIMITS = 32;

    private final Limit[] limits;
    private final @Nullable SharedCounting shared;
    private final Counting counting;
    private final String policy;
    private final boolean learns;

    private RateLimit(@Nullable SharedCounting shared, Limit... limits) {
        this.limits = limits;
        this.shared = shared;
        this.counting = shared == null ? LocalCounting.INSTANCE : shared;
        this.policy = Arrays.stream(limits).map(Limit::policyItem).collect(Collectors.joining(", "));
        this.learns = Arrays.stream(limits).anyMatch(limit -> limit.cost().learns());
    }

    /**
     * So many requests in each period, refilled evenly: {@link io.hauberk.Allowance.Algorithm#GCRA}.
     *
     * @throws IllegalArgumentException if the limit is not positive, or faster than a hundred million a second
     */
    public static RateLimit of(long limit, Duration per) {
        return of(Allowance.gcra(limit, per));
    }

    /**
     * No more than so many requests within any period, wherever it begins: {@link io.hauberk.Allowance.Algorithm#SLIDING}. A
     * permit comes back late by a tenth of the period at most.
     */
    public static RateLimit sliding(long limit, Duration per) {
        return of(Allowance.sliding(limit, per));
    }

    /**
     * So many requests in a period that begins with the first of them: {@link io.hauberk.Allowance.Algorithm#FIXED}. Around the
     * end of one, twice as many may pass in a short time.
     */
    public static RateLimit fixed(long limit, Duration per) {
        return of(Allowance.fixed(limit, per));
    }

    /**
     * As the allowance says.
     *
     * @throws IllegalArgumentException if it is that of one window
     */
    public static RateLimit of(Allowance allowance) {
        return new RateLimit(null, new Limit(allowance));
    }

    /**
     * Several limits that must all allow a request, such as 10 in a second and 1,000 in an hour. The tightest one is
     * reported. All are asked before a permit is taken from any, so a refused request takes nothing. The limits keep their
     * state, also for others that they are shared with.
     *
     * @throws IllegalArgumentException if there are none, two have one name, or they count in different stores
     */
    public static RateLimit all(RateLimit... limits) {
        List<Limit> all = new ArrayList<>();
        for (RateLimit limit : limits) {
            all.addAll(List.of(limit.limits));
        }
        if (all.isEmpty()) {
            throw new IllegalArgumentException("RateLimit.all needs at least one limit.");
        }
        if (all.stream().map(Limit::name).distinct().count() < all.size()) {
            throw new IllegalArgumentException(
                    "Two limits of RateLimit.all have one name, so that clients cannot tell them" + " apart: "
                            + all.stream().map(Limit::name).toList() + ". Give them names by named(…).");
        }
        SharedCounting shared = limits[0].shared;
        for (RateLimit limit : limits) {
            if (limit.shared != shared) {
                throw new IllegalArgumentException(
                        "The limits of RateLimit.all count in different places. Give all of them their store at once:"
                                + " RateLimit.all(…).store(…).");
            }
        }
        if (all.size() > MAX_LIMITS) {
            throw new IllegalArgumentException(
                    "RateLimit.all takes " + MAX_LIMITS + " limits at most, but these are " + all.size() + ".");
        }
        return new RateLimit(shared, all.toArray(Limit[]::new));
    }

    /** Reads the parameters of {@code rateLimit} in a configuration file. */
    public static RateLimit from(Settings settings) {
        return new RateLimitReader(settings).read();
    }

    /** Counts by these parts together. */
    public RateLimit by(By... parts) {
        By key = parts.length == 1 ? parts[0] : By.all(parts);
        return changed(limit -> limit.by(key));
    }

    /** Counts by a property of the caller; those who lack it count by their address. */
    public RateLimit by(Function<Caller, @Nullable String> property) {
        return by(By.of("key", property));
    }

    /**
     * The size of the allowance, which is what may be used at once. Default: the limit itself.
     *
     * @throws IllegalStateException if it is counted in windows
     */
    public RateLimit burst(long permits) {
        requireOne("burst");
        return changed(limit -> limit.burst(permits));
    }

    /** How many permits a request takes. Default: 1. */
    public RateLimit cost(long permits) {
        return cost(Cost.of(permits));
    }

    /** What a request takes, as it or its answer tells. */
    public RateLimit cost(Cost cost) {
        return changed(limit -> limit.cost(cost));
    }

    /** The name that header fields, problems and records show. Default: made of the limit, as {@code 100-per-1m}. */
    public RateLimit named(String policy) {
        requireOne("name");
        return changed(limit -> limit.named(policy));
    }

    /**
     * How many callers are remembered at a time, taken as they come: 24 bytes each by GCRA, 36 in a fixed window, 60 to 170 in
     * a sliding one. Only those count who have used up something. Default: 100,000. Beyond it newcomers share counters, so
     * that they are refused early rather than late, and nobody starts afresh because of others; see {@link #overflows()}. Does
     * not count where there is a {@link #store}.
     */
    public RateLimit maxKeys(int keys) {
        return changed(limit -> limit.maxKeys(keys));
    }

    /**
     * Counts in a store that several processes may share. Limits of one {@linkplain #named name} and the same numbers in one
     * store count together. Where the store is gone, it is as {@link Store.OnFailure} says; {@code closed} means 503 with the
     * reason {@code store-unavailable}. Default: none, so that it counts in this process.
     */
    public RateLimit store(Store store) {
        return store(store, "");
    }

    RateLimit store(Store store, String scope) {
        return counted(new SharedCounting(store, scope, 0));
    }

    private RateLimit counted(SharedCounting other) {
        // Limits of their own, since each knows its prefix in one store.
        return new RateLimit(
                other, Arrays.stream(limits).map(limit -> limit.by(limit.by())).toArray(Limit[]::new));
    }

    /**
     * Takes up to so many permits in advance from the {@link #store}, for callers that come often, so that the store is not asked
     * for each request. Within any period as much as that for each process may pass above the limit, and as much may be kept from
     * the others. Default: 0, which is exact.
     *
     * @throws IllegalStateException if there is no store
     * @throws IllegalArgumentException if it is below 0, or more than a tenth of one of the limits, or than one where that is less
     */
    public RateLimit lease(long permits) {
        if (shared == null) {
            throw new IllegalStateException("Only what is counted in a store can be leased. Name the store before.");
        }
        for (Limit limit : limits) {
            long most = Math.max(1, limit.capacity() / 10);
            if (permits < 0 || permits > most) {
                throw new IllegalArgumentException("A lease is from 0 to a tenth of the allowance, which is " + most
                        + " for " + limit.name() + ", but it is " + permits + ".");
            }
        }
        return counted(shared.leasing(permits));
    }

    private RateLimit changed(UnaryOperator<Limit> change) {
        return new RateLimit(shared, Arrays.stream(limits).map(change).toArray(Limit[]::new));
    }

    private void requireOne(String what) {
        if (limits.length > 1) {
            throw new IllegalStateException(
                    "These are " + limits.length + " limits. Give each its " + what + " before RateLimit.all.");
        }
    }

    @Override
    public String name() {
        return Limit.FILTER;
    }

    @Override
    public Concern concern() {
        return Concern.LIMIT;
    }

    @Override
    public Response handle(Request request, Handler next) throws IOException {
        long[] costs = costs(request);
        Taken taken = counting.take(request, limits, costs);
        if (taken.gone()) {
            return Refusal.gone(request, limits[0], taken.remark());
        }
        List<Level> levels = taken.levels();
        if (Refusal.applies(levels)) {
            return Refusal.of(limits, levels).answer(request, policy, taken.remark());
        }
        record(request, taken.remark());
        if (levels.isEmpty()) {
            return next.handle(request);
        }
        if (learns) {
            return next.handle(request, head -> told(head, available(learned(head, taken, costs))));
        }
        String available = available(levels);
        return next.handle(request, head -> told(head, available));
    }

    private long[] costs(Request request) {
        long[] costs = new long[limits.length];
        for (int i = 0; i < costs.length; i++) {
            costs[i] = limits[i].cost().before(request, limits[i].capacity());
        }
        return costs;
    }

    private void record(Request request, String remark) {
        for (Limit limit : limits) {
            String basis = limit.by().basis(request);
            request.exchange().record(limit.counted().allowed(remark.isEmpty() ? basis : basis + remark));
        }
    }

    /** The levels once the answer has told what it cost. */
    private List<Level> learned(Head head, Taken taken, long[] costs) {
        long[] corrections = new long[costs.length];
        boolean any = false;
        for (int i = 0; i < costs.length; i++) {
            corrections[i] = limits[i].cost().after(head, costs[i], limits[i].capacity()) - costs[i];
            any |= corrections[i] != 0;
        }
        return any ? taken.correct(corrections) : taken.levels();
    }

    /** The limit with the least left; of several, the one that keeps it at that for longest. */
    private String available(List<Level> levels) {
        int tightest = 0;
        for (int i = 1; i < limits.length; i++) {
            tightest = Fields.tighter(levels.get(i), levels.get(tightest)) ? i : tightest;
        }
        return Fields.available(limits[tightest].name(), levels.get(tightest));
    }

    private Head told(Head head, String available) {
        return head.withHeaders(head.headers()
                .edit()
                .add(Fields.RATE_LIMIT_POLICY, policy)
                .add(Fields.RATE_LIMIT, available)
                .build());
    }

    @Override
    public List<String> explain(Request request, boolean callerOpen) {
        return Arrays.stream(limits)
                .map(limit -> limit.name() + " counts by " + limit.by().explain(request, callerOpen))
                .toList();
    }

    /** How often a caller found no room of its own and was counted together with others, since the start. */
    public long overflows() {
        return Arrays.stream(limits).mapToLong(limit -> limit.overflow().sum()).sum();
    }

    /** Counts overflows in {@code hauberk.ratelimit.overflows}, by policy. */
    @Override
    public void bindTo(MeterRegistry registry) {
        for (Limit limit : limits) {
            limit.overflow().count(registry.counter("hauberk.ratelimit.overflows", "policy", limit.name()));
        }
    }

    @Override
    public String toString() {
        return name()
                + Arrays.toString(limits)
                + (shared == null ? "" : " in store " + shared.store().name());
    }
}
