package io.hauberk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InterruptedIOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SleeperTest {
    @Test
    void returnsAtOnceForZeroOrLess() throws InterruptedIOException {
        long before = System.nanoTime();

        Sleeper.system().sleep(Duration.ZERO);
        Sleeper.system().sleep(Duration.ofDays(-1));

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofMinutes(1));
    }

    @Test
    void anInterruptedSleeperKeepsItsFlag() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> Sleeper.system().sleep(Duration.ofDays(1))).isInstanceOf(InterruptedIOException.class);
        assertThat(Thread.interrupted()).isTrue();
    }
}
