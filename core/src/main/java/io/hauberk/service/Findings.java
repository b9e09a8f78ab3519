package io.hauberk.service;

import java.time.Duration;

/** What is known about how a service was found lately. Thread-safe. */
final class Findings {
    private volatile boolean any;
    private volatile long at;
    private volatile boolean stale;
    private volatile int endpoints;

    /** So many were found. */
    void found(int count, long now) {
        // First, so that whoever sees what is new does not take it for old.
        stale = false;
        note(count, now);
    }

    /** So many were found once, so long ago. */
    void recalled(int count, Duration ago, long now) {
        stale = true;
        note(count, now - ago.toNanos());
    }

    private void note(int count, long when) {
        at = when;
        endpoints = count;
        any = true;
    }

    /** It could not be found out. */
    void failed() {
        stale = true;
    }

    /** Seconds since the last good answer; not a number before the first. */
    double age(long now) {
        return any ? (now - at) / 1e9 : Double.NaN;
    }

    /** 1 while what is known may no longer be so. */
    int stale() {
        return stale ? 1 : 0;
    }

    int endpoints() {
        return endpoints;
    }
}
