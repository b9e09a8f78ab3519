package io.hauberk.limit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The {@code Retry-After} field (RFC 9110 §10.2.3): seconds, or a date in one of the three forms of §5.6.7. */
public final class RetryAfter {
    private static final long LONGEST = Duration.ofDays(365).toSeconds();
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US);
    private static final DateTimeFormatter ASCTIME =
            DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.US);

    private RetryAfter() {}

    /** How long to wait from now on, in nanoseconds; 0 for a date that has passed, -1 where nothing can be read. */
    public static long nanos(@Nullable String value, InstantSource clock) {
        if (value == null || value.isEmpty() || value.length() > 40) {
            return -1;
        }
        long seconds = digits(value) ? seconds(value) : untilDate(value, clock.instant());
        return seconds < 0 ? -1 : Math.min(seconds, LONGEST) * 1_000_000_000L;
    }

    /** gRPC's {@code grpc-retry-pushback-ms}, in nanoseconds; -1 for never, which is also what cannot be read means. */
    public static long pushbackNanos(String value) {
        return value.isEmpty() || value.length() > 9 || !digits(value) ? -1 : Long.parseLong(value) * 1_000_000;
    }

    private static boolean digits(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) < '0' || value.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    private static long seconds(String digits) {
        return digits.length() > 12 ? LONGEST : Long.parseLong(digits);
    }

    private static long untilDate(String value, Instant now) {
        for (DateTimeFormatter form : List.of(DATE, rfc850(now), ASCTIME)) {
            try {
                Instant date = LocalDateTime.parse(value, form).toInstant(ZoneOffset.UTC);
                return Math.max(0, (Duration.between(now, date).toMillis() + 999) / 1000);
            } catch (DateTimeParseException olderForm) {
                // The next form may fit.
            }
        }
        return -1;
    }

    /** Two digits of a year mean one that is at most 50 years ahead. */
    private static DateTimeFormatter rfc850(Instant now) {
        return new DateTimeFormatterBuilder()
                .appendPattern("EEEE, dd-MMM-")
                .appendValueReduced(
                        ChronoField.YEAR, 2, 2, now.atOffset(ZoneOffset.UTC).getYear() - 49)
                .appendPattern(" HH:mm:ss 'GMT'")
                .toFormatter(Locale.US);
    }
}
