package io.hauberk.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Allowance;
import io.hauberk.CounterStore;
import io.hauberk.CounterStore.Draw;
import io.hauberk.testkit.VirtualTime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LeasesTest {
    private static final int PROCESSES = 3;
    private static final int LEASE = 10;
    private static final Duration PERIOD = Duration.ofSeconds(10);

    private final VirtualTime time = VirtualTime.moving();
    private final Asked counters = new Asked(MemoryStore.of(1_000, time, time));
    private final List<Store> processes = IntStream.range(0, PROCESSES)
            .mapToObj(i -> Store.named("shared", counters).ticker(time))
            .toList();

    static Stream<Allowance> allowances() {
        return Stream.of(Allowance.gcra(100, PERIOD), Allowance.sliding(100, PERIOD), Allowance.fixed(100, PERIOD));
    }

    @ParameterizedTest
    @MethodSource("allowances")
    void noPeriodHoldsMoreThanTheBoundAndTheLeaseOfEachProcess(Allowance allowance) {
        Draw draw = Draw.of("a", allowance, 1);
        Random random = new Random(7);
        List<Long> passed = new ArrayList<>();
        int tried = 40_000;
        for (int i = 0; i < tried; i++) {
            // Bursts, pauses, and rates on both sides of the limit.
            long pause = random.nextInt(200) == 0
                    ? PERIOD.toNanos() / 3
                    : random.nextInt(i / 4_000 % 2 == 0 ? 5 : 300) * 1_000_000L;
            time.advance(Duration.ofNanos(pause));
            if (processes
                    .get(random.nextInt(PROCESSES))
                    .take(List.of(draw), LEASE)
                    .passes()) {
                passed.add(time.nanos());
            }
        }
        int bound = (allowance.algorithm() == Allowance.Algorithm.SLIDING ? 100 : 200) + PROCESSES * LEASE;
        for (int i = 0; i + bound < passed.size(); i++) {
            assertThat(passed.get(i + bound) - passed.get(i)).isGreaterThanOrEqualTo(PERIOD.toNanos());
        }
        assertThat(passed).hasSizeGreaterThan(1_000);
    }

    @Test
    void aCallerThatComesOftenCostsFewOperations() {
        Draw draw = Draw.of("a", Allowance.gcra(10_000, PERIOD), 1);
        for (int i = 0; i < 1_000; i++) {
            time.advance(Duration.ofMillis(2));
            assertThat(processes.get(0).take(List.of(draw), 100).passes()).isTrue();
        }
        assertThat(counters.asked).hasValueLessThan(40);
    }

    @Test
    void aCallerThatComesSlowlyIsLeasedNothing() throws IOException {
        Draw draw = Draw.of("a", Allowance.fixed(100, Duration.ofHours(1)), 1);
        for (int i = 0; i < 20; i++) {
            time.advance(Duration.ofSeconds(5));
            assertThat(processes.get(i % 2).take(List.of(draw), LEASE).passes()).isTrue();
        }
        assertThat(counters.peek(List.of(draw), Duration.ofSeconds(1)).get(0).used())
                .isEqualTo(20);
    }

    @Test
    void whatIsNotUsedInTimeIsGivenBack() throws IOException {
        Draw draw = Draw.of("a", Allowance.fixed(100, Duration.ofHours(1)), 1);
        for (int i = 0; i < 12; i++) {
            processes.get(0).take(List.of(draw), LEASE);
        }
        assertThat(counters.peek(List.of(draw), Duration.ofSeconds(1)).get(0).used())
                .isGreaterThan(12);
        time.advance(Duration.ofSeconds(2));
        processes.get(0).take(List.of(draw), LEASE);
        assertThat(counters.peek(List.of(draw), Duration.ofSeconds(1)).get(0).used())
                .isEqualTo(13);
    }

    @Test
    void theLastPermitsAreNotLostToALease() {
        Draw draw = Draw.of("a", Allowance.gcra(25, Duration.ofHours(1)), 1);
        int passed = 0;
        for (int i = 0; i < 60; i++) {
            passed += processes.get(0).take(List.of(draw), LEASE).passes() ? 1 : 0;
        }
        assertThat(passed).isEqualTo(25);
    }

    @Test
    void ofSeveralCountersNoneIsSpentWhereOneIsShort() throws IOException {
        Draw wide = Draw.of("a", Allowance.fixed(1_000, Duration.ofHours(1)), 1);
        Draw tight = Draw.of("b", Allowance.fixed(20, Duration.ofHours(1)), 1);
        int passed = 0;
        for (int i = 0; i < 100; i++) {
            passed += processes.get(0).take(List.of(wide, tight), LEASE).passes() ? 1 : 0;
        }
        assertThat(passed).isEqualTo(20);
        assertThat(counters.peek(List.of(wide), Duration.ofSeconds(1)).get(0).used())
                .isLessThanOrEqualTo(20 + LEASE);
    }

    @Test
    void manyThreadsGetNoMoreThanTheLimitAndTheLeases() throws Exception {
        Draw draw = Draw.of("a", Allowance.fixed(1_000, Duration.ofHours(1)), 1);
        AtomicInteger passed = new AtomicInteger();
        CyclicBarrier start = new CyclicBarrier(6);
        List<Thread> crowd = IntStream.range(0, 6)
                .mapToObj(t -> new Thread(() -> {
                    try {
                        start.await();
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                    for (int i = 0; i < 1_000; i++) {
                        boolean may = processes
                                .get(t % PROCESSES)
                                .take(List.of(draw), LEASE)
                                .passes();
                        passed.addAndGet(may ? 1 : 0);
                    }
                }))
                .toList();
        crowd.forEach(Thread::start);
        for (Thread thread : crowd) {
            thread.join();
        }
        // In one window nothing was held before it began, so leases keep some from the others, and let none pass twice.
        assertThat(passed.get()).isBetween(1_000 - PROCESSES * LEASE, 1_000);
    }

    @Test
    void allThatIsAskedForOneDecisionIsAnsweredWithinOneBudget() {
        Draw draw = Draw.of("a", Allowance.fixed(100, Duration.ofHours(1)), 1);
        Store store = processes.get(0);
        for (int i = 0; i < 12; i++) {
            store.take(List.of(draw), LEASE);
        }
        // There is something to give back, and a lease to ask for, and what is needed.
        counters.slow = time;
        time.advance(Duration.ofSeconds(2));
        long before = time.nanos();
        assertThat(store.take(List.of(draw), LEASE).local()).isTrue();
        assertThat(time.nanos() - before)
                .isLessThanOrEqualTo(Duration.ofMillis(25).toNanos());

        counters.gone = true;
        before = time.nanos();
        assertThat(store.take(List.of(draw), LEASE).local()).isTrue();
        assertThat(time.nanos() - before)
                .isLessThanOrEqualTo(Duration.ofMillis(25).toNanos());
    }

    /** Counts how often it is asked to take. */
    private static final class Asked implements CounterStore {
        private final CounterStore store;
        private final AtomicInteger asked = new AtomicInteger();
        private VirtualTime slow;
        private boolean gone;

        Asked(CounterStore store) {
            this.store = store;
        }

        /** Slow: an answer takes 20 ms, and none comes beyond the budget. Gone: none comes. */
        private void answer(Duration budget) throws IOException {
            Duration needed = Duration.ofMillis(20);
            if (slow != null) {
                slow.advance(!gone && needed.compareTo(budget) < 0 ? needed : budget);
                if (gone || needed.compareTo(budget) >= 0) {
                    throw new IOException("late");
                }
            }
        }

        @Override
        public List<Level> take(List<Draw> draws, Duration budget) throws IOException {
            asked.incrementAndGet();
            // Somebody else's turn, as on a real way to a store.
            Thread.yield();
            answer(budget);
            return store.take(draws, budget);
        }

        @Override
        public List<Level> peek(List<Draw> draws, Duration budget) throws IOException {
            return store.peek(draws, budget);
        }

        @Override
        public List<Level> adjust(List<Draw> draws, Duration budget) throws IOException {
            answer(budget);
            return store.adjust(draws, budget);
        }

        @Override
        public void reset(List<Draw> draws, Duration budget) throws IOException {
            store.reset(draws, budget);
        }

        @Override
        public void close() {
            store.close();
        }
    }
}
