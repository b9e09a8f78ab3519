package io.hauberk.timer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PeriodicTest {
    @Test
    void aTaskThatThrowsIsRunAgain() throws Exception {
        CountDownLatch runs = new CountDownLatch(3);
        try (Periodic unused = Periodic.every(Duration.ofMillis(1), () -> {
            runs.countDown();
            throw new IllegalStateException("expected by this test");
        })) {
            assertThat(runs.await(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void theThreadIsADaemonThatEndsWithTheLastTask() throws Exception {
        CountDownLatch ran = new CountDownLatch(1);
        AtomicReference<Thread> thread = new AtomicReference<>();
        Periodic.Timer timer = new Periodic.Timer();
        Periodic first = timer.every(Duration.ofMillis(1), () -> {
            thread.set(Thread.currentThread());
            ran.countDown();
        });
        Periodic second = timer.every(Duration.ofHours(1), () -> {});
        assertThat(ran.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(thread.get().isDaemon()).isTrue();
        assertThat(names()).contains("hauberk-timer");
        first.close();
        first.close();
        assertThat(thread.get().isAlive()).isTrue();
        second.close();
        thread.get().join(60_000);
        assertThat(thread.get().isAlive()).isFalse();
    }

    private static Set<String> names() {
        return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).collect(Collectors.toSet());
    }
}
