package io.hauberk.authority;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class RenewalTest {
    private static final Instant FROM = Instant.parse("2026-06-01T12:00:00Z");

    @Property
    void renewsAroundTwoThirdsOfTheLife(
            @ForAll @LongRange(min = 1, max = 90L * 86_400) long seconds,
            @ForAll @DoubleRange(min = 0, max = 1) double chance) {
        Instant due = Renewal.due(FROM, FROM.plusSeconds(seconds), chance);
        double share = Duration.between(FROM, due).toMillis() / (seconds * 1000.0);
        assertThat(share).isBetween(0.59, 0.74);
    }

    @Property
    void pausesGrowAndAreNeverLongerThanFiveMinutes(
            @ForAll @IntRange(min = 1, max = 1000) int failures, @ForAll @DoubleRange(min = 0, max = 1) double chance) {
        Duration left = Duration.ofDays(1);
        Duration pause = Renewal.pause(failures, left, chance);
        assertThat(pause).isBetween(Duration.ofMillis(500), Duration.ofMinutes(5));
        assertThat(Renewal.pause(failures + 1, left, chance)).isGreaterThanOrEqualTo(pause);
    }

    @Property
    void whereLittleTimeIsLeftItIsTriedOften(@ForAll @IntRange(min = 1, max = 1000) int failures) {
        assertThat(Renewal.pause(failures, Duration.ofSeconds(30), 1)).isLessThanOrEqualTo(Duration.ofSeconds(3));
        assertThat(Renewal.pause(failures, Duration.ofSeconds(-30), 1)).isLessThanOrEqualTo(Duration.ofSeconds(1));
    }
}
