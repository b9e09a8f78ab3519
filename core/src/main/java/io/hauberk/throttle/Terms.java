package io.hauberk.throttle;

import io.hauberk.key.By;
import io.hauberk.limit.Wording;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a throttle. Immutable.
 *
 * @param most how many of one key may wait
 * @param longest how long each may wait
 * @param total how many of all keys may wait
 */
record Terms(
        long limit,
        Duration per,
        By by,
        int most,
        Duration longest,
        int total,
        int maxKeys,
        @Nullable String givenName) {
    static final int MOST = 10;
    static final Duration LONGEST = Duration.ofSeconds(1);
    static final int TOTAL = 100;
    static final int MAX_KEYS = 100_000;
    static final int MAX_WAITING = 10_000;
    private static final Duration LONGEST_EVER = Duration.ofMinutes(10);

    Terms {
        requireWaiting("of one caller", most);
        requireWaiting("in all", total);
        if (longest.isNegative() || longest.compareTo(LONGEST_EVER) > 0 || most > 0 && longest.isZero()) {
            throw new IllegalArgumentException("A request may wait in a throttle for a time above zero and up to "
                    + Wording.compact(LONGEST_EVER) + ", but this says " + longest + ".");
        }
        if (maxKeys < 1 || maxKeys > 10_000_000) {
            throw new IllegalArgumentException(
                    "A throttle remembers 1 to 10000000 keys, but maxKeys is " + maxKeys + ".");
        }
        if (givenName != null) {
            Wording.requireName(givenName);
        }
    }

    private static void requireWaiting(String whose, int number) {
        if (number < 0 || number > MAX_WAITING) {
            throw new IllegalArgumentException("Up to " + MAX_WAITING + " requests " + whose
                    + " may wait in a throttle, but this says " + number + ".");
        }
    }

    static Terms of(long limit, Duration per) {
        return new Terms(limit, per, By.caller(), MOST, LONGEST, TOTAL, MAX_KEYS, null);
    }

    Terms by(By key) {
        return new Terms(limit, per, key, most, longest, total, maxKeys, givenName);
    }

    Terms queue(int each, Duration time) {
        return new Terms(limit, per, by, each, time, total, maxKeys, givenName);
    }

    Terms total(int all) {
        return new Terms(limit, per, by, most, longest, all, maxKeys, givenName);
    }

    Terms maxKeys(int keys) {
        return new Terms(limit, per, by, most, longest, total, keys, givenName);
    }

    Terms named(String name) {
        return new Terms(limit, per, by, most, longest, total, maxKeys, name);
    }

    String name() {
        return givenName == null ? limit + "-per-" + Wording.compact(per) : givenName;
    }

    @Override
    public String toString() {
        return limit + " per " + Wording.compact(per) + " by " + by + ", "
                + (most == 0 ? "no queue" : "queue of " + most + " for " + Wording.compact(longest));
    }
}
