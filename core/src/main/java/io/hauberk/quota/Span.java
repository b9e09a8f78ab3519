package io.hauberk.quota;

import java.time.Instant;

/**
 * From when until when a window lasts.
 *
 * @param start the first instant that is in it
 * @param end the first one after it
 */
record Span(Instant start, Instant end) {
    boolean contains(Instant instant) {
        return !instant.isBefore(start) && instant.isBefore(end);
    }
}
