package io.hauberk.authorize;

import io.hauberk.Settings;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A time of day on some days of the week, by the clock of a time zone. Immutable. Default: all of every day, UTC.
 *
 * <p>A window that ends before it begins, such as 22:00 to 06:00, goes on after midnight and belongs to the day on which
 * it began. Where a clock is put forward or back, what counts is what it shows.
 */
public final class TimeWindow {
    private static final TimeWindow ALWAYS = new TimeWindow(
            Set.copyOf(EnumSet.allOf(DayOfWeek.class)), LocalTime.MIDNIGHT, LocalTime.MIDNIGHT, ZoneOffset.UTC);

    private final Set<DayOfWeek> days;
    private final LocalTime from;
    private final LocalTime until;
    private final ZoneId zone;

    private TimeWindow(Set<DayOfWeek> days, LocalTime from, LocalTime until, ZoneId zone) {
        this.days = days;
        this.from = from;
        this.until = until;
        this.zone = zone;
    }

    /** All of every day. */
    public static TimeWindow always() {
        return ALWAYS;
    }

    /** From one time of day on until right before another one; two equal ones mean the whole day. */
    public static TimeWindow between(LocalTime from, LocalTime until) {
        return ALWAYS.during(from, until);
    }

    /** Reads the YAML form: {@code days}, {@code from}, {@code until}, {@code zone}. */
    public static TimeWindow from(Settings settings) {
        return TimeWindowReader.read(settings);
    }

    /** This window by other times of day. */
    public TimeWindow during(LocalTime from, LocalTime until) {
        return new TimeWindow(days, from, until, zone);
    }

    /** This window on these days of the week only. */
    public TimeWindow on(DayOfWeek... days) {
        if (days.length == 0) {
            throw new IllegalArgumentException("A time window names at least one day, or leaves days out.");
        }
        return new TimeWindow(Set.copyOf(Arrays.asList(days)), from, until, zone);
    }

    /** This window by the clock of another zone. */
    public TimeWindow zone(ZoneId zone) {
        return new TimeWindow(days, from, until, zone);
    }

    /** Whether it is open at that time. */
    public boolean holds(Instant now) {
        ZonedDateTime there = now.atZone(zone);
        LocalTime time = there.toLocalTime();
        DayOfWeek day = there.getDayOfWeek();
        if (from.isBefore(until)) {
            return days.contains(day) && !time.isBefore(from) && time.isBefore(until);
        }
        return time.isBefore(until) ? days.contains(day.minus(1)) : !time.isBefore(from) && days.contains(day);
    }

    static ZoneId zone(String text) {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "There is no time zone \"" + text + "\". Write one such as Europe/Berlin, or UTC.", e);
        }
    }

    @Override
    public String toString() {
        String on = days.size() == 7
                ? "every day"
                : days.stream()
                        .sorted()
                        .map(day -> day.name().substring(0, 3).toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(" "));
        return on
                + (from.equals(until) && from.equals(LocalTime.MIDNIGHT) ? "" : ' ' + from.toString() + '-' + until)
                + ' '
                + zone;
    }
}
