package io.hauberk.partner;

import io.hauberk.Headers;
import io.hauberk.Response;
import io.hauberk.limit.RetryAfter;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the head of an answer says about the limits of whom we call. */
final class AnswerReader {
    /** What a three-header limit is called, which has no name. */
    private static final String NAMELESS = "";

    private static final List<String> PREFIXES = List.of("RateLimit-", "X-RateLimit-");
    private static final int MAX_DIGITS = 15;
    /** As seconds from now on that would be 30 years: it can only be a point in time. */
    private static final long POINT_IN_TIME = 1_000_000_000;

    private AnswerReader() {}

    /** How long it wants not to be asked, in nanoseconds; -1 where it does not say. */
    static long pauseNanos(Response response, InstantSource clock) {
        int status = response.status();
        return status == 429 || status == 503
                ? RetryAfter.nanos(response.headers().first("Retry-After"), clock)
                : -1;
    }

    /** The limits, each with all that is known of it. */
    static Iterable<Item> items(Headers headers, InstantSource clock) {
        String available = joined(headers, "RateLimit");
        String policy = joined(headers, "RateLimit-Policy");
        if (available == null && policy == null) {
            Item old = threeFields(headers, clock);
            return old == null ? List.of() : List.of(old);
        }
        Map<String, Item> items = new LinkedHashMap<>();
        for (Item item : ItemReader.read(available == null ? "" : available)) {
            items.merge(item.name(), item, Item::with);
        }
        for (Item item : ItemReader.read(policy == null ? "" : policy)) {
            items.merge(item.name(), item, Item::with);
        }
        return items.values();
    }

    private static @Nullable String joined(Headers headers, String name) {
        String first = headers.first(name);
        return first == null ? null : String.join(", ", headers.all(name));
    }

    private static @Nullable Item threeFields(Headers headers, InstantSource clock) {
        for (String prefix : PREFIXES) {
            long remaining = number(headers.first(prefix + "Remaining"));
            long reset = number(headers.first(prefix + "Reset"));
            if (remaining >= 0 && reset >= 0) {
                long seconds = reset < POINT_IN_TIME
                        ? reset
                        : Math.max(0, reset - clock.instant().getEpochSecond());
                return new Item(NAMELESS, remaining, seconds, number(headers.first(prefix + "Limit")), -1);
            }
        }
        return null;
    }

    /** The number that a field begins with: {@code 100, 100;w=60} is 100. */
    private static long number(@Nullable String value) {
        int digits = 0;
        while (value != null
                && digits < value.length()
                && Character.digit(value.charAt(digits), 10) >= 0
                && value.charAt(digits) < 128) {
            digits++;
        }
        return value == null || digits == 0 || digits > MAX_DIGITS ? -1 : Long.parseLong(value.substring(0, digits));
    }
}
