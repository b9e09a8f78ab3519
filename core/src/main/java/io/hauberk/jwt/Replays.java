package io.hauberk.jwt;

import io.hauberk.Ticker;
import java.time.Duration;

/**
 * What was seen within a period, by its hash: 16 bytes and a share of a table that is half empty. Two generations of
 * tables, each for one period, so that what is forgotten is at least one period old. Bounded: beyond that it says so, and
 * forgets nothing early. Thread-safe; never blocks for long.
 */
final class Replays {
    /** What came of adding. */
    enum Answer {
        NEW,
        SEEN,
        FULL
    }

    private static final int STRIPES = 16;

    private final Stripe[] stripes = new Stripe[STRIPES];

    Replays(Duration period, int max, Ticker ticker) {
        for (int i = 0; i < STRIPES; i++) {
            stripes[i] = new Stripe(period.toNanos(), Math.max(1, max / STRIPES), ticker);
        }
    }

    /** Notes a hash, unless it is known. */
    Answer add(TokenHash hash) {
        return stripes[(int) (spread(hash.low(), hash.high()) >>> 60)].add(hash);
    }

    /** All bits depend on all: those of the hash alone are unlike, not evenly spread. */
    private static long spread(long low, long high) {
        long mixed = (low ^ Long.rotateLeft(high, 32)) * 0x9E3779B97F4A7C15L;
        return (mixed ^ mixed >>> 29) * 0xBF58476D1CE4E5B9L;
    }

    /** How many are remembered. */
    int size() {
        int size = 0;
        for (Stripe stripe : stripes) {
            size += stripe.size();
        }
        return size;
    }

    private static final class Stripe {
        private final long period;
        private final int max;
        private final Ticker ticker;
        private Table now = new Table();
        private Table before = new Table();
        private long turnsAt;

        Stripe(long period, int max, Ticker ticker) {
            this.period = period;
            this.max = max;
            this.ticker = ticker;
            this.turnsAt = ticker.nanos() + period;
        }

        synchronized Answer add(TokenHash hash) {
            turn();
            if (now.contains(hash) || before.contains(hash)) {
                return Answer.SEEN;
            }
            if (now.size + before.size >= max) {
                return Answer.FULL;
            }
            now.add(hash.low(), hash.high());
            return Answer.NEW;
        }

        synchronized int size() {
            turn();
            return now.size + before.size;
        }

        private void turn() {
            long late = ticker.nanos() - turnsAt;
            if (late >= 0) {
                before = late >= period ? new Table() : now;
                now = new Table();
                turnsAt = ticker.nanos() + period - late % period;
            }
        }
    }

    /** A set of hashes with open addressing. */
    private static final class Table {
        private long[] slots = new long[32];
        private int size;

        boolean contains(TokenHash hash) {
            return slots[find(slots, hash.low(), hash.high())] != 0
                    || slots[find(slots, hash.low(), hash.high()) + 1] != 0;
        }

        void add(long low, long high) {
            if (size * 4 >= slots.length) {
                grow();
            }
            int at = find(slots, low, high);
            slots[at] = low;
            slots[at + 1] = high;
            size++;
        }

        private void grow() {
            long[] larger = new long[slots.length * 2];
            for (int i = 0; i < slots.length; i += 2) {
                if (slots[i] != 0 || slots[i + 1] != 0) {
                    int at = find(larger, slots[i], slots[i + 1]);
                    larger[at] = slots[i];
                    larger[at + 1] = slots[i + 1];
                }
            }
            slots = larger;
        }

        /** Where the hash is, or the free place where it would be. */
        private static int find(long[] slots, long low, long high) {
            int mask = slots.length / 2 - 1;
            int at = (int) (spread(low, high) >>> 24) & mask;
            while ((slots[2 * at] != 0 || slots[2 * at + 1] != 0)
                    && (slots[2 * at] != low || slots[2 * at + 1] != high)) {
                at = at + 1 & mask;
            }
            return 2 * at;
        }
    }
}
