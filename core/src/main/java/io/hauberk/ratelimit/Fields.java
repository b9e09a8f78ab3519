package io.hauberk.ratelimit;

import java.util.Arrays;
import java.util.stream.Collectors;

/** The header fields of draft-ietf-httpapi-ratelimit-headers-11: lists of structured items (RFC 9651). */
final class Fields {
    static final String RATE_LIMIT = "RateLimit";
    static final String RATE_LIMIT_POLICY = "RateLimit-Policy";

    private Fields() {}

    /** All limits: how much in which time. A time that is not whole seconds cannot be told, and is optional. */
    static String policy(Limit... limits) {
        return Arrays.stream(limits).map(Limit::policyItem).collect(Collectors.joining(", "));
    }

    /** One limit: {@code r} permits are there, and for {@code t} seconds no more than these. */
    static String available(Limit limit, long remaining, long nanosUntilMore) {
        return '"' + limit.name() + "\";r=" + remaining + ";t=" + ceil(nanosUntilMore, 1_000_000_000);
    }

    static long ceil(long number, long unit) {
        return number / unit + (number % unit == 0 ? 0 : 1);
    }
}
