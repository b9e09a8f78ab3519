package io.hauberk.service;

/** Runs hedges when their time has come. Thread-safe. */
@FunctionalInterface
interface HedgeTimer {
    /**
     * Runs the task on another thread after a while, unless too many run already.
     *
     * @return takes it back, if it has not begun
     */
    Runnable after(long nanos, Runnable task);
}
