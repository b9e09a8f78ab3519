package io.hauberk.benchmarks.simulation;

/** How an instance is at a time. */
@FunctionalInterface
interface Health {
    /** Its state so many nanoseconds after the trouble began. */
    State at(long nanos);

    /** What an instance does. */
    enum State {
        /** It answers in its time. */
        WELL,
        /** It takes twenty times as long. */
        SLOW,
        /** It answers 503 at once. */
        REFUSING
    }
}
