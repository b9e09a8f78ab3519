package io.hauberk.counter;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** The limiter beside a naive token bucket that counts in exact fractions. */
class OracleTest {
    @Property(tries = 300)
    void decidesAsAnExactTokenBucketDoes(
            @ForAll @LongRange(min = 1, max = 40) long limit,
            @ForAll @LongRange(min = 1_000, max = 100_000_000_000L) long periodNanos,
            @ForAll @IntRange(min = 1, max = 60) int burst,
            @ForAll @IntRange(min = 1, max = 3) int cost,
            @ForAll long seed) {
        int capacity = Math.max(burst, cost);
        long gcd =
                BigInteger.valueOf(limit).gcd(BigInteger.valueOf(periodNanos)).longValue();
        // Others are exact, too, but for less than a nanosecond.
        boolean exact = limit / gcd <= 20;
        Gcra gcra = new Gcra(limit, Duration.ofNanos(periodNanos), capacity);
        TatTable table = new TatTable(gcra, 1_000, () -> {});
        Map<Long, Bucket> buckets = new HashMap<>();
        Random random = new Random(seed);
        long nanos = Long.MAX_VALUE - 1_000;
        long elapsed = 0;
        for (int i = 0; i < 300; i++) {
            long step = random.nextInt(4) == 0 ? 0 : (long) (random.nextDouble() * 2.5 * periodNanos / limit);
            elapsed += step;
            long key = random.nextInt(5) * 0x9E3779B97F4A7C15L;
            Bucket bucket = buckets.computeIfAbsent(key, k -> new Bucket(limit, periodNanos, capacity));
            long now = table.now(nanos + elapsed);
            long tat = table.take(key, now, cost);
            if (exact) {
                assertThat(tat >= 0).isEqualTo(bucket.take(elapsed, cost));
                assertThat(gcra.remaining(tat < 0 ? ~tat : tat, now)).isEqualTo(bucket.whole());
            } else {
                boolean near = bucket.take(elapsed + 1, cost);
                assertThat(tat < 0 || near).isTrue();
                return;
            }
        }
    }

    /** Tokens in units of 1 / period, so that {@code limit} of them come each nanosecond. */
    private static final class Bucket {
        private final BigInteger limit;
        private final BigInteger token;
        private final BigInteger capacity;
        private BigInteger level;
        private long at;

        Bucket(long limit, long periodNanos, long capacity) {
            this.limit = BigInteger.valueOf(limit);
            this.token = BigInteger.valueOf(periodNanos);
            this.capacity = token.multiply(BigInteger.valueOf(capacity));
            this.level = this.capacity;
        }

        boolean take(long now, long cost) {
            level = level.add(limit.multiply(BigInteger.valueOf(now - at))).min(capacity);
            at = now;
            BigInteger price = token.multiply(BigInteger.valueOf(cost));
            boolean enough = level.compareTo(price) >= 0;
            level = enough ? level.subtract(price) : level;
            return enough;
        }

        long whole() {
            return level.divide(token).longValue();
        }
    }
}
