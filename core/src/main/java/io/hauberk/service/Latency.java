package io.hauberk.service;

/**
 * How long an endpoint takes to answer: a moving average, and how long attempts have been waiting. Thread-safe: written
 * under its own lock, for some nanoseconds; read without, so that what is read may be torn between two answers, which
 * makes a cost that is a little off, once.
 */
final class Latency {
    private static final long PROBE_NANOS = 1_000_000_000;

    /** The average in nanoseconds as it was {@link #then}; 0 where nothing is known. */
    private volatile double average;

    private volatile long then;
    /** How many attempts have no answer yet. */
    private volatile int waiting;
    /** Since when there has been no answer, though somebody waits. */
    private volatile long silentSince;
    /** Who is known nothing of has been taken, and when. */
    private volatile boolean taken;

    private volatile long takenAt;

    /** Whether anything is known. */
    boolean known() {
        return average != 0;
    }

    /** Whether somebody is finding out about it. */
    boolean probed(long now) {
        return waiting > 0 || taken && now - takenAt < PROBE_NANOS;
    }

    /** Whether one may go there: always where something is known, else if nobody else does. */
    boolean takes(long now) {
        if (known()) {
            return true;
        }
        synchronized (this) {
            if (known()) {
                return true;
            }
            if (probed(now)) {
                return false;
            }
            takenAt = now;
            taken = true;
            return true;
        }
    }

    /** The average now, above zero; while somebody waits, at least the time without an answer. */
    double at(long now, double decay) {
        double faded = average * Math.exp(-Math.max(0, now - then) / decay);
        double silence = waiting > 0 ? now - silentSince : 0;
        return Math.max(Double.MIN_NORMAL, Math.max(faded, silence));
    }

    synchronized void begin(long now) {
        if (waiting++ == 0) {
            silentSince = now;
        }
    }

    /** An attempt was given up. That is no answer: who waits besides goes on waiting. */
    synchronized void end() {
        waiting--;
        taken = false;
    }

    /**
     * An attempt was answered.
     *
     * @param nanos how long it took
     * @param peak whether a longer time than the average is the new one at once
     */
    synchronized void end(long nanos, boolean peak, long now, double decay) {
        end();
        silentSince = now;
        double sample = Math.max(1, nanos);
        double passed = Math.max(0, now - then);
        double kept = Math.exp(-passed / decay);
        if (average == 0 || peak && average * kept < sample) {
            average = sample;
        } else {
            average = average * kept + sample * (1 - kept);
        }
        then = now;
    }
}
