package io.hauberk.jwt;

import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * base64url as RFC 7515 §2 has it: no padding, no line breaks, no other alphabet, and no bits behind the last byte. The
 * decoders of the JDK and of Nimbus take more than that, so one signature could be written in several ways.
 */
final class Base64Url {
    private static final byte[] VALUES = values();

    private Base64Url() {}

    /** Decodes a part of a text; null if it is not exactly base64url. */
    static byte @Nullable [] decode(String text, int from, int to) {
        int length = to - from;
        int loose = length % 4;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c >= VALUES.length || VALUES[c] < 0) {
                return null;
            }
        }
        if (loose == 1 || loose > 1 && (VALUES[text.charAt(to - 1)] & (loose == 2 ? 15 : 3)) != 0) {
            return null;
        }
        return Base64.getUrlDecoder().decode(text.substring(from, to));
    }

    private static byte[] values() {
        byte[] values = new byte[128];
        Arrays.fill(values, (byte) -1);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        for (int i = 0; i < alphabet.length(); i++) {
            values[alphabet.charAt(i)] = (byte) i;
        }
        return values;
    }
}
