package io.hauberk.gateway;

import io.hauberk.Filter;
import io.hauberk.Handler;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.timeout.Timeout;
import java.io.IOException;

/** Takes over the deadline that the caller has sent along. Believed from anyone, since a deadline only shrinks. */
final class IncomingDeadline implements Filter {
    @Override
    public Response handle(Request request, Handler next) throws IOException {
        Timeout.fromHeaders(request);
        return next.handle(request);
    }

    @Override
    public String toString() {
        return name();
    }
}
