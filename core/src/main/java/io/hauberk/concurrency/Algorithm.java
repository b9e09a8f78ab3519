package io.hauberk.concurrency;

import org.jspecify.annotations.Nullable;

/** Finds the next limit from what a window of time has shown. Pure: no clock and no state. */
interface Algorithm {
    /**
     * The next limit, before it is held between its bounds.
     *
     * @param limit the limit so far
     * @param seen what the window has shown
     * @param unloaded the latency without a queue, in nanoseconds
     */
    double next(double limit, Seen seen, double unloaded);

    /** Whether it goes by the latency without a queue, which must then be looked for. */
    default boolean compares() {
        return true;
    }

    /** From how many nanoseconds on an answer counts as dropped; null for never. */
    default @Nullable Long tooLate() {
        return null;
    }

    /**
     * What a window has shown.
     *
     * @param latency the mean time to the head of an answer, in nanoseconds; not a number where none succeeded
     * @param used whether at least half of the limit was in use
     * @param dropped whether a twentieth or more of the answers were refusals for overload, or came too late
     */
    record Seen(double latency, boolean used, boolean dropped) {}
}
