package io.hauberk.discovery;

import java.time.Duration;
import java.util.List;

/** The one for whom a {@link Discovery} watches: it is told what was found, and lends its timer. Thread-safe. */
public interface Watcher {
    /** The service's name. */
    String service();

    /** {@code http} or {@code https}: what endpoints speak that were found without a scheme. */
    String scheme();

    /** These are all the endpoints now. An empty list is noted, and replaces nothing. */
    void found(List<Endpoint> endpoints);

    /** It could not be found out; what was known is kept. */
    void failed(Exception cause);

    /** Runs the task once after the delay, on a daemon thread of the library's own, where it may block for a while. */
    void later(Duration delay, Runnable task);

    /** A number from 0 to 1 by which to vary delays, so that not all of a fleet ask at once. */
    double jitter();
}
