package io.hauberk.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a text means as a duration, a size, a number, a percentage or a truth. Each returns null where the text means no
 * such thing; the caller says so in a sentence.
 */
final class Typed {
    /** Longer ones cannot be told from "never", and would overflow nanoseconds. */
    static final Duration MAX_DURATION = Duration.ofDays(36_500);

    private static final BigDecimal NANOS_PER_SECOND = BigDecimal.valueOf(1_000_000_000);
    private static final Map<String, BigDecimal> SECONDS = Map.of(
            "ns",
            new BigDecimal("0.000000001"),
            "us",
            new BigDecimal("0.000001"),
            "ms",
            new BigDecimal("0.001"),
            "s",
            BigDecimal.ONE,
            "m",
            BigDecimal.valueOf(60),
            "h",
            BigDecimal.valueOf(3_600),
            "d",
            BigDecimal.valueOf(86_400));
    private static final Map<String, Long> BYTES = Map.of(
            "", 1L, "B", 1L, "KB", 1L << 10, "KIB", 1L << 10, "MB", 1L << 20, "MIB", 1L << 20, "GB", 1L << 30, "GIB",
            1L << 30);
    private static final Map<String, Duration> PERIODS = Map.of(
            "second", Duration.ofSeconds(1),
            "minute", Duration.ofMinutes(1),
            "hour", Duration.ofHours(1),
            "day", Duration.ofDays(1),
            "week", Duration.ofDays(7),
            "month", Duration.ofDays(30),
            "year", Duration.ofDays(365));

    private Typed() {}

    /** {@code 250ms}, {@code 2s}, {@code 1m}, {@code 1h}, {@code 1d}, or ISO-8601; zero or longer. */
    static @Nullable Duration duration(String text) {
        if (text.startsWith("P") || text.startsWith("p")) {
            return isoDuration(text);
        }
        int unit = endOfNumber(text);
        BigDecimal seconds = SECONDS.get(text.substring(unit).strip());
        BigDecimal amount = number(text.substring(0, unit));
        if (seconds == null || amount == null) {
            return null;
        }
        BigDecimal nanos = amount.multiply(seconds).multiply(NANOS_PER_SECOND);
        return nanos.compareTo(BigDecimal.valueOf(MAX_DURATION.toNanos())) > 0
                ? null
                : Duration.ofNanos(nanos.longValue());
    }

    private static @Nullable Duration isoDuration(String text) {
        try {
            Duration duration = Duration.parse(text);
            return duration.isNegative() || duration.compareTo(MAX_DURATION) > 0 ? null : duration;
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    /** A duration, or {@code second} to {@code year}. */
    static @Nullable Duration period(String text) {
        Duration named = PERIODS.get(text);
        return named != null ? named : duration(text);
    }

    /** {@code 512}, {@code 16KB}, {@code 1MB}: a kilobyte has 1,024 bytes. */
    static @Nullable Long size(String text) {
        int unit = endOfNumber(text);
        Long bytes = BYTES.get(text.substring(unit).strip().toUpperCase(Locale.ROOT));
        BigDecimal amount = number(text.substring(0, unit));
        if (bytes == null || amount == null) {
            return null;
        }
        BigDecimal size = amount.multiply(BigDecimal.valueOf(bytes));
        return size.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0 ? null : (Long) size.longValue();
    }

    /** A whole number. Templating tools write large ones as {@code 1e+06}, so that counts as one, too. */
    static @Nullable Long whole(String text) {
        BigDecimal number = number(text);
        if (number == null
                || number.signum() != 0 && number.stripTrailingZeros().scale() > 0) {
            return null;
        }
        BigDecimal max = BigDecimal.valueOf(Long.MAX_VALUE);
        return number.abs().compareTo(max) > 0 ? null : (Long) number.longValue();
    }

    /** A decimal number. */
    static @Nullable Double decimal(String text) {
        BigDecimal number = number(text);
        return number == null ? null : (Double) number.doubleValue();
    }

    private static @Nullable BigDecimal number(String text) {
        if (text.isEmpty() || text.length() > 40 || !Character.isDigit(text.charAt(text.length() - 1))) {
            return null;
        }
        try {
            BigDecimal number = new BigDecimal(text);
            return Math.abs((long) number.scale()) > 40 ? null : number;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static int endOfNumber(String text) {
        int end = 0;
        while (end < text.length() && (Character.isDigit(text.charAt(end)) || text.charAt(end) == '.')) {
            end++;
        }
        return end;
    }

    /** True, false, or null for what means neither. YAML 1.1's words count: templates may have produced them. */
    static @Nullable Boolean flag(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "on", "yes" -> Boolean.TRUE;
            case "false", "off", "no" -> Boolean.FALSE;
            default -> null;
        };
    }
}
