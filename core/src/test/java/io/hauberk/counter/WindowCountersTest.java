package io.hauberk.counter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.Allowance;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class WindowCountersTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private final SplittableRandom random = new SplittableRandom(42);

    static Stream<Allowance> allowances() {
        return Stream.of(Allowance.gcra(10, MINUTE), Allowance.sliding(10, MINUTE), Allowance.fixed(10, MINUTE));
    }

    @ParameterizedTest
    @CsvSource({
        "GCRA, 10, 24",
        "SLIDING, 10, 60",
        "SLIDING, 32767, 60",
        "SLIDING, 40000, 96",
        "SLIDING, 4000000000, 156",
        "FIXED, 10, 36"
    })
    void aCallerCostsAsManyBytesAsPromised(Allowance.Algorithm algorithm, long limit, int bytes) {
        Allowance allowance = switch (algorithm) {
            case GCRA -> Allowance.gcra(limit, MINUTE);
            case SLIDING -> Allowance.sliding(limit, MINUTE);
            default -> Allowance.fixed(limit, MINUTE);
        };
        LongAdder overflow = new LongAdder();
        Counters counters = Counters.of(allowance, 20_000, overflow::increment);
        random.longs(20_000)
                .forEach(key -> assertThat(counters.take(key, 0, 1).enough()).isTrue());
        assertThat(overflow.sum()).isLessThan(20);
        assertThat((double) counters.bytes() / 20_000).isLessThanOrEqualTo(bytes);
        assertThat(counters.live(0)).isEqualTo(20_000 - (int) overflow.sum());
    }

    @ParameterizedTest
    @MethodSource("allowances")
    void aMillionHostileCallersNeitherGrowTheTableNorResetAVictim(Allowance allowance) {
        LongAdder overflow = new LongAdder();
        Counters counters = Counters.of(allowance, 10_000, overflow::increment);
        long victim = random.nextLong();
        int passed = 0;
        for (int i = 0; i < 11; i++) {
            passed += counters.take(victim, 0, 1).enough() ? 1 : 0;
        }
        assertThat(passed).isEqualTo(10);
        for (int i = 0; i < 1_000_000; i++) {
            counters.take(random.nextLong(), 0, 1);
        }
        assertThat(counters.bytes()).isLessThanOrEqualTo(60 * 10_000);
        assertThat(overflow.sum()).isPositive();
        assertThat(counters.take(victim, 0, 1).enough()).isFalse();
        assertThat(counters.take(victim, MINUTE.plusSeconds(7).toNanos(), 10).enough())
                .isTrue();
    }

    /** As quotas count windows of a calendar: each window is another key, and lasts as long as it is told. */
    @Test
    void aMillionHostileCallersOfWindowsThatAreGivenNeitherGrowTheTableNorResetAVictim() {
        LongAdder overflow = new LongAdder();
        WindowCounters counters = WindowCounters.ofWindows(10_000, overflow::increment);
        long victim = random.nextLong();
        long lasts = MINUTE.toNanos();
        for (int i = 0; i < 11; i++) {
            assertThat(counters.take(victim, 0, 1, 10, lasts).enough()).isEqualTo(i < 10);
        }
        int strangersPassed = 0;
        long late = random.nextLong();
        int latePassed = 0;
        for (int i = 0; i < 1_000_000; i++) {
            strangersPassed += counters.take(random.nextLong(), 0, 1, 10, lasts).enough() ? 1 : 0;
            latePassed +=
                    i % 1_000 == 999 && counters.take(late, 0, 1, 10, lasts).enough() ? 1 : 0;
        }
        assertThat(counters.bytes()).isLessThanOrEqualTo(36 * 10_000);
        assertThat(overflow.sum()).isPositive();
        assertThat(latePassed).as("one who came when there was no room").isLessThanOrEqualTo(10);
        assertThat(strangersPassed)
                .as("a place each, and ten for each of a thousand cells")
                .isLessThanOrEqualTo(15_000 + 16 * 64 * 10);
        assertThat(counters.take(victim, 0, 1, 10, lasts).enough()).isFalse();
        assertThat(counters.take(victim, lasts, 10, 10, lasts).enough()).isTrue();
    }

    /** Whoever has no place of his own still gets no more than the bound of the algorithm in any period. */
    @ParameterizedTest
    @MethodSource("allowances")
    void nobodyGetsMoreThanTheBoundWhileTheTableIsFull(Allowance allowance) {
        Counters counters = Counters.of(allowance, 100, () -> {});
        int keys = 600;
        long[] hashes = random.longs(keys).toArray();
        long[][] passedAt = new long[keys][4_000];
        int[] passed = new int[keys];
        long nanos = 0;
        for (int i = 0; i < 200_000; i++) {
            int who = random.nextInt(random.nextInt(keys) + 1);
            if (counters.take(hashes[who], nanos, 1).enough()) {
                passedAt[who][passed[who]++] = nanos;
            }
            nanos += random.nextInt(30_000_000);
        }
        int bound = allowance.algorithm() == Allowance.Algorithm.SLIDING ? 10 : 20;
        for (int who = 0; who < keys; who++) {
            for (int i = 0; i + bound < passed[who]; i++) {
                assertThat(passedAt[who][i + bound] - passedAt[who][i]).isGreaterThanOrEqualTo(MINUTE.toNanos());
            }
        }
        assertThat(Arrays.stream(passed).max().orElse(0)).isGreaterThan(20);
    }

    @ParameterizedTest
    @MethodSource("allowances")
    void manyThreadsGetExactlyTheLimitWhileOthersCrowdTheTable(Allowance small) throws Exception {
        Allowance allowance =
                new Allowance(small.algorithm(), 1_000, Duration.ofDays(1), 1_000, small.slices(), small.start());
        Counters counters = Counters.of(allowance, 5_000, () -> {});
        AtomicInteger passed = new AtomicInteger();
        AtomicLong others = new AtomicLong();
        CyclicBarrier start = new CyclicBarrier(8);
        Thread[] crowd = IntStream.range(0, 8)
                .mapToObj(t -> new Thread(() -> {
                    SplittableRandom own = new SplittableRandom(t);
                    try {
                        start.await();
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                    for (int i = 0; i < 5_000; i++) {
                        passed.addAndGet(counters.take(42, 0, 1).enough() ? 1 : 0);
                        others.addAndGet(counters.take(own.nextLong(), 0, 1).used());
                    }
                }))
                .toArray(Thread[]::new);
        Arrays.stream(crowd).forEach(Thread::start);
        for (Thread thread : crowd) {
            thread.join();
        }
        assertThat(passed).hasValue(1_000);
    }

    @ParameterizedTest
    @MethodSource("allowances")
    void aClockThatIsReadLateGivesNobodyTime(Allowance allowance) {
        Counters counters = Counters.of(allowance, 1_000, () -> {});
        long late = MINUTE.toNanos() * 3;
        counters.take(5, 0, 1);
        for (int i = 0; i < 10; i++) {
            assertThat(counters.take(7, late, 1).enough()).isTrue();
        }
        // One that read the clock before the others did sees what they left.
        assertThat(counters.take(7, late - 1_000, 1).enough()).isFalse();
        assertThat(counters.take(7, late, 1).enough()).isFalse();
    }

    @Test
    void placesOfCallersWhoseTimeIsOverAreUsedAgain() {
        LongAdder overflow = new LongAdder();
        Counters counters = Counters.of(Allowance.fixed(10, MINUTE), 1_000, overflow::increment);
        for (int round = 0; round < 300; round++) {
            for (int i = 0; i < 500; i++) {
                counters.take(random.nextLong(), MINUTE.toNanos() * round, 1);
            }
        }
        assertThat(overflow.sum()).isZero();
        assertThat(counters.bytes()).isLessThanOrEqualTo(36_000);
    }

    @Test
    void moreKeysThanFitAreRefusedInASentence() {
        assertThatThrownBy(() -> Counters.of(Allowance.fixed(1, MINUTE), 0, () -> {}))
                .hasMessageContaining("maxKeys is 0");
    }
}
