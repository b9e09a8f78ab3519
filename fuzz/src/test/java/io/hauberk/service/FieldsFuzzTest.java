package io.hauberk.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.hauberk.limit.RetryAfter;
import java.time.Instant;
import java.time.InstantSource;

class FieldsFuzzTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z"));

    @FuzzTest
    void aPauseIsReadOrNone(FuzzedDataProvider data) {
        String value = data.consumeRemainingAsString();
        assertThat(RetryAfter.nanos(value, CLOCK)).isGreaterThanOrEqualTo(-1);
        RetryAfter.pushbackNanos(value);
    }

    @FuzzTest
    void queriesAreSearched(FuzzedDataProvider data) {
        String query = data.consumeRemainingAsString();
        String value = Cookies.parameter(query, "key");
        if (value != null) {
            assertThat(query).contains("key=" + value);
        }
    }
}
