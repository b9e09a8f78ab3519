package io.hauberk.partner;

import io.hauberk.key.By;
import io.hauberk.limit.Wording;
import java.time.Duration;

/**
 * The parameters of a partner's limit. Immutable.
 *
 * @param longestWait how long a call may wait here; zero for not at all
 * @param most how many calls may wait at a time
 */
record Terms(String name, By by, Duration maxPause, Duration longestWait, int most, int maxKeys) {
    static final Duration MAX_PAUSE = Duration.ofMinutes(1);
    static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
    static final int MOST = 100;
    static final int MAX_KEYS = 1_000;
    private static final Duration DAY = Duration.ofDays(1);
    // After what it is checked against.
    static final Terms STANDARD = new Terms("partnerLimit", By.everyone(), MAX_PAUSE, Duration.ZERO, MOST, MAX_KEYS);

    Terms {
        Wording.requireName(name);
        if (maxPause.compareTo(Duration.ofMillis(1)) < 0 || maxPause.compareTo(DAY) > 0) {
            throw new IllegalArgumentException(
                    "A partner may have us pause for up to a day, but maxPause is " + maxPause + ".");
        }
        if (longestWait.isNegative() || longestWait.compareTo(DAY) > 0) {
            throw new IllegalArgumentException(
                    "A call may wait for a partner up to a day, but this says " + longestWait + ".");
        }
        if (most < 1 || most > 10_000) {
            throw new IllegalArgumentException(
                    "1 to 10000 calls may wait for a partner at a time, but this says " + most + ".");
        }
        if (maxKeys < 1 || maxKeys > 1_000_000) {
            throw new IllegalArgumentException(
                    "Of a partner 1 to 1000000 keys are remembered, but maxKeys is " + maxKeys + ".");
        }
    }

    Terms named(String other) {
        return new Terms(other, by, maxPause, longestWait, most, maxKeys);
    }

    Terms by(By key) {
        return new Terms(name, key, maxPause, longestWait, most, maxKeys);
    }

    Terms maxPause(Duration longest) {
        return new Terms(name, by, longest, longestWait, most, maxKeys);
    }

    Terms waiting(int number, Duration longest) {
        return new Terms(name, by, maxPause, longest, number, maxKeys);
    }

    Terms maxKeys(int keys) {
        return new Terms(name, by, maxPause, longestWait, most, keys);
    }

    @Override
    public String toString() {
        return "by " + by + ", pauses up to " + Wording.compact(maxPause) + ", "
                + (longestWait.isZero() ? "no waiting" : most + " wait up to " + Wording.compact(longestWait));
    }
}
