package io.hauberk.shedding;

import io.hauberk.Exchange;
import io.hauberk.Headers;
import io.hauberk.network.Arrival;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * When the proxy before us took a request, by {@code X-Request-Start} or {@code Request-Start}: seconds, milliseconds or
 * microseconds since 1970, also as {@code t=…}. Believed from trusted proxies alone, and only within the last minute.
 */
final class RequestStart {
    private static final long MINUTE_MICROS = 60_000_000L;
    private static final int MOST_DIGITS = 20;

    private RequestStart() {}

    /** How many nanoseconds ago that was; -1 where nobody is believed. */
    static long nanosAgo(Exchange exchange, InstantSource clock) {
        Arrival arrival = exchange.get(Arrival.KEY);
        if (arrival == null || !arrival.trusted()) {
            return -1;
        }
        Headers headers = arrival.received().headers();
        String text = headers.first("x-request-start");
        long then = micros(text == null ? headers.first("request-start") : text);
        long ago = then <= 0 ? -1 : clock.millis() * 1_000 - then;
        return ago < 0 || ago > MINUTE_MICROS ? -1 : ago * 1_000;
    }

    /** Microseconds since 1970; -1 for what is no time. */
    private static long micros(@Nullable String text) {
        if (text == null || text.length() > MOST_DIGITS + 2) {
            return -1;
        }
        String number = text.startsWith("t=") ? text.substring(2) : text;
        int point = number.indexOf('.');
        long whole = digits(point < 0 ? number : number.substring(0, point));
        if (whole < 0) {
            return -1;
        }
        // A time of this century has ten digits in seconds, thirteen in milliseconds and sixteen in microseconds.
        if (whole < 100_000_000_000L) {
            return whole * 1_000_000 + (point < 0 ? 0 : fraction(number.substring(point + 1)));
        }
        return whole < 100_000_000_000_000L ? whole * 1_000 : whole;
    }

    private static long fraction(String text) {
        String six = (text + "000000").substring(0, 6);
        return Math.max(0, digits(six));
    }

    private static long digits(String text) {
        if (text.isEmpty() || text.length() > 18) {
            return -1;
        }
        long number = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            number = number * 10 + (c - '0');
        }
        return number;
    }
}
