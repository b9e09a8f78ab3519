package io.hauberk.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

class RealTimeTest {
    private final List<Integer> scales = new ArrayList<>();

    @Test
    void whatHoldsAtOnceIsRunOnce() throws Exception {
        RealTime.holds(scales::add);
        assertThat(scales).containsExactly(1);
    }

    @Test
    void whatHoldsWithMoreTimeOnlyHolds() throws Exception {
        RealTime.holds(scale -> {
            scales.add(scale);
            assertThat(scale).isGreaterThan(1);
        });
        assertThat(scales).containsExactly(1, 4);
    }

    @Test
    void whatNeverHoldsFailsAndAllItsFailuresAreTold() {
        assertThatThrownBy(() -> RealTime.holds(scale -> {
                    throw new IOException("at " + scale);
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("at 16")
                .satisfies(last -> assertThat(last.getSuppressed())
                        .extracting(Throwable::getMessage)
                        .containsExactly("at 1", "at 4"));
    }

    @Test
    void whatIsSkippedIsNotRepeated() {
        assertThatThrownBy(() -> RealTime.holds(scale -> {
                    scales.add(scale);
                    throw new TestAbortedException("there is none");
                }))
                .isInstanceOf(TestAbortedException.class);
        assertThat(scales).containsExactly(1);
    }
}
