package io.hauberk.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.Allowance;
import io.hauberk.CounterStore;
import io.hauberk.CounterStore.Draw;
import io.hauberk.testkit.CounterStoreContract;
import io.hauberk.testkit.VirtualTime;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryStoreTest extends CounterStoreContract {
    private static final Duration BUDGET = Duration.ofMillis(25);
    private final VirtualTime time = VirtualTime.moving();

    @Override
    protected CounterStore open() {
        return MemoryStore.of(10_000, time, time);
    }

    @Override
    protected void pass(Duration duration) {
        time.advance(duration);
    }

    @Override
    protected Instant now() {
        return time.instant();
    }

    @Test
    void stepsOfTheWallClockGiveNoWindowASecondAllowance() throws IOException {
        Instant[] wall = {time.instant()};
        try (MemoryStore store = MemoryStore.of(100, time, () -> wall[0])) {
            Instant noon = time.instant();
            Draw today = Draw.of("a", Allowance.window(2, noon, noon.plusSeconds(3_600)), 1);
            Draw later = Draw.of("a", Allowance.window(2, noon.plusSeconds(3_600), noon.plusSeconds(7_200)), 1);
            assertThat(passing(store, today)).isEqualTo(2);
            wall[0] = noon.plusSeconds(4_000);
            assertThat(passing(store, later)).isEqualTo(2);
            wall[0] = noon.plusSeconds(10);
            assertThat(passing(store, today)).isZero();
            assertThat(passing(store, later)).isZero();
        }
    }

    @Test
    void aFullTableOfYearsHoldsNobodyBackWhoIsCountedByTheMinute() throws IOException {
        try (MemoryStore store = MemoryStore.of(100, time, time)) {
            Instant noon = time.instant();
            Allowance year = Allowance.window(1_000, noon, noon.plus(Duration.ofDays(365)));
            for (int i = 0; i < 2_000; i++) {
                store.take(List.of(Draw.of("year" + i, year, 1_000)), BUDGET);
            }
            assertThat(store.overflows()).isPositive();
            Allowance minute = Allowance.window(2, noon, noon.plusSeconds(60));
            for (int i = 0; i < 50; i++) {
                assertThat(passing(store, Draw.of("minute" + i, minute, 1))).isEqualTo(2);
            }
        }
    }

    private static int passing(MemoryStore store, Draw draw) throws IOException {
        int passed = 0;
        for (int i = 0; i < 5; i++) {
            passed += store.take(List.of(draw), BUDGET).get(0).enough() ? 1 : 0;
        }
        return passed;
    }

    @Test
    void aDrawOfLessThanNothingIsRefusedInASentence() {
        try (CounterStore store = open()) {
            Draw draw = Draw.of("a", Allowance.gcra(1, Duration.ofSeconds(1)), -1);
            assertThatThrownBy(() -> store.take(List.of(draw), BUDGET)).hasMessageContaining("use adjust");
        }
    }
}
