package io.hauberk.service;

import io.hauberk.Handler;
import io.hauberk.Request;
import io.hauberk.Response;
import java.io.IOException;

/**
 * A service, ready to be called. It stays valid when {@link Services#replace} changes what stands behind it. Blocks until
 * the head of the answer is there. Thread-safe.
 *
 * <p>Refusals are responses: 503 {@code no-endpoint}, 504 {@code deadline-passed}, and those of the service's own
 * filters. An answer that never came is a {@link TransportException}, which a gateway shows as 502, or as 504 where it is
 * {@link Failure#TIMEOUT}.
 */
public final class ServiceHandler implements Handler {
    private final Service service;

    ServiceHandler(Service service) {
        this.service = service;
    }

    /** What it is now. */
    public Service service() {
        return service;
    }

    /** Calls the service through its own transport. */
    @Override
    public Response handle(Request request) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Calls the service, sending each attempt by this transport instead of its own. */
    public Response call(Request request, Transport transport) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public String toString() {
        return service.name();
    }
}
