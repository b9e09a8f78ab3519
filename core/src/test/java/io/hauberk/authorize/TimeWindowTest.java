package io.hauberk.authorize;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.config.Yaml;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TimeWindowTest {
    private static TimeWindow read(String yaml) {
        return Yaml.read(yaml, TimeWindow::from);
    }

    private static boolean holds(TimeWindow window, String at) {
        return window.holds(Instant.parse(at));
    }

    @Test
    void aWindowBeginsAtItsFirstMinuteAndEndsBeforeItsLast() {
        TimeWindow window = read("{ from: \"08:00\", until: \"18:00\" }");
        assertThat(holds(window, "2026-11-27T07:59:59.999Z")).isFalse();
        assertThat(holds(window, "2026-11-27T08:00:00Z")).isTrue();
        assertThat(holds(window, "2026-11-27T17:59:59.999Z")).isTrue();
        assertThat(holds(window, "2026-11-27T18:00:00Z")).isFalse();
    }

    @Test
    void aNightBelongsToTheDayOnWhichItBegins() {
        TimeWindow friday = read("{ days: fri, from: \"22:00\", until: \"06:00\" }");
        assertThat(holds(friday, "2026-11-27T05:00:00Z")).isFalse();
        assertThat(holds(friday, "2026-11-27T22:00:00Z")).isTrue();
        assertThat(holds(friday, "2026-11-28T05:59:00Z")).isTrue();
        assertThat(holds(friday, "2026-11-28T22:00:00Z")).isFalse();
    }

    @Test
    void wholeDaysAndEndsOfDaysCanBeSaid() {
        assertThat(holds(read("days: [sat-sun]"), "2026-11-28T00:00:00Z")).isTrue();
        assertThat(holds(read("days: [sat-mon]"), "2026-11-30T23:59:59Z")).isTrue();
        assertThat(holds(read("days: [sat-mon]"), "2026-12-01T00:00:00Z")).isFalse();
        assertThat(holds(read("{ from: \"20:00\", until: \"24:00\" }"), "2026-11-28T23:59:59Z"))
                .isTrue();
        assertThat(holds(read("{ from: \"20:00\", until: \"24:00\" }"), "2026-11-28T00:00:00Z"))
                .isFalse();
        assertThat(holds(read("{ until: \"06:00\" }"), "2026-11-28T05:59:59Z")).isTrue();
        assertThat(holds(read("{ until: \"06:00\" }"), "2026-11-28T06:00:00Z")).isFalse();
    }

    @Test
    void summerTimeIsWhatTheClockShows() {
        TimeWindow window = read("{ from: \"02:30\", until: \"03:30\", zone: Europe/Berlin }");
        // The clock jumps from 2:00 to 3:00: the window is open for half an hour.
        assertThat(holds(window, "2026-03-29T00:59:59Z")).isFalse();
        assertThat(holds(window, "2026-03-29T01:00:00Z")).isTrue();
        assertThat(holds(window, "2026-03-29T01:30:00Z")).isFalse();
    }

    @Test
    void minuteByMinuteItAgreesWithANaiveReading() {
        Random random = new Random(7);
        for (int i = 0; i < 300; i++) {
            LocalTime from = LocalTime.of(random.nextInt(24), random.nextInt(60));
            int minutes = 1 + random.nextInt(24 * 60 - 1);
            LocalTime until = from.plusMinutes(minutes);
            Set<DayOfWeek> days = new HashSet<>();
            days.add(DayOfWeek.of(1 + random.nextInt(7)));
            days.add(DayOfWeek.of(1 + random.nextInt(7)));
            ZoneId zone = ZoneId.of(random.nextBoolean() ? "Asia/Kolkata" : "UTC");
            TimeWindow window = TimeWindow.between(from, until)
                    .on(days.toArray(DayOfWeek[]::new))
                    .zone(zone);
            for (int j = 0; j < 50; j++) {
                ZonedDateTime now =
                        ZonedDateTime.of(2026, 11, 1, 0, 0, 0, 0, zone).plusMinutes(random.nextInt(20_000));
                assertThat(window.holds(now.toInstant()))
                        .as(window + " at " + now)
                        .isEqualTo(naive(from, minutes, days, now));
            }
        }
    }

    /** Whether the window that begins today or the one that began yesterday holds this minute. */
    private static boolean naive(LocalTime from, int minutes, Set<DayOfWeek> days, ZonedDateTime now) {
        for (int ago = 0; ago <= 1; ago++) {
            ZonedDateTime begins = now.minusDays(ago).with(from);
            if (days.contains(begins.getDayOfWeek())
                    && !now.isBefore(begins)
                    && now.isBefore(begins.plusMinutes(minutes))) {
                return true;
            }
        }
        return false;
    }
}
