package io.hauberk.route;

import java.util.BitSet;

/** A set of characters: ASCII as bits, and one answer for ranges beyond it. Immutable. */
final class CharClass {
    private static final String USUAL = "xabcdefghijklmnopqrstuvwyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    static final CharClass ANY = new Draft().range(0, Character.MAX_CODE_POINT).build();
    static final CharClass DIGIT = new Draft().range('0', '9').build();
    static final CharClass WORD = new Draft()
            .range('0', '9')
            .range('A', 'Z')
            .range('a', 'z')
            .range('_', '_')
            .build();
    static final CharClass SPACE = new Draft().range('\t', '\r').range(' ', ' ').build();

    private final long low;
    private final long high;
    /** First and last of each range beyond ASCII, sorted and apart. */
    private final int[] ranges;

    private CharClass(long low, long high, int[] ranges) {
        this.low = low;
        this.high = high;
        this.ranges = ranges;
    }

    static CharClass of(int c) {
        return new Draft().range(c, c).build();
    }

    boolean contains(int c) {
        if (c < 64) {
            return (low >>> c & 1) != 0;
        }
        if (c < 128) {
            return (high >>> c - 64 & 1) != 0;
        }
        for (int i = 0; i < ranges.length; i += 2) {
            if (c >= ranges[i] && c <= ranges[i + 1]) {
                return true;
            }
        }
        return false;
    }

    CharClass negated() {
        return new Draft().add(this).negate().build();
    }

    /** Some character of both, a letter or digit if there is one; -1 if they have none in common. */
    int common(CharClass other) {
        for (int i = 0; i < USUAL.length(); i++) {
            char c = USUAL.charAt(i);
            if (contains(c) && other.contains(c)) {
                return c;
            }
        }
        for (int c = ' '; c < 127; c++) {
            if (contains(c) && other.contains(c)) {
                return c;
            }
        }
        return commonBeyondAscii(other);
    }

    private int commonBeyondAscii(CharClass other) {
        for (int i = 0; i < ranges.length; i += 2) {
            for (int j = 0; j < other.ranges.length; j += 2) {
                int first = Math.max(ranges[i], other.ranges[j]);
                if (first <= Math.min(ranges[i + 1], other.ranges[j + 1])) {
                    return first;
                }
            }
        }
        return -1;
    }

    /** A set while it is being put together. */
    static final class Draft {
        private BitSet set = new BitSet();

        Draft range(int first, int last) {
            set.set(first, last + 1);
            return this;
        }

        Draft add(CharClass other) {
            for (int c = 0; c < 128; c++) {
                if (other.contains(c)) {
                    set.set(c);
                }
            }
            for (int i = 0; i < other.ranges.length; i += 2) {
                set.set(other.ranges[i], other.ranges[i + 1] + 1);
            }
            return this;
        }

        Draft negate() {
            set.flip(0, Character.MAX_CODE_POINT + 1);
            return this;
        }

        CharClass build() {
            long[] words = java.util.Arrays.copyOf(set.toLongArray(), 2);
            java.util.stream.IntStream.Builder ranges = java.util.stream.IntStream.builder();
            for (int first = set.nextSetBit(128); first >= 0; ) {
                int end = set.nextClearBit(first);
                ranges.add(first).add(end - 1);
                first = set.nextSetBit(end);
            }
            return new CharClass(words[0], words[1], ranges.build().toArray());
        }
    }
}
