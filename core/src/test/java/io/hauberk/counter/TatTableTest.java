package io.hauberk.counter;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

class TatTableTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private final SplittableRandom random = new SplittableRandom(42);

    @Test
    void asManyCallersAsPromisedHaveTheirOwnPlaceInLessThan24BytesEach() {
        int keys = 100_000;
        Gcra gcra = new Gcra(10, MINUTE, 10);
        LongAdder overflow = new LongAdder();
        TatTable table = new TatTable(gcra, keys, overflow::increment);
        long now = table.now(0);
        long[] hashes = random.longs(keys).toArray();
        for (long hash : hashes) {
            assertThat(table.take(hash, now, 1)).isPositive();
        }
        // Two buckets of eight are full by chance now and then, even though a third of all places is free.
        assertThat(overflow.sum()).isLessThan(keys / 10_000);
        assertThat(table.live(now)).isEqualTo((int) (keys - overflow.sum()));
        assertThat((double) table.bytes() / keys).isLessThanOrEqualTo(24);
        assertThat(Arrays.stream(hashes).filter(hash -> gcra.remaining(table.peek(hash, now), now) == 9))
                .hasSizeGreaterThan(keys - keys / 10_000);
    }

    @Test
    void aTableOfFewCallersIsSmall() {
        TatTable table = new TatTable(new Gcra(10, MINUTE, 10), 100_000, () -> {});
        assertThat(table.bytes()).isZero();
        table.take(5, table.now(0), 1);
        assertThat(table.bytes()).isLessThan(200);
    }

    @Test
    void placesOfCallersWithAFullAllowanceAreUsedAgain() {
        LongAdder overflow = new LongAdder();
        TatTable table = new TatTable(new Gcra(10, MINUTE, 10), 1_000, overflow::increment);
        for (int round = 0; round < 1_000; round++) {
            long now = table.now(Duration.ofSeconds(7).toNanos() * round);
            for (int i = 0; i < 500; i++) {
                table.take(random.nextLong(), now, 1);
            }
        }
        assertThat(overflow.sum()).isZero();
        assertThat(table.bytes()).isLessThan(24_000);
    }

    @Test
    void aMillionHostileCallersNeitherGrowTheTableNorResetAVictim() {
        Gcra gcra = new Gcra(10, MINUTE, 10);
        LongAdder overflow = new LongAdder();
        TatTable table = new TatTable(gcra, 10_000, overflow::increment);
        long victim = random.nextLong();
        long now = table.now(0);
        int passed = 0;
        for (int i = 0; i < 11; i++) {
            passed += table.take(victim, now, 1) >= 0 ? 1 : 0;
        }
        assertThat(passed).isEqualTo(10);
        for (int i = 0; i < 1_000_000; i++) {
            table.take(random.nextLong(), now, 1);
        }
        assertThat(table.bytes()).isLessThan(24 * 10_000);
        assertThat(overflow.sum()).isPositive();
        assertThat(table.take(victim, now, 1)).isNegative();
        long later = table.now(Duration.ofSeconds(6).toNanos());
        assertThat(table.take(victim, later, 1)).isPositive();
        assertThat(table.take(victim, later, 1)).isNegative();
    }

    @Test
    void nobodyIsAdmittedMoreOftenBecauseTheTableIsFull() {
        Gcra gcra = new Gcra(5, MINUTE, 5);
        TatTable table = new TatTable(gcra, 200, () -> {});
        int keys = 2_000;
        long[] hashes = random.longs(keys).toArray();
        TatTable alone = new TatTable(gcra, 20_000, () -> {});
        long[] passed = new long[keys];
        long[] passedAlone = new long[keys];
        long nanos = 0;
        for (int i = 0; i < 400_000; i++) {
            int who = random.nextInt(random.nextInt(keys) + 1);
            passed[who] += table.take(hashes[who], table.now(nanos), 1) >= 0 ? 1 : 0;
            passedAlone[who] += alone.take(hashes[who], alone.now(nanos), 1) >= 0 ? 1 : 0;
            nanos += random.nextInt(20_000_000);
        }
        for (int i = 0; i < keys; i++) {
            // A request refused early leaves its permit for later, so single totals may differ by an allowance.
            assertThat(passed[i]).isLessThanOrEqualTo(passedAlone[i] + 5);
        }
        assertThat(Arrays.stream(passed).sum())
                .isLessThan(Arrays.stream(passedAlone).sum());
    }

    @Test
    void whoWasCountedTogetherWithOthersDoesNotStartAfreshInAPlaceOfItsOwn() {
        Gcra gcra = new Gcra(5, MINUTE, 5);
        TatTable table = new TatTable(gcra, 1, () -> {});
        long now = table.now(0);
        // One bucket of eight in this segment.
        for (int i = 1; i <= 8; i++) {
            table.take(i, now, 1);
        }
        for (int i = 0; i < 5; i++) {
            assertThat(table.take(9, now, 1)).isPositive();
        }
        assertThat(table.take(9, now, 1)).isNegative();
        long later = table.now(Duration.ofSeconds(13).toNanos());
        assertThat(table.take(9, later, 1)).isPositive();
        assertThat(table.take(9, later, 1)).isNegative();
    }

    @Test
    void manyThreadsNeverGetMoreThanTheAllowanceWhileTheTableGrowsAndPlacesChangeHands() throws Exception {
        for (int round = 0; round < 20; round++) {
            contend(new SplittableRandom(round));
        }
    }

    /** All threads ask for the same callers at the same time, which moves on in steps that free some places. */
    private static void contend(SplittableRandom random) throws InterruptedException {
        int threads = 8;
        int keys = 300;
        int capacity = 4;
        long interval = 1_000_000;
        Gcra gcra = new Gcra(1, Duration.ofNanos(interval), capacity);
        TatTable table = new TatTable(gcra, 400, () -> {});
        table.now(0);
        long[] hashes = random.longs(keys).toArray();
        AtomicLongArray passed = new AtomicLongArray(keys);
        AtomicLong nanos = new AtomicLong();
        CyclicBarrier start = new CyclicBarrier(threads);
        Thread[] crowd = new Thread[threads];
        for (int t = 0; t < threads; t++) {
            SplittableRandom own = random.split();
            crowd[t] = new Thread(() -> {
                try {
                    start.await();
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
                for (int i = 0; i < 20_000; i++) {
                    long now = table.now(nanos.addAndGet(own.nextInt(64) == 0 ? 20_000 : 0));
                    int who = own.nextInt(own.nextInt(keys) + 1);
                    if (table.take(hashes[who], now, 1) >= 0) {
                        passed.incrementAndGet(who);
                    }
                }
            });
            crowd[t].start();
        }
        for (Thread thread : crowd) {
            thread.join();
        }
        for (int i = 0; i < keys; i++) {
            assertThat(passed.get(i)).isLessThanOrEqualTo(capacity + nanos.get() / interval);
        }
        assertThat(passed.get(0)).isGreaterThanOrEqualTo(capacity);
    }

    @Test
    void oneThatReadTheClockLongAgoGetsNothingFromAPlaceThatChangedHands() {
        Gcra gcra = new Gcra(1, MINUTE, 1);
        TatTable table = new TatTable(gcra, 1, () -> {});
        long early = table.now(0);
        assertThat(table.take(1, early, 1)).isPositive();
        long late = table.now(Duration.ofMinutes(3).toNanos());
        for (int i = 2; i <= 9; i++) {
            table.take(i, late, 1);
        }
        // Caller 1 is forgotten by now. A thread that slept since it read the clock must not find it fresh at that
        // time.
        assertThat(table.take(1, early, 1)).isPositive();
        assertThat(table.take(1, late, 1)).isNegative();
    }
}
