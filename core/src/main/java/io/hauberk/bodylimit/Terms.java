package io.hauberk.bodylimit;

import java.time.Duration;

/**
 * What a {@link BodyLimit} is made of.
 *
 * @param max how many bytes; the greatest number for any
 * @param minRate how many bytes a second must come; 0 for none
 * @param grace how long they may come more slowly
 * @param idle how long nothing may come
 */
record Terms(long max, long minRate, Duration grace, Duration idle) {
    static final long RATE = 240;
    static final Duration GRACE = Duration.ofSeconds(10);
    static final Duration IDLE = Duration.ofSeconds(60);

    static Terms of(long max) {
        return new Terms(max, RATE, GRACE, IDLE);
    }

    Terms minRate(long bytesPerSecond, Duration patience) {
        return new Terms(max, bytesPerSecond, patience, idle);
    }

    Terms idle(Duration longest) {
        return new Terms(max, minRate, grace, longest);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(max == Long.MAX_VALUE ? "any size" : Long.toString(max));
        if (minRate != RATE || !grace.equals(GRACE)) {
            text.append(minRate == 0 ? ", any rate" : ", " + minRate + " a second within " + grace.toMillis() + " ms");
        }
        if (!idle.equals(IDLE)) {
            text.append(", idle ").append(idle.toMillis()).append(" ms");
        }
        return text.toString();
    }
}
