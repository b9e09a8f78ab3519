package io.hauberk;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DeadlineTest {
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 10);

    private Deadline after(Duration duration) {
        return Deadline.after(duration, now::get);
    }

    @Test
    void passesWhenItsTimeHasCome() {
        Deadline deadline = after(Duration.ofNanos(20));

        assertThat(deadline.passed()).isFalse();
        assertThat(deadline.remainingNanos()).isEqualTo(20);
        now.addAndGet(19);
        assertThat(deadline.passed()).isFalse();
        now.addAndGet(1);
        assertThat(deadline.passed()).isTrue();
        now.addAndGet(1);
        assertThat(deadline.remainingNanos()).isEqualTo(-1);
        assertThat(deadline.remaining()).isZero();
    }

    @Test
    void noneNeverPasses() {
        assertThat(Deadline.NONE.passed()).isFalse();
        assertThat(Deadline.NONE.remainingNanos()).isEqualTo(Long.MAX_VALUE);
        assertThat(Deadline.NONE.toString()).isEqualTo("no deadline");
    }

    @Test
    void theEarlierOfTwoCounts() {
        Deadline early = after(Duration.ofSeconds(1));
        Deadline late = after(Duration.ofSeconds(2));

        assertThat(early.min(late)).isSameAs(early);
        assertThat(late.min(early)).isSameAs(early);
        assertThat(early.min(Deadline.NONE)).isSameAs(early);
        assertThat(Deadline.NONE.min(early)).isSameAs(early);
        assertThat(Deadline.NONE.min(Deadline.NONE)).isSameAs(Deadline.NONE);
        assertThat(early.min(early)).isSameAs(early);
    }

    @Test
    void absurdlyLongOnesDoNotOverflow() {
        assertThat(after(Duration.ofSeconds(Long.MAX_VALUE)).passed()).isFalse();
        assertThat(after(Duration.ofDays(36_500)).remaining()).isEqualTo(Duration.ofDays(36_500));
    }

    @Test
    void oneThatLiesBackHasPassed() {
        assertThat(after(Duration.ofSeconds(-1)).passed()).isTrue();
        assertThat(after(Duration.ZERO).passed()).isTrue();
    }
}
