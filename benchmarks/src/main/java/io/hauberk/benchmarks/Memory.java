package io.hauberk.benchmarks;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.hauberk.Filter;
import io.hauberk.Handler;
import io.hauberk.Response;
import io.hauberk.Ticker;
import io.hauberk.key.By;
import io.hauberk.quota.Quota;
import io.hauberk.quota.Window;
import io.hauberk.ratelimit.RateLimit;
import io.hauberk.throttle.Throttle;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntFunction;

/**
 * What limiters keep for each caller, as the heap shows it: the difference that callers make, each of whom came once.
 * {@code Memory CALLERS}. Exact with the serial collector.
 */
public final class Memory {
    static final String PEER = "(Bucket4j in Caffeine)";
    static final String AIMED = "rateLimit, GCRA";
    private static final long AIM = 24;

    private static final Handler NEXT = request -> Response.of(200);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Crowd CROWD = new Crowd(1, Ticker.system());

    private Memory() {}

    /** Counts a request of the n-th caller. */
    interface Limiter {
        void count(int caller) throws IOException;
    }

    public static void main(String[] args) throws IOException {
        System.out.print(table(perCaller(Integer.parseInt(args[0]))));
    }

    /** Bytes for each of so many callers, by what counts them. */
    private static Map<String, Double> perCaller(int callers) throws IOException {
        Map<String, Double> bytes = new LinkedHashMap<>();
        for (String label : limiters().keySet()) {
            bytes.put(label, perCaller(label, callers));
        }
        return bytes;
    }

    static double perCaller(String label, int callers) throws IOException {
        IntFunction<Limiter> make = Objects.requireNonNull(limiters().get(label));
        fill(make.apply(1_000), 1_000); // loads classes
        long before = used();
        Limiter limiter = make.apply(callers);
        fill(limiter, callers);
        long after = used();
        Reference.reachabilityFence(limiter);
        return (after - before) / (double) callers;
    }

    private static Map<String, IntFunction<Limiter>> limiters() {
        Map<String, IntFunction<Limiter>> limiters = new LinkedHashMap<>();
        limiters.put(
                AIMED,
                most -> filter(RateLimit.of(1_000, HOUR).by(By.principal()).maxKeys(most)));
        limiters.put(
                "rateLimit, fixed window",
                most -> filter(RateLimit.fixed(1_000, HOUR).by(By.principal()).maxKeys(most)));
        limiters.put(
                "rateLimit, sliding window",
                most -> filter(RateLimit.sliding(1_000, HOUR).by(By.principal()).maxKeys(most)));
        limiters.put(
                "quota, a month",
                most -> filter(
                        Quota.of(1_000, Window.month()).by(By.principal()).maxKeys(most)));
        limiters.put(
                "throttle",
                most -> filter(Throttle.of(1, HOUR).by(By.principal()).maxKeys(most)));
        limiters.put(PEER, Memory::bucket4j);
        limiters.put("(Resilience4j in Caffeine)", Memory::resilience4j);
        return limiters;
    }

    private static Limiter filter(Filter filter) {
        return caller -> {
            Response response = filter.handle(CROWD.of(Crowd.caller(caller)), NEXT);
            if (response.status() != 200) {
                throw new IllegalStateException("The request was refused: " + response);
            }
        };
    }

    private static Limiter bucket4j(int most) {
        Cache<String, Bucket> buckets = cache(most);
        return caller -> buckets.get(
                        Crowd.name(caller),
                        name -> Bucket.builder()
                                .addLimit(bandwidth -> bandwidth.capacity(1_000).refillGreedy(1_000, HOUR))
                                .build())
                .tryConsume(1);
    }

    private static Limiter resilience4j(int most) {
        Cache<String, RateLimiter> limiters = cache(most);
        RateLimiterConfig terms = RateLimiterConfig.custom()
                .limitForPeriod(1_000)
                .limitRefreshPeriod(HOUR)
                .timeoutDuration(Duration.ZERO)
                .build();
        return caller -> limiters.get(Crowd.name(caller), name -> RateLimiter.of(name, terms))
                .acquirePermission();
    }

    private static <V> Cache<String, V> cache(int most) {
        return Caffeine.newBuilder()
                .maximumSize(most)
                .expireAfterAccess(HOUR)
                .executor(Runnable::run)
                .build();
    }

    private static void fill(Limiter limiter, int callers) throws IOException {
        for (int i = 0; i < callers; i++) {
            limiter.count(i);
        }
    }

    private static long used() {
        // The serial collector leaves some garbage where it is, but for each fourth time.
        for (int i = 0; i < 4; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    static String table(Map<String, Double> bytes) {
        double peer = bytes.getOrDefault(PEER, Double.NaN);
        StringBuilder text = new StringBuilder(line("memory", "a caller", "ratio", ""));
        bytes.forEach((label, own) -> text.append(line(
                label,
                Math.round(own) + " B",
                String.format(Locale.ROOT, "%.2fx", own / peer),
                label.equals(AIMED) ? "<= " + AIM + " B: " + (Math.round(own) <= AIM ? "met" : "MISSED") : "")));
        return text.toString();
    }

    private static String line(String label, String bytes, String ratio, String aim) {
        return String.format(Locale.ROOT, "%-36s %11s %8s  %s", label, bytes, ratio, aim)
                        .stripTrailing()
                + System.lineSeparator();
    }
}
