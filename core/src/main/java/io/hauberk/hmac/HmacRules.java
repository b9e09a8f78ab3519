package io.hauberk.hmac;

import io.hauberk.Request;
import io.hauberk.credential.Digests;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the filter asks of a signature. Immutable. */
record HmacRules(
        List<String> headers, Duration window, int maxRemembered, boolean required, String realm, InstantSource clock) {
    static HmacRules standard() {
        return new HmacRules(List.of(), Duration.ofMinutes(5), 200_000, true, "hauberk", InstantSource.system());
    }

    HmacRules headers(List<String> names) {
        List<String> lower =
                names.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
        return new HmacRules(lower, window, maxRemembered, required, realm, clock);
    }

    HmacRules window(Duration other) {
        if (other.toSeconds() < 1 || other.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException(
                    "The window of signatures is from one second to one hour, but this one is " + other + ".");
        }
        return new HmacRules(headers, other, maxRemembered, required, realm, clock);
    }

    HmacRules maxRemembered(int number) {
        if (number < 1) {
            throw new IllegalArgumentException("At least one signature is remembered, but here it is " + number + ".");
        }
        return new HmacRules(headers, window, number, required, realm, clock);
    }

    HmacRules required(boolean other) {
        return new HmacRules(headers, window, maxRemembered, other, realm, clock);
    }

    HmacRules realm(String other) {
        return new HmacRules(headers, window, maxRemembered, required, other, clock);
    }

    HmacRules clock(InstantSource other) {
        return new HmacRules(headers, window, maxRemembered, required, realm, other);
    }

    /** What the signature should be and is not, as the name of a rule; null if all is there. */
    @Nullable String lacking(Request request, Signed signed) {
        List<String> names = signed.names();
        if (!Macs.known(signed.algorithm())) {
            return "unknown-algorithm";
        }
        if (!names.contains(StringToSign.TARGET) && !names.contains("(request-target)")) {
            return "unsigned-target";
        }
        if (!names.contains("date") && !names.contains("x-date")) {
            return "unsigned-date";
        }
        for (String header : headers) {
            if (!names.contains(header)) {
                return "unsigned-header";
            }
        }
        return request.body().length() != 0 && !digestSigned(signed) ? "unsigned-content" : null;
    }

    boolean digestSigned(Signed signed) {
        return signed.names().contains("content-digest") || signed.names().contains("digest");
    }

    /** The signed digests; null where there are none, or they are malformed. */
    @Nullable Digests digests(Request request, Signed signed) {
        if (signed.names().contains("content-digest")) {
            return Digests.ofContentDigest(request.headers());
        }
        return signed.names().contains("digest") ? Digests.ofDigest(request.headers()) : null;
    }

    /** The signed time, in seconds since 1970; null if there is not exactly one. */
    @Nullable Long time(Request request, Signed signed) {
        List<String> lines = request.headers().all(signed.names().contains("x-date") ? "x-date" : "date");
        if (lines.size() != 1) {
            return null;
        }
        try {
            return Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(
                            lines.get(0).strip()))
                    .getEpochSecond();
        } catch (DateTimeException e) {
            return null;
        }
    }
}
