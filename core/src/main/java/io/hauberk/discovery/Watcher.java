package io.hauberk.discovery;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The one for whom a {@link Discovery} watches: it is told what was found, and lends its timer. Thread-safe. */
public interface Watcher {
    /** The service's name. */
    String service();

    /** {@code http} or {@code https}: what endpoints speak that were found without a scheme. */
    String scheme();

    /** These are all the endpoints now. An empty list is noted, and replaces nothing. */
    void found(List<Endpoint> endpoints);

    /**
     * These were all the endpoints at that time. They are taken, and shown as stale, where nothing is known yet; else this
     * says nothing.
     */
    void recalled(List<Endpoint> endpoints, Instant at);

    /** It could not be found out; what was known is kept. */
    void failed(Exception cause);

    /**
     * Runs the task once after the delay, on one of two daemon threads that all services share, where it may block for a
     * moment.
     */
    void later(Duration delay, Runnable task);

    /**
     * Runs the task once after the delay, on a daemon thread that is its own for as long as it runs: for what may block
     * for long, such as an answer that comes when something changes. It is interrupted where the services are closed.
     * Where 256 such tasks run already, it begins when one of them has ended.
     */
    void apart(Duration delay, Runnable task);

    /** A number from 0 to 1 by which to vary delays, so that not all of a fleet ask at once. */
    double jitter();
}
