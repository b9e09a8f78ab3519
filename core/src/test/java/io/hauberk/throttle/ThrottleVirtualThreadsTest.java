package io.hauberk.throttle;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Caller;
import io.hauberk.Exchange;
import io.hauberk.Ticker;
import io.hauberk.key.By;
import io.hauberk.testkit.FilterTest;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

/** Requests that wait on virtual threads, of which many more wait than there are carriers. */
@EnabledForJreRange(min = JRE.JAVA_21)
class ThrottleVirtualThreadsTest {
    private static final int CROWD = 300;

    @TempDir
    Path folder;

    private static Thread start(Runnable task) throws ReflectiveOperationException {
        Method start = Thread.class.getMethod("startVirtualThread", Runnable.class);
        return (Thread) start.invoke(null, task);
    }

    private static int status(Throttle throttle, String principal) {
        Exchange exchange = Exchange.begin(Ticker.system());
        exchange.attach(Caller.unknown().withPrincipal(principal, "test"));
        try {
            return FilterTest.of(throttle)
                    .handle(Waiters.request(exchange, "/"))
                    .status();
        } catch (IOException e) {
            return -1;
        }
    }

    @Test
    void whoWaitsHoldsNeitherACarrierNorALock() throws Exception {
        // Most of them wait for longer than this test takes.
        Throttle throttle = Throttle.of(1, Duration.ofSeconds(1))
                .by(By.principal())
                .queue(CROWD, Duration.ofMinutes(10))
                .total(2 * CROWD);
        // Classes are loaded before: a virtual thread that waits for that is pinned, whoever holds what.
        Throttle warm = Throttle.of(1, Duration.ofMillis(1)).by(By.principal()).queue(9, Duration.ofMinutes(1));
        for (int i = 0; i < 9; i++) {
            assertThat(status(warm, "early")).isEqualTo(200);
        }
        AtomicInteger ended = new AtomicInteger();
        List<Thread> crowd = new ArrayList<>();
        try (Recording pinned = new Recording()) {
            pinned.enable("jdk.VirtualThreadPinned")
                    .withThreshold(Duration.ZERO)
                    .withStackTrace();
            pinned.start();
            for (int i = 0; i < CROWD; i++) {
                // Two lines: of each the first sleeps until its slot is due, and the others wait for those before.
                String who = "caller " + i % 2;
                crowd.add(start(() -> {
                    status(throttle, who);
                    ended.incrementAndGet();
                }));
            }
            Waiters.await(() -> throttle.waiting() + ended.get() == CROWD);
            assertThat(throttle.waiting()).isGreaterThan(CROWD / 2);

            CountDownLatch others = new CountDownLatch(CROWD);
            for (int i = 0; i < CROWD; i++) {
                String who = "other " + i;
                crowd.add(start(() -> {
                    if (status(throttle, who) == 200) {
                        others.countDown();
                    }
                }));
            }
            assertThat(others.await(60, TimeUnit.SECONDS))
                    .as("others run while those wait")
                    .isTrue();
            crowd.forEach(Thread::interrupt);
            for (Thread thread : crowd) {
                thread.join();
            }
            assertThat(throttle.waiting()).isZero();
            pinned.stop();
            Path file = folder.resolve("pinned.jfr");
            pinned.dump(file);
            List<RecordedEvent> events = RecordingFile.readAllEvents(file);
            assertThat(events)
                    .noneMatch(event -> String.valueOf(event.getStackTrace()).contains("io.hauberk.throttle"));
        }
    }
}
