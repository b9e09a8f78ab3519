package io.hauberk.counter;

import java.time.Duration;

/** Makes of what a monotonic clock tells a time that begins above zero when it is first asked. Thread-safe. */
final class Epoch {
    /** Time starts here, so that one who read the clock before the first one did sees no negative time. */
    private static final long START = Duration.ofHours(1).toNanos();

    private volatile boolean begun;
    private long zero;

    /** Nanoseconds since an hour before the first call. */
    long since(long nanos) {
        if (!begun) {
            begin(nanos);
        }
        return nanos - zero;
    }

    private synchronized void begin(long nanos) {
        if (!begun) {
            zero = nanos - START;
            begun = true;
        }
    }
}
