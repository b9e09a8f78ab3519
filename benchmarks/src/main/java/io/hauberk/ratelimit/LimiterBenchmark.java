package io.hauberk.ratelimit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.hauberk.Allowance;
import io.hauberk.Body;
import io.hauberk.Caller;
import io.hauberk.Exchange;
import io.hauberk.Handler;
import io.hauberk.Headers;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.Ticker;
import io.hauberk.key.By;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Decisions of a limiter that says yes, for one caller and for many, every one as likely as another. The allowance is
 * more than is asked for, and is used faster than it comes back, so that all callers stay in the table. A request in flight
 * is in the processor's cache, so there is one for all callers: only what a limiter keeps is looked for in memory.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LimiterBenchmark {
    private static final int REQUESTS = 1 << 18;
    private static final Handler NEXT = request -> Response.of(200);

    @Param({"1", "100000"})
    public int keys;

    private final Ticker ticker = Ticker.system();
    private Limit gcra = gcra(1);
    private Limit sliding = sliding(1);
    private Limit fixed = fixed(1);
    private RateLimit filter = RateLimit.of(1, Duration.ofSeconds(1));
    private final Cache<String, Bucket> buckets = cache();
    private final Cache<String, RateLimiter> limiters = cache();
    private final Exchange exchange = Exchange.begin(ticker);
    private final Request request =
            Request.of(exchange, "GET", "http", "shop.test", "/", null, Headers.empty(), Body.empty());
    private final Caller[] callers = new Caller[REQUESTS];
    private final String[] names = new String[REQUESTS];
    private int next;

    @Setup
    public void prepare() {
        long burst = burst();
        gcra = gcra(burst);
        sliding = sliding(burst);
        fixed = fixed(burst);
        filter = RateLimit.of(10, Duration.ofSeconds(1)).burst(burst).by(By.principal());
        Caller[] all = new Caller[keys];
        String[] subjects = new String[keys];
        for (int i = 0; i < keys; i++) {
            subjects[i] = "0b1f3a4e-9d5f-4c57-a7fd-" + i;
            all[i] = Caller.unknown().withPrincipal(subjects[i], null);
        }
        Random random = new Random(1);
        for (int i = 0; i < REQUESTS; i++) {
            int key = random.nextInt(keys);
            names[i] = subjects[key];
            callers[i] = all[key];
        }
    }

    /** What is never used up; for many callers small enough to be counted in the width that is usual. */
    private long burst() {
        return keys == 1 ? 1_000_000_000 : 30_000;
    }

    private static Limit gcra(long burst) {
        return new Limit(Allowance.gcra(10, Duration.ofSeconds(1)).burst(burst)).by(By.principal());
    }

    private static Limit sliding(long burst) {
        return new Limit(Allowance.sliding(burst, Duration.ofHours(1))).by(By.principal());
    }

    private static Limit fixed(long burst) {
        return new Limit(Allowance.fixed(burst, Duration.ofHours(1))).by(By.principal());
    }

    private static <V> Cache<String, V> cache() {
        return Caffeine.newBuilder()
                .maximumSize(200_000)
                .expireAfterAccess(Duration.ofMinutes(5))
                .build();
    }

    private Bucket bucket(String key) {
        return Bucket.builder()
                .addLimit(bandwidth -> bandwidth.capacity(burst()).refillGreedy(10, Duration.ofSeconds(1)))
                .build();
    }

    private RateLimiter limiter(String key) {
        return RateLimiter.of(
                key,
                RateLimiterConfig.custom()
                        .limitForPeriod((int) burst())
                        .limitRefreshPeriod(Duration.ofHours(1))
                        .timeoutDuration(Duration.ZERO)
                        .build());
    }

    /** One decision: clock, hash of the caller, look-up, count. */
    @Benchmark
    public boolean gcra() {
        return decide(gcra);
    }

    /** The same in a sliding window of ten slices. */
    @Benchmark
    public boolean sliding() {
        return decide(sliding);
    }

    /** The same in a fixed window. */
    @Benchmark
    public boolean fixed() {
        return decide(fixed);
    }

    private boolean decide(Limit limit) {
        exchange.attach(callers[next++ & (REQUESTS - 1)]);
        boolean taken = limit.counters()
                .take(limit.by().hash(request), ticker.nanos(), 1)
                .enough();
        yes(taken);
        return taken;
    }

    /** The whole filter, in an exchange of its own, with the record of its decision and the fields of the answer. */
    @Benchmark
    public Response filter() throws IOException {
        Exchange own = Exchange.begin(ticker);
        own.attach(callers[next++ & (REQUESTS - 1)]);
        Response response = filter.handle(request.in(own), NEXT);
        yes(response.status() == 200);
        return response;
    }

    /** The peer: a Bucket4j bucket for each caller in a bounded Caffeine cache. */
    @Benchmark
    public boolean bucket4j() {
        boolean taken =
                buckets.get(names[next++ & (REQUESTS - 1)], this::bucket).tryConsume(1);
        yes(taken);
        return taken;
    }

    /** The other peer: a Resilience4j limiter for each caller in the same cache. */
    @Benchmark
    public boolean resilience4j() {
        boolean taken =
                limiters.get(names[next++ & (REQUESTS - 1)], this::limiter).acquirePermission();
        yes(taken);
        return taken;
    }

    /** The share of the cache in {@link #bucket4j}. */
    @Benchmark
    public Bucket caffeine() {
        return buckets.get(names[next++ & (REQUESTS - 1)], this::bucket);
    }

    /** A refusal costs something else. */
    private static void yes(boolean allowed) {
        if (!allowed) {
            throw new IllegalStateException("The allowance was used up, so refusals would be measured.");
        }
    }
}
