package io.hauberk.credential;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Exchange;
import io.hauberk.Ticker;
import io.hauberk.credential.ReplayGuard.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

class ReplayGuardTest {
    private final AtomicLong now = new AtomicLong(1_000_000);
    private final ReplayGuard guard =
            new ReplayGuard(Duration.ofSeconds(60), 1000, () -> Instant.ofEpochSecond(now.get()));

    @Test
    void nothingIsTakenTwiceWhateverTheClockDoes() {
        Random random = new Random(7);
        Map<String, Long> sent = new HashMap<>();
        Map<String, Integer> taken = new HashMap<>();
        for (int i = 0; i < 20_000; i++) {
            int step = random.nextInt(1000);
            now.addAndGet(
                    step == 0 ? random.nextInt(20_000) - 10_000 : step < 10 ? random.nextInt(300) - 150 : step % 3);
            String id = "id" + random.nextInt(400 + i / 10);
            long seconds = sent.computeIfAbsent(id, key -> now.get() + random.nextInt(150) - 75);
            if (guard.take(seconds, id) == Verdict.FIRST) {
                taken.merge(id, 1, Integer::sum);
            }
        }
        assertThat(taken.values()).isNotEmpty().allMatch(count -> count == 1);
    }

    @Test
    void whatIsFreshIsTakenUntilThereIsNoMoreRoomAndThenAgainWhenThereIs() {
        for (int i = 0; i < 1000; i++) {
            assertThat(guard.take(now.get(), "id" + i)).isEqualTo(Verdict.FIRST);
        }
        assertThat(guard.take(now.get(), "more")).isEqualTo(Verdict.FULL);
        assertThat(guard.take(now.get(), "id7")).isEqualTo(Verdict.REPLAYED);
        now.addAndGet(75);
        assertThat(guard.take(now.get(), "more")).isEqualTo(Verdict.FIRST);
    }

    @Test
    void aClockThatWasFarAheadOnceClosesItsOwnTimeOnly() {
        long true1 = now.get();
        assertThat(guard.take(true1, "before")).isEqualTo(Verdict.FIRST);
        now.set(true1 + 86_400);
        assertThat(guard.take(now.get(), "ahead")).isEqualTo(Verdict.FIRST);
        now.addAndGet(300);
        assertThat(guard.take(now.get(), "further ahead")).isEqualTo(Verdict.FIRST);
        now.set(true1 + 20);
        assertThat(guard.take(now.get(), "after")).isEqualTo(Verdict.FIRST);
        assertThat(guard.take(now.get(), "after")).isEqualTo(Verdict.REPLAYED);
        assertThat(guard.take(true1, "before"))
                .as("forgotten, but its time is closed")
                .isEqualTo(Verdict.OUT_OF_WINDOW);
        now.set(true1 + 86_400);
        assertThat(guard.take(now.get(), "ahead")).as("forgotten ahead").isNotEqualTo(Verdict.FIRST);
        now.addAndGet(300);
        assertThat(guard.take(now.get(), "further ahead")).isNotEqualTo(Verdict.FIRST);
    }

    @Test
    void whatWasTakenWhileTheClockWasAheadHoldsNobodysPlace() {
        long true1 = now.get();
        now.set(true1 + 86_400);
        for (int i = 0; i < 1000; i++) {
            assertThat(guard.take(now.get(), "id" + i)).isEqualTo(Verdict.FIRST);
        }
        now.set(true1);
        assertThat(guard.take(true1, "now")).isEqualTo(Verdict.FIRST);
        now.set(true1 + 86_400);
        assertThat(guard.take(now.get(), "id7")).isEqualTo(Verdict.OUT_OF_WINDOW);
    }

    @Test
    void aRequestThatAsksAgainIsNotItsOwnReplayAndAnotherOneIs() {
        Exchange mine = Exchange.begin(Ticker.system());
        assertThat(guard.take(mine, now.get(), "a")).isEqualTo(Verdict.FIRST);
        assertThat(guard.take(mine, now.get(), "a")).isEqualTo(Verdict.FIRST);
        assertThat(guard.take(Exchange.begin(Ticker.system()), now.get(), "a")).isEqualTo(Verdict.REPLAYED);
        assertThat(guard.take(mine.child(), now.get(), "a"))
                .as("a call on its behalf")
                .isEqualTo(Verdict.REPLAYED);
        Exchange replay = Exchange.begin(Ticker.system());
        assertThat(guard.take(replay, now.get(), "a")).isEqualTo(Verdict.REPLAYED);
        assertThat(guard.take(replay, now.get(), "a"))
                .as("the second look of a replay")
                .isEqualTo(Verdict.REPLAYED);
        ReplayGuard other = new ReplayGuard(Duration.ofSeconds(60), 10, () -> Instant.ofEpochSecond(now.get()));
        assertThat(other.take(Exchange.begin(Ticker.system()), now.get(), "a")).isEqualTo(Verdict.FIRST);
        assertThat(other.take(mine, now.get(), "a"))
                .as("each guard looks for itself")
                .isEqualTo(Verdict.REPLAYED);
    }

    @Test
    void theWindowReachesInBothDirections() {
        assertThat(guard.take(now.get() - 60, "a")).isEqualTo(Verdict.FIRST);
        assertThat(guard.take(now.get() + 60, "b")).isEqualTo(Verdict.FIRST);
        assertThat(guard.take(now.get() - 61, "c")).isEqualTo(Verdict.OUT_OF_WINDOW);
        assertThat(guard.take(now.get() + 61, "d")).isEqualTo(Verdict.OUT_OF_WINDOW);
    }

    @Test
    void manyAreToldApartAndOneIsTakenOnceByManyThreads() throws Exception {
        ReplayGuard large = new ReplayGuard(Duration.ofSeconds(60), 100_000, () -> Instant.ofEpochSecond(now.get()));
        LongAdder first = new LongAdder();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                all.add(threads.submit(() -> {
                    for (int i = 0; i < 50_000; i++) {
                        if (large.take(now.get() + i % 100 - 50, "id" + i) == Verdict.FIRST) {
                            first.increment();
                        }
                    }
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(first.sum()).isEqualTo(50_000);
    }
}
