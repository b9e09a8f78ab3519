package io.hauberk.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WindowsTest {
    private static final List<String> ZONES = List.of(
            "UTC",
            "Europe/Berlin",
            "America/New_York",
            "America/Havana",
            "America/St_Johns",
            "America/Sao_Paulo",
            "Australia/Lord_Howe",
            "Asia/Kathmandu",
            "Pacific/Apia",
            "Africa/Casablanca");

    /** What two instants have in common that are in one window of a calendar. */
    private static final Map<String, Function<LocalDateTime, Object>> SAME = Map.of(
            "minute", time -> time.truncatedTo(ChronoUnit.MINUTES),
            "hour", time -> time.truncatedTo(ChronoUnit.HOURS),
            "day", LocalDateTime::toLocalDate,
            "week", time -> time.toLocalDate().minusDays(time.getDayOfWeek().getValue() - DayOfWeek.MONDAY.getValue()),
            "month", time -> time.getYear() * 12 + time.getMonthValue(),
            "year", LocalDateTime::getYear);

    private static Window of(String unit) {
        return switch (unit) {
            case "minute" -> Window.minute();
            case "hour" -> Window.hour();
            case "day" -> Window.day();
            case "week" -> Window.week();
            case "month" -> Window.month();
            default -> Window.year();
        };
    }

    /** By stepping minute by minute from one end of the window to the other, and looking at the clock on the wall. */
    @Property(tries = 150)
    void allOfAWindowIsOneStretchOfTheCalendarAndItsNeighboursAreOthers(@ForAll long seed) {
        Random random = new Random(seed);
        ZoneId zone = ZoneId.of(ZONES.get(random.nextInt(ZONES.size())));
        // Days and shorter, around a change of the clocks where there is one.
        String unit = List.of("minute", "hour", "day").get(random.nextInt(3));
        Instant now = Instant.parse("1995-01-01T00:00:00Z").plusSeconds(random.nextInt(40 * 31_536_000));
        var transition = zone.getRules().nextTransition(now);
        if (transition != null && random.nextInt(4) > 0) {
            now = transition.getInstant().plusSeconds(random.nextInt(172_800) - 86_400);
        }
        Span span = of(unit).in(zone).at(now);
        assertThat(span.contains(now)).isTrue();
        Object expected = SAME.get(unit).apply(LocalDateTime.ofInstant(now, zone));
        for (Instant at = span.start(); at.isBefore(span.end()); at = at.plusSeconds(60)) {
            assertThat(of(unit).in(zone).at(at)).isEqualTo(span);
        }
        // A day that is begun twice, since the clocks go back over midnight, is told by its first begin.
        boolean twice = !zone.getRules().isFixedOffset() && transitionNear(zone, now);
        if (!twice) {
            assertThat(SAME.get(unit).apply(LocalDateTime.ofInstant(span.end().minusNanos(1), zone)))
                    .isEqualTo(expected);
            assertThat(SAME.get(unit).apply(LocalDateTime.ofInstant(span.start(), zone)))
                    .isEqualTo(expected);
            assertThat(SAME.get(unit).apply(LocalDateTime.ofInstant(span.end(), zone)))
                    .isNotEqualTo(expected);
        }
        assertThat(of(unit).in(zone).at(span.end()).start()).isEqualTo(span.end());
        assertThat(of(unit).in(zone).at(span.start().minusNanos(1)).end()).isEqualTo(span.start());
    }

    private static boolean transitionNear(ZoneId zone, Instant now) {
        var next = zone.getRules().nextTransition(now.minusSeconds(180_000));
        return next != null && next.getInstant().isBefore(now.plusSeconds(180_000));
    }

    @Property(tries = 300)
    void longerWindowsAreStretchesOfTheCalendarToo(@ForAll long seed) {
        Random random = new Random(seed);
        ZoneId zone = ZoneId.of(ZONES.get(random.nextInt(ZONES.size())));
        String unit = List.of("week", "month", "year").get(random.nextInt(3));
        Instant now = Instant.parse("1995-01-01T00:00:00Z").plusSeconds(random.nextInt(40 * 31_536_000));
        Span span = of(unit).in(zone).at(now);
        assertThat(span.contains(now)).isTrue();
        ZonedDateTime start = span.start().atZone(zone);
        assertThat(start).isEqualTo(start.toLocalDate().atStartOfDay(zone));
        assertThat(SAME.get(unit).apply(start.toLocalDateTime()))
                .isEqualTo(SAME.get(unit).apply(LocalDateTime.ofInstant(now, zone)));
        assertThat(SAME.get(unit).apply(LocalDateTime.ofInstant(span.end().minusNanos(1), zone)))
                .isEqualTo(SAME.get(unit).apply(LocalDateTime.ofInstant(now, zone)));
        assertThat(of(unit).in(zone).at(span.end()).start()).isEqualTo(span.end());
        assertThat(of(unit).in(zone).at(span.start().minusNanos(1)).end()).isEqualTo(span.start());
    }

    @ParameterizedTest
    @CsvSource({
        "Europe/Berlin, 2026-03-29, 23",
        "Europe/Berlin, 2026-10-25, 25",
        "Europe/Berlin, 2026-07-01, 24",
        // Midnight is left out, and so the day begins at one.
        "America/Havana, 2026-03-08, 23",
        "Africa/Cairo, 2026-04-24, 23",
        "America/Sao_Paulo, 2018-11-04, 23",
        "Australia/Lord_Howe, 2026-04-05, 24",
        "UTC, 2026-03-29, 24"
    })
    void daysAreAsLongAsTheyAre(String zone, LocalDate day, long hours) {
        ZoneId id = ZoneId.of(zone);
        Span span = Window.day().in(id).at(day.atTime(12, 0).atZone(id).toInstant());
        assertThat(Duration.between(span.start(), span.end()).toHours()).isEqualTo(hours);
        assertThat(span.start().atZone(id).toLocalDate()).isEqualTo(day);
    }

    @Test
    void theHourThatComesTwiceIsTwoHours() {
        Window hour = Window.hour().in(ZoneId.of("Europe/Berlin"));
        Span first = hour.at(Instant.parse("2026-10-25T00:30:00Z"));
        Span second = hour.at(Instant.parse("2026-10-25T01:30:00Z"));
        assertThat(first.start()).isEqualTo(Instant.parse("2026-10-25T00:00:00Z"));
        assertThat(second.start()).isEqualTo(Instant.parse("2026-10-25T01:00:00Z"));
    }

    @Test
    void aDayThatWasLeftOutIsNoWindow() {
        ZoneId apia = ZoneId.of("Pacific/Apia");
        Span before = Window.day()
                .in(apia)
                .at(LocalDateTime.parse("2011-12-29T12:00").atZone(apia).toInstant());
        Span after = Window.day()
                .in(apia)
                .at(LocalDateTime.parse("2011-12-31T12:00").atZone(apia).toInstant());
        assertThat(before.end()).isEqualTo(after.start());
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-31, 2026-02-27, 2026-01-31, 2026-02-28",
        "2026-01-31, 2026-02-28, 2026-02-28, 2026-03-31",
        "2026-01-31, 2026-03-30, 2026-02-28, 2026-03-31",
        "2026-01-31, 2026-03-31, 2026-03-31, 2026-04-30",
        "2026-01-31, 2024-02-29, 2024-02-29, 2024-03-31",
        "2026-01-15, 2025-12-14, 2025-11-15, 2025-12-15"
    })
    void monthsBeginOnTheBillingDay(LocalDate from, LocalDate day, LocalDate start, LocalDate end) {
        ZoneId zone = ZoneId.of("Europe/Berlin");
        Span span = Window.month()
                .in(zone)
                .from(from)
                .at(day.atTime(9, 0).atZone(zone).toInstant());
        assertThat(span.start().atZone(zone).toLocalDate()).isEqualTo(start);
        assertThat(span.end().atZone(zone).toLocalDate()).isEqualTo(end);
    }

    @Test
    void daysAreCountedFromADate() {
        Window fortnight = Window.days(14, LocalDate.of(2026, 1, 5));
        Span span = fortnight.at(Instant.parse("2026-02-01T00:00:00Z"));
        assertThat(span)
                .isEqualTo(new Span(Instant.parse("2026-01-19T00:00:00Z"), Instant.parse("2026-02-02T00:00:00Z")));
        assertThat(fortnight.at(Instant.parse("2026-01-04T23:00:00Z")).end())
                .isEqualTo(Instant.parse("2026-01-05T00:00:00Z"));
    }

    @Test
    void whatIsNoWindowIsRefusedInASentence() {
        assertThatThrownBy(() -> Window.rolling(Duration.ZERO)).hasMessageContaining("this one is PT0S");
        assertThatThrownBy(() -> Window.flexible(Duration.ofDays(40_000))).hasMessageContaining("fifty years");
        assertThatThrownBy(() -> Window.hour().from(LocalDate.EPOCH)).hasMessageContaining("Leave the date out");
        assertThatThrownBy(() -> Window.rolling(Duration.ofDays(1)).in(ZoneId.of("UTC")))
                .hasMessageContaining("has no time zone");
        assertThatThrownBy(() -> Window.days(0, LocalDate.EPOCH)).hasMessageContaining("lasts for some time");
    }
}
