package io.hauberk.service;

/** Percentages as arguments. */
final class Percent {
    private Percent() {}

    static void require(String what, double percent) {
        if (!(percent >= 0 && percent <= 100) || percent > 0 && percent < 1) {
            throw new IllegalArgumentException(
                    what + " is a percentage from 0 to 100 (not a ratio below 1), but this is " + percent + ".");
        }
    }
}
