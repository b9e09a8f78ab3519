package io.hauberk.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.Deadline;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class VirtualTimeTest {
    @Test
    void movesTickerAndWallClockTogether() {
        VirtualTime time = VirtualTime.still();
        long nanos = time.nanos();
        Instant instant = time.instant();

        time.advance(Duration.ofHours(1));

        assertThat(time.nanos() - nanos).isEqualTo(Duration.ofHours(1).toNanos());
        assertThat(time.instant()).isEqualTo(instant.plus(Duration.ofHours(1)));
    }

    @Test
    void deadlinesSurviveTheOverflowOfTheTicker() {
        VirtualTime time = VirtualTime.still();
        Deadline deadline = Deadline.after(Duration.ofMinutes(1), time);

        assertThat(deadline.passed()).isFalse();
        time.advance(Duration.ofSeconds(59));
        assertThat(deadline.passed()).isFalse();
        time.advance(Duration.ofSeconds(1));
        assertThat(deadline.passed()).isTrue();
    }

    @Test
    void sleepingInMovingTimeReturnsAtOnceAndIsNoted() throws InterruptedIOException {
        VirtualTime time = VirtualTime.moving();
        Instant before = time.instant();

        time.sleep(Duration.ofDays(1));
        time.sleep(Duration.ofMillis(-1));

        assertThat(time.instant()).isEqualTo(before.plus(Duration.ofDays(1)));
        assertThat(time.sleeps()).containsExactly(Duration.ofDays(1), Duration.ofMillis(-1));
    }

    @Test
    void aSleeperInStillTimeWakesWhenItsTimeHasCome() throws Exception {
        VirtualTime time = VirtualTime.still();
        CompletableFuture<Void> sleeper = CompletableFuture.runAsync(() -> sleep(time, Duration.ofSeconds(2)));

        time.awaitSleepers(1);
        time.advance(Duration.ofSeconds(1));
        time.awaitSleepers(1);
        assertThat(sleeper).isNotDone();
        time.advance(Duration.ofSeconds(1));

        sleeper.get();
    }

    @Test
    void anInterruptedSleeperKeepsItsFlag() throws Exception {
        VirtualTime time = VirtualTime.still();
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> time.sleep(Duration.ofSeconds(1))).isInstanceOf(InterruptedIOException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void timeDoesNotGoBack() {
        assertThatThrownBy(() -> VirtualTime.still().advance(Duration.ofNanos(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("forward");
    }

    private static void sleep(VirtualTime time, Duration duration) {
        try {
            time.sleep(duration);
        } catch (InterruptedIOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
