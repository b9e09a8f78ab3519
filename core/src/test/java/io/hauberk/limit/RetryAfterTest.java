package io.hauberk.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("1994-11-06T08:49:07Z"));

    private static Duration read(String value) {
        return Duration.ofNanos(RetryAfter.nanos(value, CLOCK));
    }

    @Test
    void secondsAreRead() {
        assertThat(read("0")).isEqualTo(Duration.ZERO);
        assertThat(read("120")).isEqualTo(Duration.ofMinutes(2));
        assertThat(read("99999999999999999999")).isEqualTo(Duration.ofDays(365));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"})
    void datesAreReadInAllThreeForms(String date) {
        assertThat(read(date)).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void aDateThatHasPassedIsNow() {
        assertThat(read("Sun, 06 Nov 1994 08:49:00 GMT")).isEqualTo(Duration.ZERO);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "soon", "-1", "1.5", "Sun, 31 Feb 1994 25:00:00 GMT", "\u0661", "1 "})
    void whatCannotBeReadIsNothing(String value) {
        assertThat(RetryAfter.nanos(value, CLOCK)).isEqualTo(-1);
    }
}
