package io.hauberk.service;

import java.nio.charset.StandardCharsets;

/**
 * XXH64 (Collet) of the UTF-8 bytes of a text: the same in each process and each version, well spread, and nothing that
 * resists someone who looks for collisions. Texts of ASCII are hashed without allocating.
 */
final class XxHash {
    private static final long P1 = 0x9E3779B185EBCA87L;
    private static final long P2 = 0xC2B2AE3D27D4EB4FL;
    private static final long P3 = 0x165667B19E3779F9L;
    private static final long P4 = 0x85EBCA77C2B2AE63L;
    private static final long P5 = 0x27D4EB2F165667C5L;

    private XxHash() {}

    static long of(String text, long seed) {
        return of(text, 0, text.length(), seed);
    }

    /** Of a part of a text. */
    static long of(String text, int from, int to, long seed) {
        for (int i = from; i < to; i++) {
            if (text.charAt(i) >= 0x80) {
                byte[] bytes = text.substring(from, to).getBytes(StandardCharsets.UTF_8);
                String latin = new String(bytes, StandardCharsets.ISO_8859_1);
                return bytes(latin, 0, latin.length(), seed);
            }
        }
        return bytes(text, from, to, seed);
    }

    /** A number spread over all 64 bits; another number for another one. */
    static long mix(long number) {
        return avalanche(number * P2 + P5);
    }

    /** Each char is a byte. */
    private static long bytes(String text, int from, int to, long seed) {
        int at = from;
        long hash;
        if (to - from >= 32) {
            long a = seed + P1 + P2;
            long b = seed + P2;
            long c = seed;
            long d = seed - P1;
            for (; at + 32 <= to; at += 32) {
                a = round(a, eight(text, at));
                b = round(b, eight(text, at + 8));
                c = round(c, eight(text, at + 16));
                d = round(d, eight(text, at + 24));
            }
            hash = Long.rotateLeft(a, 1) + Long.rotateLeft(b, 7) + Long.rotateLeft(c, 12) + Long.rotateLeft(d, 18);
            hash = merge(merge(merge(merge(hash, a), b), c), d);
        } else {
            hash = seed + P5;
        }
        return avalanche(rest(hash + (to - from), text, at, to));
    }

    private static long rest(long begun, String text, int from, int to) {
        long hash = begun;
        int at = from;
        for (; at + 8 <= to; at += 8) {
            hash = Long.rotateLeft(hash ^ round(0, eight(text, at)), 27) * P1 + P4;
        }
        if (at + 4 <= to) {
            hash = Long.rotateLeft(hash ^ four(text, at) * P1, 23) * P2 + P3;
            at += 4;
        }
        for (; at < to; at++) {
            hash = Long.rotateLeft(hash ^ text.charAt(at) * P5, 11) * P1;
        }
        return hash;
    }

    private static long avalanche(long hash) {
        long mixed = (hash ^ hash >>> 33) * P2;
        mixed = (mixed ^ mixed >>> 29) * P3;
        return mixed ^ mixed >>> 32;
    }

    private static long round(long sum, long input) {
        return Long.rotateLeft(sum + input * P2, 31) * P1;
    }

    private static long merge(long hash, long sum) {
        return (hash ^ round(0, sum)) * P1 + P4;
    }

    private static long eight(String text, int at) {
        return four(text, at) | four(text, at + 4) << 32;
    }

    private static long four(String text, int at) {
        return text.charAt(at)
                | (long) text.charAt(at + 1) << 8
                | (long) text.charAt(at + 2) << 16
                | (long) text.charAt(at + 3) << 24;
    }
}
