package io.hauberk.accesslog;

import java.time.Instant;

/** Points in time as text with milliseconds. Formats each second once. Thread-safe. */
final class Timestamps {
    private volatile Second last = new Second(Long.MIN_VALUE, "");

    String text(Instant instant) {
        Second second = last;
        if (second.epoch != instant.getEpochSecond()) {
            String whole = Instant.ofEpochSecond(instant.getEpochSecond()).toString();
            second = new Second(instant.getEpochSecond(), whole.substring(0, whole.length() - 1) + '.');
            last = second;
        }
        int millis = instant.getNano() / 1_000_000;
        return second.text
                + (char) ('0' + millis / 100)
                + (char) ('0' + millis / 10 % 10)
                + (char) ('0' + millis % 10)
                + 'Z';
    }

    private record Second(long epoch, String text) {}
}
