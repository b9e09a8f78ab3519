package io.hauberk.ratelimit;

import io.hauberk.Caller;
import io.hauberk.Concern;
import io.hauberk.Filter;
import io.hauberk.Handler;
import io.hauberk.Head;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.Settings;
import io.hauberk.key.By;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Limits how many requests a caller makes in a period: {@code RateLimit.of(100, ofMinutes(1)).by(Caller::principal)}.
 *
 * <p>A caller has an allowance of {@code limit} permits (or of {@link #burst}) that refills evenly, {@code limit} in each
 * period; each request takes one (or {@link #cost}). So up to an allowance may be used at once, and after that one permit
 * comes each {@code per / limit}. By default it counts {@linkplain By#caller() by caller}: the consumer, else the
 * principal, else the address.
 *
 * <p><b>When it says no:</b> 429 with {@code Retry-After} and a problem of the type {@code quota-exceeded}, whose {@code
 * violated-policies} names the limit. A refused request takes nothing. Each answer, passed or refused, has the fields
 * {@code RateLimit-Policy} and {@code RateLimit} (draft-ietf-httpapi-ratelimit-headers-11), beside those of other limits.
 *
 * <p><b>Place:</b> limits by address before authentication, others after it. Around a call to another service it limits
 * what we send; {@code by(By.everyone())} if the other side cares only for the sum.
 *
 * <p>Time is the monotonic clock of the exchange. Never blocks; thread-safe; memory is bounded by {@link #maxKeys}. State
 * belongs to the instance: what shares it shares the counters, and each wither makes a new limit that starts afresh.
 */
public final class RateLimit implements Filter, MeterBinder {
    private final Limit[] limits;
    private final String policy;

    private RateLimit(Limit... limits) {
        this.limits = limits;
        this.policy = Fields.policy(limits);
    }

    /**
     * So many requests in each period.
     *
     * @throws IllegalArgumentException if the limit is not positive, or faster than a hundred million a second
     */
    public static RateLimit of(long limit, Duration per) {
        return new RateLimit(new Limit(limit, per));
    }

    /**
     * Several limits that must all allow a request, such as 10 in a second and 1,000 in an hour. The tightest one is
     * reported. All are asked before a permit is taken from any. Only where another request takes the last permit in
     * between, the refused one has used up a permit of the limits before it: never more than the limits pass. The limits
     * keep their state, also for others that they are shared with.
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
        return new RateLimit(all.toArray(Limit[]::new));
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

    /** The size of the allowance, which is what may be used at once. Default: the limit itself. */
    public RateLimit burst(long permits) {
        requireOne("burst");
        return changed(limit -> limit.burst(permits));
    }

    /** How many permits a request takes. Default: 1. */
    public RateLimit cost(long permits) {
        return changed(limit -> limit.cost(permits));
    }

    /** The name that header fields, problems and records show. Default: made of the limit, as {@code 100-per-1m}. */
    public RateLimit named(String policy) {
        requireOne("name");
        return changed(limit -> limit.named(policy));
    }

    /**
     * How many callers are remembered at a time; 24 bytes each, taken as they come. Only those count whose
     * allowance is not full again. Default: 100,000. Beyond it newcomers share counters, so that they are refused early
     * rather than late, and nobody starts afresh because of others; see {@link #overflows()}.
     */
    public RateLimit maxKeys(int keys) {
        return changed(limit -> limit.maxKeys(keys));
    }

    private RateLimit changed(UnaryOperator<Limit> change) {
        return new RateLimit(Arrays.stream(limits).map(change).toArray(Limit[]::new));
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
        long nanos = request.exchange().ticker().nanos();
        if (limits.length > 1) {
            Refusal refusal = foreseen(request, nanos);
            if (refusal != null) {
                return refusal.answer(request, policy);
            }
        }
        Limit tightest = limits[0];
        long remaining = Long.MAX_VALUE;
        long nanosUntilMore = 0;
        for (Limit limit : limits) {
            long now = limit.table().now(nanos);
            long tat = limit.table().take(limit.by().hash(request), now, limit.cost());
            if (tat < 0) {
                return new Refusal(limit, ~tat, now).answer(request, policy);
            }
            long left = limit.gcra().remaining(tat, now);
            long until = limit.gcra().nanosUntil(left + 1, tat, now);
            if (left < remaining || left == remaining && until > nanosUntilMore) {
                tightest = limit;
                remaining = left;
                nanosUntilMore = until;
            }
            request.exchange().record(limit.allowed(limit.by().basis(request)));
        }
        String available = Fields.available(tightest, remaining, nanosUntilMore);
        return next.handle(request, head -> told(head, available));
    }

    private Head told(Head head, String available) {
        return head.withHeaders(head.headers()
                .edit()
                .add(Fields.RATE_LIMIT_POLICY, policy)
                .add(Fields.RATE_LIMIT, available)
                .build());
    }

    private @Nullable Refusal foreseen(Request request, long nanos) {
        Refusal refusal = null;
        for (Limit limit : limits) {
            long now = limit.table().now(nanos);
            long tat = limit.table().peek(limit.by().hash(request), now);
            if (limit.gcra().take(tat, now, limit.cost()) == Gcra.REFUSED) {
                refusal = new Refusal(limit, tat, now).and(refusal);
            }
        }
        return refusal;
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
        return name() + Arrays.toString(limits);
    }
}
