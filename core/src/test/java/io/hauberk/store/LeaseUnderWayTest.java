package io.hauberk.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Allowance;
import io.hauberk.CounterStore;
import io.hauberk.CounterStore.Draw;
import io.hauberk.CounterStore.Level;
import io.hauberk.testkit.VirtualTime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Those who come while a lease is asked for: of two permits, beside the one that whoever asks needs. */
@Timeout(60)
class LeaseUnderWayTest {
    private static final int LEASE = 10;
    private static final int LIMIT = 100;
    private static final Draw DRAW = Draw.of("a", Allowance.fixed(LIMIT, Duration.ofHours(1)), 1);

    private final VirtualTime time = VirtualTime.moving();
    private final Slow counters = new Slow(MemoryStore.of(10, time, time));
    private Store store = Store.named("shared", counters).ticker(time).budget(Duration.ofSeconds(10));
    private final List<Taking> all = new ArrayList<>();

    @BeforeEach
    void untilTheNextLeaseIsOfTwo() {
        begin();
    }

    private void begin() {
        for (int i = 0; i < 3; i++) {
            assertThat(store.take(List.of(DRAW), LEASE).passes()).isTrue();
        }
        counters.asked.clear();
        counters.holds = true;
    }

    @AfterEach
    void end() throws Exception {
        counters.answer.countDown();
        for (Taking taking : all) {
            taking.thread.join();
        }
        store.close();
    }

    @Test
    void theyWaitForWhatItBringsAndAskNobody() throws Exception {
        Taking asking = asking();
        Taking second = waiting();
        Taking third = waiting();
        counters.answer.countDown();
        assertThat(List.of(asking.passes(), second.passes(), third.passes())).containsOnly(true);
        assertThat(counters.asked).containsExactly(3L);
    }

    @Test
    void whatItWillNotBringIsAskedForAtOnce() throws Exception {
        asking();
        waiting();
        waiting();
        assertThat(store.take(List.of(DRAW), LEASE).passes()).isTrue();
        assertThat(counters.asked).containsExactly(3L, 1L);
    }

    @Test
    void whereItIsRefusedTheLastPermitIsStillFound() throws Exception {
        Taking asking = asking();
        Taking second = waiting();
        Taking third = waiting();
        counters.store.take(List.of(Draw.of("a", DRAW.allowance(), LIMIT - 4)), Duration.ofSeconds(1));
        counters.answer.countDown();
        assertThat(List.of(asking.passes(), second.passes(), third.passes())).containsOnlyOnce(true);
    }

    @Test
    void whereItFailsTheyAskForThemselves() throws Exception {
        Taking asking = asking();
        Taking second = waiting();
        counters.fails = true;
        counters.answer.countDown();
        assertThat(asking.drawn().local()).isTrue();
        assertThat(second.drawn().local()).isFalse();
        assertThat(counters.asked).containsExactly(3L, 1L);
    }

    @Test
    void nobodyWaitsLongerThanTheBudget() throws Exception {
        counters.holds = false;
        store = store.budget(Duration.ofMillis(20));
        begin();
        asking();
        assertThat(store.take(List.of(DRAW), LEASE).passes()).isTrue();
        assertThat(counters.asked).containsExactly(3L, 1L);
    }

    /** Takes, and is under way to the store for a lease. */
    private Taking asking() throws InterruptedException {
        Taking taking = new Taking();
        counters.leasing.await();
        return taking;
    }

    /** Takes, and waits for somebody else. */
    private Taking waiting() {
        Taking taking = new Taking();
        while (taking.thread.getState() != Thread.State.TIMED_WAITING && taking.thread.isAlive()) {
            Thread.yield();
        }
        return taking;
    }

    private final class Taking {
        private final FutureTask<Drawn> task = new FutureTask<>(() -> store.take(List.of(DRAW), LEASE));
        private final Thread thread = new Thread(task);

        Taking() {
            all.add(this);
            thread.start();
        }

        Drawn drawn() throws Exception {
            return task.get();
        }

        boolean passes() throws Exception {
            return drawn().passes();
        }
    }

    /** Answers who asks for a lease when it is told to. */
    private static final class Slow implements CounterStore {
        private final CounterStore store;
        private final List<Long> asked = new CopyOnWriteArrayList<>();
        private final CountDownLatch leasing = new CountDownLatch(1);
        private final CountDownLatch answer = new CountDownLatch(1);
        private volatile boolean holds;
        private volatile boolean fails;

        Slow(CounterStore store) {
            this.store = store;
        }

        @Override
        public List<Level> take(List<Draw> draws, Duration budget) throws IOException {
            long cost = draws.get(0).cost();
            asked.add(cost);
            if (holds && cost > 1) {
                await();
            }
            return store.take(draws, budget);
        }

        private void await() throws IOException {
            leasing.countDown();
            try {
                answer.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            if (fails) {
                throw new IOException("gone");
            }
        }

        @Override
        public List<Level> peek(List<Draw> draws, Duration budget) throws IOException {
            return store.peek(draws, budget);
        }

        @Override
        public List<Level> adjust(List<Draw> draws, Duration budget) throws IOException {
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
