package io.hauberk.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.testkit.RealTime;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MemoryTest {
    @Test
    void a_caller_of_a_rate_limit_takes_a_fraction_of_what_a_bucket_in_a_cache_takes() throws Exception {
        // What another test left behind may be collected in the middle of it, but not each time.
        RealTime.holds(scale -> assertThat(Memory.perCaller(Memory.AIMED, 10_000))
                .isPositive()
                .isLessThan(Memory.perCaller(Memory.PEER, 10_000) / 3));
    }

    @Test
    void a_line_shows_the_bytes_and_the_ratio_and_whether_the_aim_is_met() {
        String table = Memory.table(Map.of(Memory.AIMED, 24.3, Memory.PEER, 243.0));

        assertThat(table)
                .containsPattern("rateLimit, GCRA +24 B +0.10x +<= 24 B: met\\R")
                .containsPattern("Bucket4j in Caffeine\\) +243 B +1.00x\\R");
    }
}
