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
        return traceparent == null || !wellFormed(traceparent)
                ? null
                : of(traceparent, traceparent.substring(36, 52), tracestate);
    }

    /**
     * A new span below the position that a {@code traceparent} field names: the {@link #child()} of what {@link #parse}
     * reads.
     *
     * @param traceparent the field as it came, without blanks around it
     * @param tracestate the field to be passed on; not looked at
     * @return null if it is not well-formed; then a new trace begins
     */
    public static @Nullable Trace below(@Nullable String traceparent, @Nullable String tracestate) {
        return traceparent == null || !wellFormed(traceparent)
                ? null
                : of(traceparent, HEX.toHexDigits(word()), tracestate);
    }

    private static Trace of(String traceparent, String spanId, @Nullable String tracestate) {
        int flags = Character.digit(traceparent.charAt(54), 16);
        return new Trace(traceparent.substring(3, 35), spanId, (flags & 1) != 0, (flags & 2) != 0, tracestate);
    }

    private static boolean wellFormed(String text) {
        if (text.length() < 55 || !framed(text) || text.startsWith("ff")) {
            return false;
        }
        return (text.startsWith("00") ? text.length() == 55 : !continues(text))
                && hexadecimal(text, 0, 2)
                && id(text, 3, 35)
                && id(text, 36, 52)
                && hexadecimal(text, 53, 55);
    }

    /** This position as a {@code traceparent} field. */
    public String traceparent() {
        return "00-" + traceId + '-' + spanId + (random ? sampled ? "-03" : "-02" : sampled ? "-01" : "-00");
    }

    private static boolean framed(String text) {
        return text.charAt(2) == '-' && text.charAt(35) == '-' && text.charAt(52) == '-';
    }

    /** Whether it goes on in a way that no version may. */
    private static boolean continues(String text) {
        return text.length() > 55 && text.charAt(55) != '-';
    }

    private static boolean id(String text, int from, int to) {
        return hexadecimal(text, from, to) && !zero(text, from, to);
    }

    private static boolean zero(String text, int from, int to) {
        for (int i = from; i < to; i++) {
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
