package io.hauberk.service;

import io.hauberk.Ticker;
import java.util.concurrent.TimeUnit;

/** {@link AdaptiveThrottling} at work. Thread-safe. */
final class Throttle {
    private static final int SLICES = 24;
    private static final long SLICE = TimeUnit.SECONDS.toNanos(5);
    private static final double PADDING = 10;

    private final double k;
    private final boolean shadowed;
    private final Ticker ticker;
    private final long start;
    private final Tally[] tallies = new Tally[Criticality.values().length];

    Throttle(AdaptiveThrottling rules, Ticker ticker) {
        this.k = rules.k();
        this.shadowed = rules.shadowed();
        this.ticker = ticker;
        this.start = ticker.nanos();
        for (int i = 0; i < tallies.length; i++) {
            tallies[i] = new Tally();
        }
    }

    boolean shadowed() {
        return shadowed;
    }

    /** Counts a call, and says whether it may go. */
    boolean admits(Criticality criticality, double fraction) {
        return fraction >= tallies[criticality.ordinal()].called(slice(), k);
    }

    void accepted(Criticality criticality) {
        tallies[criticality.ordinal()].accepted(slice());
    }

    /** It said nothing about the service. */
    void ignored(Criticality criticality) {
        tallies[criticality.ordinal()].ignored(slice());
    }

    private long slice() {
        return (ticker.nanos() - start) / SLICE;
    }

    /** The calls of two minutes in slices of five seconds. */
    private static final class Tally {
        private final int[] calls = new int[SLICES];
        private final int[] accepts = new int[SLICES];
        private long slice;
        private long allCalls;
        private long allAccepts;

        /** Counts it; with which probability it is to be refused. */
        synchronized double called(long now, double k) {
            roll(now);
            double refuse = (allCalls - k * allAccepts - PADDING) / (allCalls + 1);
            calls[(int) (slice % SLICES)]++;
            allCalls++;
            return refuse;
        }

        synchronized void accepted(long now) {
            roll(now);
            accepts[(int) (slice % SLICES)]++;
            allAccepts++;
        }

        synchronized void ignored(long now) {
            roll(now);
            int place = (int) (slice % SLICES);
            if (calls[place] > 0) {
                calls[place]--;
                allCalls--;
            }
        }

        private void roll(long now) {
            for (int i = 0; slice < now && i < SLICES; i++) {
                slice = i == 0 && now - slice > SLICES ? now - SLICES + 1 : slice + 1;
                int place = (int) (slice % SLICES);
                allCalls -= calls[place];
                allAccepts -= accepts[place];
                calls[place] = 0;
                accepts[place] = 0;
            }
        }
    }
}
