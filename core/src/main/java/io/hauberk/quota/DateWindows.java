package io.hauberk.quota;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;

/**
 * Windows of days, weeks, months or years, one after the other without a gap. Each begins where its first day does in its
 * zone, so a day may last 23 or 25 hours. All of them are counted from one date, so that the windows of somebody who began on
 * the 31st begin on the last of shorter months, and on the 31st again after that.
 */
final class DateWindows implements Windows {
    private final ChronoUnit unit;
    private final int length;
    private final LocalDate from;
    private final ZoneId zone;

    /** Windows of {@code length} units; {@code from} is the first day of one of them. */
    DateWindows(ChronoUnit unit, int length, LocalDate from, ZoneId zone) {
        this.unit = unit;
        this.length = length;
        this.from = from;
        this.zone = zone;
    }

    @Override
    public Span at(Instant now) {
        long number = Math.floorDiv(unit.between(from, now.atZone(zone).toLocalDate()), length);
        // Dates are not quite in the order of time, nor months of equal length: the guess may be one off.
        while (start(number).isAfter(now)) {
            number--;
        }
        while (!start(number + 1).isAfter(now)) {
            number++;
        }
        return new Span(start(number), start(number + 1));
    }

    private Instant start(long number) {
        return from.plus(number * length, unit).atStartOfDay(zone).toInstant();
    }

    static DateWindows of(int days, LocalDate from, ZoneId zone) {
        return new DateWindows(ChronoUnit.DAYS, days, from, zone);
    }
}
