package io.hauberk.authorize;

import io.hauberk.Settings;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a time window from YAML. */
final class TimeWindowReader {
    private static final List<String> DAYS = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");
    private static final Pattern TIME = Pattern.compile("([01][0-9]|2[0-4]):([0-5][0-9])");

    private TimeWindowReader() {}

    static TimeWindow read(Settings settings) {
        if (settings.names().isEmpty()) {
            settings.fault("from", "This time window says nothing. Give it days, or from and until.");
        }
        TimeWindow window = TimeWindow.always();
        if ("24:00".equals(settings.text("from"))) {
            settings.fault("from", "No window begins at 24:00. Write \"00:00\", and the days on which it begins.");
        }
        LocalTime from = time(settings, "from");
        LocalTime until = time(settings, "until");
        if (settings.has("from") && settings.has("until") && from.equals(until)) {
            settings.fault("until", "This window ends when it begins. Leave both out for the whole day.");
        }
        window = window.during(from, until);
        Set<DayOfWeek> days = days(settings);
        if (!days.isEmpty()) {
            window = window.on(days.toArray(DayOfWeek[]::new));
        }
        String zone = settings.text("zone");
        try {
            return zone == null ? window : window.zone(TimeWindow.zone(zone));
        } catch (IllegalArgumentException e) {
            settings.fault("zone", String.valueOf(e.getMessage()));
            return window;
        }
    }

    private static LocalTime time(Settings settings, String name) {
        String text = settings.text(name);
        if (text == null) {
            return LocalTime.MIDNIGHT;
        }
        Matcher time = TIME.matcher(text);
        int hour = time.matches() ? Integer.parseInt(time.group(1)) : 25;
        int minute = hour < 25 ? Integer.parseInt(time.group(2)) : 0;
        if (hour > 24 || hour == 24 && minute > 0) {
            settings.fault(
                    name, "\"" + text + "\" is no time of day. Write hours and minutes in quotes, such as \"08:30\".");
            return LocalTime.MIDNIGHT;
        }
        return LocalTime.of(hour % 24, minute);
    }

    private static Set<DayOfWeek> days(Settings settings) {
        List<Integer> days = new ArrayList<>();
        for (String text : settings.texts("days")) {
            String[] ends = text.toLowerCase(Locale.ROOT).split("-", 2);
            int first = DAYS.indexOf(ends[0]);
            int last = DAYS.indexOf(ends[ends.length - 1]);
            if (first < 0 || last < 0) {
                settings.fault(
                        "days",
                        "\"" + text
                                + "\" is no day of the week. Write mon, tue, wed, thu, fri, sat or sun, or two of them"
                                + " with a hyphen: mon-fri.");
                return Set.of();
            }
            for (int i = 0; i <= Math.floorMod(last - first, 7); i++) {
                days.add((first + i) % 7);
            }
        }
        Set<DayOfWeek> found = EnumSet.noneOf(DayOfWeek.class);
        days.forEach(day -> found.add(DayOfWeek.of(day + 1)));
        return found;
    }
}
