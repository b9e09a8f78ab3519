package io.hauberk.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.CounterStore.Draw;
import io.hauberk.CounterStore.Level;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rows of {@link CounterStoreContract} about many threads, and about the end. */
interface CounterCrowdRows extends CounterRows {
    @ParameterizedTest
    @EnumSource
    default void manyThreadsGetExactlyTheLimit(CounterKind kind) throws Exception {
        // So long that nothing comes back while a slow machine is at it.
        Draw draw = Draw.of(
                counters().key(), kind.of(500, Duration.ofDays(300), counters().now()), 1);
        Draw wide = Draw.of(counters().key(), CounterKind.GCRA.hourly(counters(), 100_000), 1);
        AtomicInteger passed = new AtomicInteger();
        List<Throwable> failures = java.util.Collections.synchronizedList(new ArrayList<>());
        CyclicBarrier start = new CyclicBarrier(8);
        List<Thread> crowd = IntStream.range(0, 8)
                .mapToObj(t -> new Thread(() -> {
                    try {
                        start.await();
                        for (int i = 0; i < 125; i++) {
                            List<Draw> draws = i % 2 == 0 ? List.of(draw) : List.of(wide, draw);
                            boolean all = counters()
                                    .store()
                                    .take(draws, counters().budget())
                                    .stream()
                                    .allMatch(Level::enough);
                            passed.addAndGet(all ? 1 : 0);
                        }
                    } catch (Exception e) {
                        failures.add(e);
                    }
                }))
                .toList();
        crowd.forEach(Thread::start);
        for (Thread thread : crowd) {
            thread.join();
        }
        assertThat(failures).isEmpty();
        assertThat(passed).hasValue(500);
        assertThat(counters().peek(draw).used()).isEqualTo(500);
    }

    @Test
    default void aStoreThatIsClosedFails() {
        counters().store().close();
        counters().store().close();
        Draw draw = Draw.of(counters().key(), CounterKind.GCRA.hourly(counters(), 3), 1);
        assertThatThrownBy(() -> counters().take(draw)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> counters().peek(draw)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> counters().adjust(draw)).isInstanceOf(IOException.class);
        assertThatThrownBy(
                        () -> counters().store().reset(List.of(draw), counters().budget()))
                .isInstanceOf(IOException.class);
    }
}
