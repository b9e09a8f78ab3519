package io.hauberk;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A position in a distributed trace, as W3C Trace Context (level 2) puts it. Immutable.
 *
 * @param traceId 32 lower-case hexadecimal digits, not all zero
 * @param spanId 16 lower-case hexadecimal digits, not all zero: the span that we are
 * @param sampled whether those before us record, or are asked to
 * @param random whether the last seven bytes of the trace id are known to be random, so that samplers may go by them
 * @param state the {@code tracestate} field to be passed on, or null
 */
public record Trace(
        String traceId,
        String spanId,
        boolean sampled,
        boolean random,
        @Nullable String state) {
    private static final HexFormat HEX = HexFormat.of();

    /** A new trace. */
    public static Trace begin(boolean sampled) {
        String traceId = HEX.toHexDigits(ThreadLocalRandom.current().nextLong()) + HEX.toHexDigits(word());
        return new Trace(traceId, HEX.toHexDigits(word()), sampled, true, null);
    }

    /** A new span below this one, in the same trace. */
    public Trace child() {
        return new Trace(traceId, HEX.toHexDigits(word()), sampled, random, state);
    }

    /** Any number but 0: an id of zeros is none. */
    private static long word() {
        long word = 0;
        while (word == 0) {
            word = ThreadLocalRandom.current().nextLong();
        }
        return word;
    }

    /**
     * Reads a {@code traceparent} field. Versions after 00 are read as far as version 00 goes, as the specification
     * asks. Of the flags only {@code sampled} and {@code random} are kept.
     *
     * @param traceparent the field as it came, without blanks around it
     * @param tracestate the field to be passed on; not looked at
     * @return null if it is not well-formed; then a new trace begins
     */
    public static @Nullable Trace parse(@Nullable String traceparent, @Nullable String tracestate) {
        if (traceparent == null || traceparent.length() < 55 || !framed(traceparent)) {
            return null;
        }
        boolean version0 = traceparent.startsWith("00");
        if (traceparent.startsWith("ff") || (version0 ? traceparent.length() != 55 : continues(traceparent))) {
            return null;
        }
        String trace = traceparent.substring(3, 35);
        String span = traceparent.substring(36, 52);
        if (!hexadecimal(traceparent, 0, 2) || !id(trace) || !id(span) || !hexadecimal(traceparent, 53, 55)) {
            return null;
        }
        int flags = Character.digit(traceparent.charAt(54), 16);
        return new Trace(trace, span, (flags & 1) != 0, (flags & 2) != 0, tracestate);
    }

    /** This position as a {@code traceparent} field. */
    public String traceparent() {
        return "00-" + traceId + '-' + spanId + (random ? sampled ? "-03" : "-02" : sampled ? "-01" : "-00");
    }

    private static boolean framed(String text) {
        return text.charAt(2) == '-' && text.charAt(35) == '-' && text.charAt(52) == '-';
    }

    private static boolean continues(String text) {
        return text.length() > 55 && text.charAt(55) != '-';
    }

    private static boolean id(String text) {
        return hexadecimal(text, 0, text.length()) && !zero(text);
    }

    private static boolean zero(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) != '0') {
                return false;
            }
        }
        return true;
    }

    private static boolean hexadecimal(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (!(c >= '0' && c <= '9' || c >= 'a' && c <= 'f')) {
                return false;
            }
        }
        return true;
    }
}
