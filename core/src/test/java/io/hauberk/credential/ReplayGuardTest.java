package io.hauberk.credential;

import static org.assertj.core.api.Assertions.assertThat;

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
            now.addAndGet(random.nextInt(100) == 0 ? random.nextInt(300) - 150 : random.nextInt(3));
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
