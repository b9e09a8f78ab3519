package io.hauberk.service;

import java.util.function.LongSupplier;

/** Numbers by chance, from a source of random bits. */
final class Chance {
    private final LongSupplier bits;

    Chance(LongSupplier bits) {
        this.bits = bits;
    }

    /** 64 bits. */
    long bits() {
        return bits.getAsLong();
    }

    /** From 0, to below the bound. */
    int below(int bound) {
        return (int) (((bits.getAsLong() >>> 32) * bound) >>> 32);
    }

    /** From 0, to below 1. */
    double fraction() {
        return (bits.getAsLong() >>> 11) * 0x1.0p-53;
    }
}
