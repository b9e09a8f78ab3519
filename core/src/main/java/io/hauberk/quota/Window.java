package io.hauberk.quota;

import io.hauberk.Allowance;
import io.hauberk.limit.Wording;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * In what time a {@link Quota} counts. Immutable, thread-safe.
 *
 * <ul>
 *   <li>{@linkplain #month() Calendar windows} are the same for all callers: a minute, an hour, a day, a week (from Monday), a
 *       month or a year, in a {@linkplain #in zone}, UTC by default; or {@linkplain #from from a date} on, such as a billing
 *       day. Days last as long as they do in the zone, 23 and 25 hours included.
 *   <li>A {@linkplain #flexible flexible} window opens with a caller's first use, and the next one with the first use after
 *       its end.
 *   <li>A {@linkplain #rolling rolling} window looks back from now on. It is counted in 24 parts of which the oldest counts as
 *       a whole, so a use may count for longer by a 24th, and never for less.
 * </ul>
 */
public final class Window {
    static final String WORDS = "minute, hour, day, week, month or year";
    private static final int SLICES = 24;
    private static final Duration LONGEST = Duration.ofDays(18_262);
    private static final LocalDate FIRST = LocalDate.of(1970, 1, 1);
    /** The first of all windows of weeks: a Monday. */
    private static final LocalDate MONDAY = LocalDate.of(1970, 1, 5);

    private final Kind kind;
    private final String name;
    private final @Nullable ChronoUnit unit;
    private final Duration length;
    private final ZoneId zone;
    private final @Nullable LocalDate from;
    private final @Nullable Windows windows;

    private enum Kind {
        CALENDAR,
        FLEXIBLE,
        ROLLING
    }

    private Window(
            Kind kind, String name, @Nullable ChronoUnit unit, Duration length, ZoneId zone, @Nullable LocalDate from) {
        this.kind = kind;
        this.name = name;
        this.unit = unit;
        this.length = length;
        this.zone = zone;
        this.from = from;
        this.windows = kind == Kind.CALENDAR ? windows() : null;
    }

    private static Window calendar(String name, ChronoUnit unit) {
        return new Window(Kind.CALENDAR, name, unit, unit.getDuration(), ZoneOffset.UTC, null);
    }

    /**
     * Windows of a calendar by their word: {@code minute}, {@code hour}, {@code day}, {@code week}, {@code month}, {@code year}.
     *
     * @throws IllegalArgumentException if it is none of them
     */
    public static Window calendar(String word) {
        return switch (word) {
            case "minute" -> minute();
            case "hour" -> hour();
            case "day" -> day();
            case "week" -> week();
            case "month" -> month();
            case "year" -> year();
            default ->
                throw new IllegalArgumentException("\"" + word + "\" is no window of a calendar. Write " + WORDS
                        + "; for other times, say that the window is rolling or flexible.");
        };
    }

    /** Minutes of the clock. */
    public static Window minute() {
        return calendar("minute", ChronoUnit.MINUTES);
    }

    /** Hours of the clock. */
    public static Window hour() {
        return calendar("hour", ChronoUnit.HOURS);
    }

    /** Days of the calendar. */
    public static Window day() {
        return calendar("day", ChronoUnit.DAYS);
    }

    /** Weeks of the calendar, from Monday. */
    public static Window week() {
        return calendar("week", ChronoUnit.WEEKS);
    }

    /** Months of the calendar. */
    public static Window month() {
        return calendar("month", ChronoUnit.MONTHS);
    }

    /** Years of the calendar. */
    public static Window year() {
        return calendar("year", ChronoUnit.YEARS);
    }

    /**
     * So many days, one window after the other from a date on.
     *
     * @param days 1 to 18,262
     */
    public static Window days(int days, LocalDate from) {
        requireLength(Duration.ofDays(days));
        return new Window(Kind.CALENDAR, days + "d", null, Duration.ofDays(days), ZoneOffset.UTC, from);
    }

    /** The time from a caller's first use on. */
    public static Window flexible(Duration length) {
        return new Window(Kind.FLEXIBLE, compact(length), null, length, ZoneOffset.UTC, null);
    }

    /** The time before now, wherever that is. */
    public static Window rolling(Duration length) {
        return new Window(Kind.ROLLING, compact(length), null, length, ZoneOffset.UTC, null);
    }

    private static String compact(Duration length) {
        requireLength(length);
        return Wording.compact(length);
    }

    private static void requireLength(Duration length) {
        if (length.isNegative() || length.isZero() || length.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "A window lasts for some time, up to fifty years, but this one is " + length + ".");
        }
    }

    /** These windows of a calendar in a time zone. Default: UTC. */
    public Window in(ZoneId zone) {
        requireCalendar("time zone");
        return new Window(kind, name, unit, length, zone, from);
    }

    /**
     * These windows of a calendar, of which one begins with that date. A month or year whose day there is not begins on the
     * last day of that month.
     */
    public Window from(LocalDate date) {
        requireCalendar("date to begin from");
        if (unit != null && unit.compareTo(ChronoUnit.DAYS) < 0) {
            throw new IllegalArgumentException("Windows of a " + name + " begin with each " + name
                    + " of the clock. Leave the date out, or count in days and longer.");
        }
        return new Window(kind, name, unit, length, zone, date);
    }

    private void requireCalendar(String what) {
        if (kind != Kind.CALENDAR) {
            throw new IllegalArgumentException("A " + kind.toString().toLowerCase(java.util.Locale.ROOT)
                    + " window has no " + what + ". Leave it out, or count by the calendar.");
        }
    }

    private Windows windows() {
        if (unit == null) {
            LocalDate first = from == null ? FIRST : from;
            return DateWindows.of((int) length.toDays(), first, zone);
        }
        if (unit.compareTo(ChronoUnit.DAYS) < 0) {
            return new ClockWindows(length.toSeconds(), zone);
        }
        LocalDate first = from != null ? from : unit == ChronoUnit.WEEKS ? MONDAY : FIRST;
        return new DateWindows(unit, 1, first, zone);
    }

    /** The window of the calendar that an instant is in; null where each caller has its own. */
    @Nullable Span at(Instant now) {
        return windows == null ? null : windows.at(now);
    }

    /**
     * So many in such a window; {@code span} is that of the calendar. It is remembered for twice as long: a clock that was set
     * back makes a window last longer than the store's clock thinks, and clocks of several machines differ.
     */
    Allowance allowance(long limit, @Nullable Span span) {
        if (span != null) {
            return Allowance.window(limit, span.start(), span.end().plus(Duration.between(span.start(), span.end())));
        }
        return kind == Kind.FLEXIBLE
                ? Allowance.fixed(limit, length)
                : Allowance.sliding(limit, length).slices(SLICES);
    }

    /** How it is called: {@code month}, {@code 30d}. */
    String name() {
        return name;
    }

    /** About how long it lasts; months and years of a calendar differ. */
    Duration length() {
        return length;
    }

    /** Whether all of these windows last exactly that long. */
    boolean even() {
        return kind != Kind.CALENDAR || unit != null && unit.compareTo(ChronoUnit.DAYS) < 0;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Window that && toString().equals(that.toString());
    }

    @Override
    public int hashCode() {
        return Objects.hash(toString());
    }

    @Override
    public String toString() {
        return switch (kind) {
            case FLEXIBLE -> "flexible " + name;
            case ROLLING -> "rolling " + name;
            case CALENDAR ->
                name + (zone.equals(ZoneOffset.UTC) ? "" : " in " + zone) + (from == null ? "" : " from " + from);
        };
    }
}
