package io.hauberk.quota;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;

/**
 * Windows of a minute or an hour, as the clocks of a zone show them. Where these are set by a part of an hour, the hour in
 * which that happens is cut in two.
 */
final class ClockWindows implements Windows {
    private final long seconds;
    private final ZoneRules rules;

    ClockWindows(long seconds, ZoneId zone) {
        this.seconds = seconds;
        this.rules = zone.getRules();
    }

    @Override
    public Span at(Instant now) {
        ZoneOffset offset = rules.getOffset(now);
        long local = now.getEpochSecond() + offset.getTotalSeconds();
        long start = local - Math.floorMod(local, seconds) - offset.getTotalSeconds();
        long end = start + seconds;
        if (!rules.isFixedOffset()) {
            ZoneOffsetTransition before = rules.previousTransition(now.plusNanos(1));
            ZoneOffsetTransition after = rules.nextTransition(now);
            if (before != null && cuts(before)) {
                start = Math.max(start, before.toEpochSecond());
            }
            if (after != null && cuts(after)) {
                end = Math.min(end, after.toEpochSecond());
            }
        }
        return new Span(Instant.ofEpochSecond(start), Instant.ofEpochSecond(end));
    }

    private boolean cuts(ZoneOffsetTransition transition) {
        return transition.getDuration().toSeconds() % seconds != 0;
    }
}
