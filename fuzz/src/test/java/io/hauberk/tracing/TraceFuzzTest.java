package io.hauberk.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.hauberk.Headers;
import io.hauberk.Trace;

class TraceFuzzTest {
    @FuzzTest
    void aTraceIsContinuedOrBegun(FuzzedDataProvider data) {
        Headers headers;
        try {
            headers = Headers.of(
                    "traceparent", data.consumeAsciiString(80), "tracestate", data.consumeRemainingAsAsciiString());
        } catch (IllegalArgumentException e) {
            return; // No container lets these through.
        }
        Trace trace = TraceFields.continued(headers);
        if (trace != null) {
            Headers written = TraceFields.written(headers, trace);
            assertThat(written.first("traceparent")).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");
        }
    }
}
