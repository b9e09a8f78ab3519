package io.hauberk.key;

import org.jspecify.annotations.Nullable;

/** SipHash-1-3 (Aumasson and Bernstein, 2012) of the UTF-16LE bytes of a text, or of one 64-bit word. */
final class SipHash {
    private SipHash() {}

    static long of(long k0, long k1, String text) {
        return run(k0, k1, text, 0, text.length());
    }

    static long of(long k0, long k1, long word) {
        return run(k0, k1, null, word, 4);
    }

    private static long run(long k0, long k1, @Nullable String text, long word, int chars) {
        long v0 = k0 ^ 0x736f6d6570736575L;
        long v1 = k1 ^ 0x646f72616e646f6dL;
        long v2 = k0 ^ 0x6c7967656e657261L;
        long v3 = k1 ^ 0x7465646279746573L;
        int last = chars / 4;
        // One round for each block, and three at the end, which is a round over a block of zeros.
        for (int block = 0; block < last + 4; block++) {
            long m = 0;
            if (block < last) {
                m = text == null ? word : chars(text, 4 * block, 4);
            } else if (block == last) {
                m = (2L * chars) << 56 | (text == null ? 0 : chars(text, 4 * last, chars & 3));
            } else if (block == last + 1) {
                v2 ^= 0xff;
            }
            v3 ^= m;
            v0 += v1;
            v1 = Long.rotateLeft(v1, 13) ^ v0;
            v0 = Long.rotateLeft(v0, 32);
            v2 += v3;
            v3 = Long.rotateLeft(v3, 16) ^ v2;
            v0 += v3;
            v3 = Long.rotateLeft(v3, 21) ^ v0;
            v2 += v1;
            v1 = Long.rotateLeft(v1, 17) ^ v2;
            v2 = Long.rotateLeft(v2, 32);
            v0 ^= m;
        }
        return v0 ^ v1 ^ v2 ^ v3;
    }

    private static long chars(String text, int from, int count) {
        long block = 0;
        for (int i = 0; i < count; i++) {
            block |= (long) text.charAt(from + i) << 16 * i;
        }
        return block;
    }
}
