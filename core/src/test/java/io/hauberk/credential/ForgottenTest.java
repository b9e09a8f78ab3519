package io.hauberk.credential;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ForgottenTest {
    @Test
    void whatWasForgottenStaysSoAndNothingElseUntilThereAreTooManyRuns() {
        Random random = new Random(11);
        Forgotten forgotten = new Forgotten();
        Set<Long> naive = new HashSet<>();
        for (int i = 0; i < 300; i++) {
            long number = random.nextInt(2) * 1_000_000L + random.nextInt(60);
            forgotten.add(number);
            naive.add(number);
        }
        for (int far = 0; far < 2; far++) {
            for (long number = -2; number < 70; number++) {
                long each = far * 1_000_000L + number;
                assertThat(forgotten.contains(each)).as("%d", each).isEqualTo(naive.contains(each));
            }
        }
    }

    @Test
    void tooManyRunsBecomeFewerAndTheNewestStayApart() {
        Forgotten forgotten = new Forgotten();
        for (long i = 0; i < 1000; i++) {
            forgotten.add(i * 10);
        }
        for (long i = 0; i < 1000; i++) {
            assertThat(forgotten.contains(i * 10)).isTrue();
        }
        assertThat(forgotten.contains(9985)).as("between two of the newest").isFalse();
        assertThat(forgotten.contains(5)).as("between two of the oldest").isTrue();
        assertThat(forgotten.contains(-1)).isFalse();
        assertThat(forgotten.contains(9991)).isFalse();
    }
}
