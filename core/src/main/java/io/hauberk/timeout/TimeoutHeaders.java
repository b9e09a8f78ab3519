package io.hauberk.timeout;

import io.hauberk.Headers;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What callers say about their patience. */
final class TimeoutHeaders {
    /** More than that is no timeout. */
    private static final long MAX_NANOS = 366L * 24 * 3600 * 1_000_000_000;

    private TimeoutHeaders() {}

    /** The shorter of what the two fields say; null where they say nothing that makes sense. */
    static @Nullable Duration read(Headers headers) {
        String grpc = headers.first("grpc-timeout");
        String envoy = headers.first("x-envoy-expected-rq-timeout-ms");
        long one = grpc == null ? 0 : grpc(grpc);
        long other = envoy == null ? 0 : times(digits(envoy, envoy.length()), 1_000_000);
        long shorter = one == 0 || other == 0 ? Math.max(one, other) : Math.min(one, other);
        return shorter == 0 ? null : Duration.ofNanos(shorter);
    }

    /** At most eight digits and a unit, as the gRPC protocol has it. */
    private static long grpc(String text) {
        if (text.isEmpty()) {
            return 0;
        }
        long unit = switch (text.charAt(text.length() - 1)) {
            case 'H' -> 3_600_000_000_000L;
            case 'M' -> 60_000_000_000L;
            case 'S' -> 1_000_000_000L;
            case 'm' -> 1_000_000L;
            case 'u' -> 1_000L;
            case 'n' -> 1L;
            default -> 0;
        };
        return times(digits(text, text.length() - 1), unit);
    }

    /** One to eight digits; else 0. */
    private static long digits(String text, int end) {
        if (end > 8) {
            return 0;
        }
        long number = 0;
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return 0;
            }
            number = number * 10 + (c - '0');
        }
        return number;
    }

    private static long times(long number, long unit) {
        return unit != 0 && number > MAX_NANOS / unit ? 0 : number * unit;
    }
}
