package io.hauberk;

/** A monotonic clock. Everything that measures time takes one, so that tests run in virtual time. */
@FunctionalInterface
public interface Ticker {
    /** Nanoseconds since some fixed point; only differences mean anything. Never blocks. */
    long nanos();

    /** The clock of the machine, {@link System#nanoTime()}. */
    static Ticker system() {
        return System::nanoTime;
    }
}
