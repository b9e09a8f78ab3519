package io.hauberk;

import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A position in a distributed trace, as W3C Trace Context puts it. Immutable.
 *
 * @param traceId 32 lower-case hexadecimal digits, not all zero
 * @param spanId 16 lower-case hexadecimal digits, not all zero: the span that we are
 * @param sampled whether those before us record
 * @param state the {@code tracestate} field as it came, or null
 */
public record Trace(
        String traceId,
        String spanId,
        boolean sampled,
        @Nullable String state) {
    private static final char[] HEX = "0123456789abcdef".toCharArray();

    /** A new trace. */
    public static Trace begin(boolean sampled) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return new Trace(hex(random.nextLong(), random.nextLong() | 1), hex(random.nextLong() | 1), sampled, null);
    }

    /** A new span below this one, in the same trace. */
    public Trace child() {
        return new Trace(traceId, hex(ThreadLocalRandom.current().nextLong() | 1), sampled, state);
    }

    /**
     * Reads a {@code traceparent} field. Versions after 00 are read as far as version 00 goes, as the specification
     * asks.
     *
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
        boolean sampled = (Character.digit(traceparent.charAt(54), 16) & 1) == 1;
        return new Trace(trace, span, sampled, tracestate);
    }

    /** This position as a {@code traceparent} field. */
    public String traceparent() {
        return "00-" + traceId + '-' + spanId + (sampled ? "-01" : "-00");
    }

    private static boolean framed(String text) {
        return text.charAt(2) == '-' && text.charAt(35) == '-' && text.charAt(52) == '-';
    }

    private static boolean continues(String text) {
        return text.length() > 55 && text.charAt(55) != '-';
    }

    private static boolean id(String text) {
        return hexadecimal(text, 0, text.length()) && text.chars().anyMatch(c -> c != '0');
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

    private static String hex(long... words) {
        char[] digits = new char[words.length * 16];
        for (int w = 0; w < words.length; w++) {
            for (int i = 0; i < 16; i++) {
                digits[w * 16 + i] = HEX[(int) (words[w] >>> (60 - 4 * i)) & 15];
            }
        }
        return new String(digits);
    }
}
