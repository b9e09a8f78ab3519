package io.hauberk.limit;

import io.hauberk.CounterStore.Level;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What limits tell in the header fields of draft-ietf-httpapi-ratelimit-headers-11, lists of structured items (RFC 9651), and
 * in the problems of that draft.
 */
public final class Fields {
    public static final String RATE_LIMIT = "RateLimit";
    public static final String RATE_LIMIT_POLICY = "RateLimit-Policy";
    /** The problem type of a limit that is used up. */
    public static final String QUOTA_EXCEEDED = "https://iana.org/assignments/http-problem-types#quota-exceeded";
    /** The problem type of what cannot be done at this moment, whoever asks. */
    public static final String REDUCED_CAPACITY =
            "https://iana.org/assignments/http-problem-types#temporary-reduced-capacity";

    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000_000_000;

    private Fields() {}

    /**
     * A policy: how much in which time. A time that is not whole seconds cannot be told, and is optional.
     *
     * @param window null where it is not always as long
     */
    public static String policy(String name, long quota, @Nullable Duration window) {
        String item = '"' + name + "\";q=" + quota;
        return window == null || window.toNanosPart() != 0 ? item : item + ";w=" + window.toSeconds();
    }

    /** How a limit stands: so many permits are there, and for so many seconds no more than these. */
    public static String available(String name, Level level) {
        return '"' + name + "\";r=" + level.remaining() + ";t=" + ceil(level.nanosUntilMore(), SECOND);
    }

    /** Which of two is to be told: the one with less left; of equal ones, the one that keeps it at that for longer. */
    public static boolean tighter(Level level, Level least) {
        return level.remaining() < least.remaining()
                || level.remaining() == least.remaining() && level.nanosUntilMore() > least.nanosUntilMore();
    }

    /** When to try again; not rounded down. */
    public static Duration after(long nanos) {
        return Duration.ofMillis(ceil(nanos, MILLI));
    }

    private static long ceil(long number, long unit) {
        return number / unit + (number % unit == 0 ? 0 : 1);
    }
}
