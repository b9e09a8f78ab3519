package io.hauberk.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DiscoveryThreadsTest {
    private static final String NAME = "hauberk-discovery-";

    @Test
    void watchesThatWaitForLongHoldUpNoLookUp() throws Exception {
        CountDownLatch waiting = new CountDownLatch(50);
        CountDownLatch lookedUp = new CountDownLatch(2);
        try (DiscoveryThreads threads = new DiscoveryThreads()) {
            for (int i = 0; i < 50; i++) {
                threads.apart("s" + i, Duration.ZERO, () -> untilInterrupted(waiting, new AtomicInteger()));
            }
            assertThat(waiting.await(60, TimeUnit.SECONDS)).isTrue();
            threads.later(Duration.ZERO, lookedUp::countDown);
            threads.later(Duration.ofMillis(1), lookedUp::countDown);
            assertThat(lookedUp.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(named("s7"))
                    .singleElement()
                    .satisfies(thread -> assertThat(thread.isDaemon()).isTrue());
        }
    }

    @Test
    void noMoreWaitThanAreAllowedAndTheOthersFollow() throws Exception {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch all = new CountDownLatch(6);
        try (DiscoveryThreads threads = new DiscoveryThreads(2, said -> {})) {
            for (int i = 0; i < 6; i++) {
                threads.apart("bounded", Duration.ZERO, () -> {
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    running.decrementAndGet();
                    all.countDown();
                });
            }
            assertThat(all.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(most.get()).isLessThanOrEqualTo(2);
        }
    }

    @Test
    void whoWaitsForAThreadIsNamedOnceAndShownUntilItHasOne() throws Exception {
        List<String> said = new CopyOnWriteArrayList<>();
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        try (DiscoveryThreads threads = new DiscoveryThreads(1, said::add)) {
            threads.apart("first", Duration.ZERO, () -> await(end));
            threads.apart("second", Duration.ZERO, begun::countDown);
            threads.apart("second", Duration.ZERO, () -> {});
            assertThat(said)
                    .singleElement()
                    .asString()
                    .contains("Service second", "1 others", "DNS or a file", "several meshes");
            assertThat(threads.isWaiting("second")).isTrue();
            assertThat(threads.isWaiting("first")).isFalse();
            end.countDown();
            assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(said).hasSize(1);
        }
    }

    @Test
    void nothingIsLeftOnceTheyAreClosed() throws Exception {
        CountDownLatch waiting = new CountDownLatch(20);
        AtomicInteger interrupted = new AtomicInteger();
        DiscoveryThreads threads = new DiscoveryThreads();
        for (int i = 0; i < 20; i++) {
            threads.apart("leak", Duration.ofMillis(i), () -> untilInterrupted(waiting, interrupted));
        }
        assertThat(waiting.await(60, TimeUnit.SECONDS)).isTrue();
        List<Thread> all = named("");
        threads.close();
        threads.apart("leak", Duration.ZERO, () -> untilInterrupted(waiting, interrupted));
        threads.later(Duration.ZERO, () -> untilInterrupted(waiting, interrupted));
        for (Thread thread : all) {
            if (thread.getName().equals(NAME + "leak")) {
                thread.join(60_000);
            }
        }
        assertThat(interrupted).hasValue(20);
        assertThat(named("leak")).isEmpty();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void untilInterrupted(CountDownLatch begun, AtomicInteger interrupted) {
        begun.countDown();
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            interrupted.incrementAndGet();
        }
    }

    private static List<Thread> named(String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> name.isEmpty()
                        ? thread.getName().startsWith(NAME)
                        : thread.getName().equals(NAME + name))
                .toList();
    }
}
