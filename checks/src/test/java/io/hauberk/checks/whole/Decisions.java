package io.hauberk.checks.whole;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Sleeper;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;

/** How many decisions are counted. That is done when an exchange has ended, which may be a little after its answer. */
final class Decisions {
    private Decisions() {}

    /** Waits until a filter has decided so often in this way. */
    static void await(MeterRegistry meters, String filter, String outcome, double count) throws IOException {
        for (int i = 0; counted(meters, filter, outcome) != count; i++) {
            assertThat(i)
                    .as(
                            "polls of 10 ms for %s %s, of which there are %s",
                            filter, outcome, counted(meters, filter, outcome))
                    .isLessThan(6_000);
            Sleeper.system().sleep(Duration.ofMillis(10));
        }
    }

    static double counted(MeterRegistry meters, String filter, String outcome) {
        return meters.find("hauberk.policy.decisions").tags("filter", filter, "outcome", outcome).counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }
}
