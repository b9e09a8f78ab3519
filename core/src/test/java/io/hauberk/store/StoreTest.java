package io.hauberk.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.Allowance;
import io.hauberk.CounterStore;
import io.hauberk.CounterStore.Draw;
import io.hauberk.store.Store.OnFailure;
import io.hauberk.testkit.VirtualTime;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class StoreTest {
    private final VirtualTime time = VirtualTime.moving();
    private final Broken counters = new Broken(MemoryStore.of(1_000, time, time));
    private final Draw draw = Draw.of("a", Allowance.gcra(3, Duration.ofHours(1)), 1);

    private Store store(OnFailure answer) {
        return Store.named("shared", counters).ticker(time).onFailure(answer);
    }

    private int passing(Store store, int times) {
        int passed = 0;
        for (int i = 0; i < times; i++) {
            passed += store.take(List.of(draw)).passes() ? 1 : 0;
        }
        return passed;
    }

    @Test
    void whileItAnswersAllProcessesCountTogether() {
        assertThat(passing(store(OnFailure.LOCAL), 2)).isEqualTo(2);
        assertThat(passing(store(OnFailure.LOCAL), 2)).isOne();
    }

    @Test
    void whenItIsGoneEachProcessCountsForItself() {
        Store one = store(OnFailure.LOCAL);
        Store other = store(OnFailure.LOCAL);
        counters.broken = true;
        assertThat(passing(one, 10)).isEqualTo(3);
        assertThat(passing(other, 10)).isEqualTo(3);
        assertThat(one.take(List.of(draw)).local()).isTrue();
    }

    @Test
    void whenItIsGoneOpenLetsAllPassAndClosedNone() {
        counters.broken = true;
        assertThat(passing(store(OnFailure.OPEN), 10)).isEqualTo(10);
        assertThat(store(OnFailure.OPEN).take(List.of(draw)).uncounted()).isTrue();
        assertThat(passing(store(OnFailure.CLOSED), 10)).isZero();
    }

    @Test
    void afterFiveFailuresItIsAskedOnceASecondAndUsedAgainByItself() {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        Store store = store(OnFailure.OPEN);
        store.bindTo(meters);
        counters.broken = true;
        passing(store, 100);
        assertThat(counters.asked).isEqualTo(5);
        assertThat(store.failing()).isTrue();
        time.advance(Duration.ofSeconds(1));
        passing(store, 100);
        assertThat(counters.asked).isEqualTo(6);
        counters.broken = false;
        time.advance(Duration.ofMillis(999));
        assertThat(passing(store, 10)).isEqualTo(10);
        time.advance(Duration.ofMillis(1));
        assertThat(passing(store, 10)).isEqualTo(3);
        assertThat(store.failing()).isFalse();
        assertThat(meters.counter("hauberk.store.failures", "store", "shared", "operation", "take")
                        .count())
                .isEqualTo(6);
        assertThat(meters.counter("hauberk.store.skipped", "store", "shared", "operation", "take")
                        .count())
                .isEqualTo(95 + 99 + 10);
        assertThat(meters.counter("hauberk.store.outages", "store", "shared").count())
                .isOne();
        assertThat(meters.get("hauberk.store.operations")
                        .tag("operation", "take")
                        .timer()
                        .count())
                .isEqualTo(10);
    }

    @Test
    void aStoreThatFailsNowAndThenIsAskedOn() {
        Store store = store(OnFailure.OPEN);
        for (int i = 0; i < 40; i++) {
            counters.broken = i % 5 != 4;
            passing(store, 1);
        }
        assertThat(counters.asked).isEqualTo(40);
    }

    @Test
    void aMistakeOfAStoreIsAFailureAndNoError() {
        Store store = store(OnFailure.CLOSED);
        counters.mistaken = true;
        assertThat(store.take(List.of(draw)).passes()).isFalse();
        counters.mistaken = false;
        counters.silent = true;
        assertThat(store.take(List.of(draw)).passes()).isFalse();
        counters.silent = false;
        assertThat(store.take(List.of(draw)).passes()).isTrue();
    }

    @Test
    void whatIsGivenBackIsGivenBackWhereItWasTaken() throws IOException {
        Store store = store(OnFailure.LOCAL);
        Drawn shared = store.take(List.of(draw));
        counters.broken = true;
        passing(store, 3);
        // The store is gone: what it counted stays counted, and this process gets nothing for it.
        assertThat(shared.correct(-1)).isEqualTo(shared.levels());
        assertThat(passing(store, 1)).isZero();
        Drawn local = Store.named("x", counters).ticker(time).take(List.of(draw));
        assertThat(local.local()).isTrue();
        counters.broken = false;
        local.correct(-1);
        assertThat(counters.peek(List.of(draw), Duration.ofSeconds(1)).get(0).used())
                .isOne();
    }

    @Test
    void itIsStartedOnceAndClosedWithWhatItCountsIn() {
        Store store = store(OnFailure.OPEN);
        store.start();
        store.start();
        assertThat(counters.started).isOne();
        store.close();
        assertThatThrownBy(() -> counters.peek(List.of(draw), Duration.ofSeconds(1)))
                .isInstanceOf(IOException.class);
        assertThat(store.take(List.of(draw)).passes()).isTrue();
    }

    @Test
    void aBudgetWithoutEndIsRefusedInASentence() {
        assertThatThrownBy(() -> store(OnFailure.OPEN).budget(Duration.ofMinutes(1)))
                .hasMessageContaining("10 s at most");
    }

    /** A store that can be broken. */
    private static final class Broken implements CounterStore {
        private final CounterStore store;
        private boolean broken;
        private boolean mistaken;
        private boolean silent;
        private int asked;
        private int started;

        Broken(CounterStore store) {
            this.store = store;
        }

        private void ask() throws IOException {
            asked++;
            if (broken) {
                throw new IOException("broken");
            }
            if (mistaken) {
                throw new IllegalStateException("mistaken");
            }
        }

        @Override
        public List<Level> take(List<Draw> draws, Duration budget) throws IOException {
            ask();
            return silent ? List.of() : store.take(draws, budget);
        }

        @Override
        public List<Level> peek(List<Draw> draws, Duration budget) throws IOException {
            ask();
            return store.peek(draws, budget);
        }

        @Override
        public List<Level> adjust(List<Draw> draws, Duration budget) throws IOException {
            ask();
            return store.adjust(draws, budget);
        }

        @Override
        public void reset(List<Draw> draws, Duration budget) throws IOException {
            ask();
            store.reset(draws, budget);
        }

        @Override
        public void start() {
            started++;
        }

        @Override
        public void close() {
            store.close();
        }
    }
}
