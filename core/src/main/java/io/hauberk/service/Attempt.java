package io.hauberk.service;

import io.hauberk.Deadline;
import io.hauberk.discovery.Endpoint;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One attempt of a call.
 *
 * @param service the logical name of the service, which the endpoint's certificate must vouch for
 * @param endpoint where it goes
 * @param ordinal 1 for the first attempt
 * @param deadline until when the head of the response must be there
 * @param connectTimeout how long connecting, with its TLS handshake, may take
 * @param idleTimeout how long a body may be silent, in either direction
 * @param cancellation breaks it off where another attempt may win; null where nobody will
 */
public record Attempt(
        String service,
        Endpoint endpoint,
        int ordinal,
        Deadline deadline,
        Duration connectTimeout,
        Duration idleTimeout,
        @Nullable Cancellation cancellation) {
    /** One that nobody breaks off. */
    public Attempt(
            String service,
            Endpoint endpoint,
            int ordinal,
            Deadline deadline,
            Duration connectTimeout,
            Duration idleTimeout) {
        this(service, endpoint, ordinal, deadline, connectTimeout, idleTimeout, null);
    }

    /** Whether it was broken off. */
    public boolean cancelled() {
        return cancellation != null && cancellation.cancelled();
    }
}
