package io.hauberk.throttle;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Caller;
import io.hauberk.Deadline;
import io.hauberk.End;
import io.hauberk.Exchange;
import io.hauberk.Ticker;
import io.hauberk.key.By;
import io.hauberk.testkit.FilterTest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Many threads in real time. */
class ThrottleStressTest {
    private static final int THREADS = 24;
    private static final int REQUESTS = 60;
    private static final long PER_SECOND = 2_000;

    @Test
    void threadsTogetherPassNoFasterThanThePaceAndNoneIsForgotten() throws Exception {
        Throttle throttle = Throttle.of(PER_SECOND, Duration.ofSeconds(1))
                .by(By.everyone())
                .queue(1_000, Duration.ofMinutes(1))
                .total(1_000);
        Queue<Long> passed = new ConcurrentLinkedQueue<>();
        AtomicInteger refused = new AtomicInteger();
        List<Thread> crowd = new ArrayList<>();
        for (int t = 0; t < THREADS; t++) {
            boolean leaves = t % 4 == 0;
            Thread thread = new Thread(() -> send(throttle, leaves, passed, refused));
            crowd.add(thread);
            thread.start();
        }
        for (Thread thread : crowd) {
            thread.join();
        }
        assertThat(passed.size() + refused.get()).isEqualTo(THREADS * REQUESTS);
        assertThat(passed.size()).isGreaterThanOrEqualTo(THREADS * REQUESTS * 3 / 4);
        assertThat(throttle.waiting()).isZero();
        List<Long> times = passed.stream().sorted().toList();
        long interval = 1_000_000_000 / PER_SECOND;
        // Each notes its time after it has passed, so the first one may have noted it late.
        long all = times.get(times.size() - 1) - times.get(0);
        assertThat(all).isGreaterThanOrEqualTo((times.size() - 1) * interval - 50_000_000);
    }

    private static void send(Throttle throttle, boolean leaves, Queue<Long> passed, AtomicInteger refused) {
        for (int i = 0; i < REQUESTS; i++) {
            Exchange exchange = Exchange.begin(Ticker.system());
            exchange.attach(Caller.unknown());
            if (leaves) {
                exchange.shrink(Deadline.after(
                        Duration.ofMillis(ThreadLocalRandom.current().nextInt(8)), Ticker.system()));
                exchange.end(i % 2 == 0 ? End.CANCELLED : End.COMPLETED);
            }
            try {
                if (FilterTest.of(throttle)
                                .handle(Waiters.request(exchange, "/"))
                                .status()
                        == 200) {
                    passed.add(System.nanoTime());
                } else {
                    refused.incrementAndGet();
                }
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }
}
