package io.hauberk.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class FreshnessTest {
    @Test
    void theResponseSaysHowLongWithinReason() {
        assertThat(Freshness.of(null, null)).isEqualTo(Duration.ofMinutes(15));
        assertThat(Freshness.of("public", null)).isEqualTo(Duration.ofMinutes(15));
        assertThat(Freshness.of("public, max-age=3600", null)).isEqualTo(Duration.ofHours(1));
        assertThat(Freshness.of("Max-Age=\"3600\"", "600")).isEqualTo(Duration.ofMinutes(50));
        assertThat(Freshness.of("max-age=3600", "nonsense")).isEqualTo(Duration.ofHours(1));
        assertThat(Freshness.of("max-age=1", null)).isEqualTo(Duration.ofMinutes(5));
        assertThat(Freshness.of("max-age=600, no-store", null)).isEqualTo(Duration.ofMinutes(5));
        assertThat(Freshness.of("no-cache", null)).isEqualTo(Duration.ofMinutes(5));
        assertThat(Freshness.of("max-age=99999999999999999999", null)).isEqualTo(Duration.ofDays(1));
        assertThat(Freshness.of("max-age=-5", null)).isEqualTo(Duration.ofMinutes(15));
    }
}
