package io.hauberk.timer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LatenciesTest {
    @Test
    void aPercentileIsThatOfAllSamplesOrAtMostAnEighthMore() {
        SplittableRandom random = new SplittableRandom(7);
        for (int round = 0; round < 300; round++) {
            Latencies latencies = new Latencies(0);
            long[] all = new long[20 + random.nextInt(500)];
            for (int i = 0; i < all.length; i++) {
                all[i] = (long) Math.pow(10, 5 + random.nextDouble() * 5.5);
                latencies.record(all[i], 0);
            }
            Arrays.sort(all);
            double percent = 50 + random.nextDouble() * 49.9;
            long exact = all[(int) Math.ceil(all.length * percent / 100) - 1];
            assertThat(latencies.percentile(percent, 1)).isBetween(exact, exact + exact / 8 + 1);
        }
    }

    @Test
    void tooFewSamplesSayNothing() {
        Latencies latencies = new Latencies(0);
        for (int i = 1; i < Latencies.ENOUGH; i++) {
            latencies.record(1_000_000, 0);
            assertThat(latencies.percentile(50, 0)).isEqualTo(-1);
        }
        latencies.record(1_000_000, 0);
        assertThat(latencies.percentile(50, 0)).isPositive();
    }

    @Test
    void whatIsLongAgoIsForgotten() {
        Latencies latencies = new Latencies(0);
        for (int i = 0; i < 100; i++) {
            latencies.record(TimeUnit.SECONDS.toNanos(1), 0);
        }
        assertThat(latencies.percentile(50, seconds(11))).isPositive();
        assertThat(latencies.percentile(50, seconds(22))).isEqualTo(-1);
        assertThat(latencies.percentile(50, seconds(60))).isEqualTo(-1);
    }

    private static long seconds(int seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }
}
