package io.hauberk.problem;

import io.hauberk.Filter;
import io.hauberk.Handler;
import io.hauberk.Outcome;
import io.hauberk.Rejection;
import io.hauberk.Request;
import io.hauberk.Response;
import java.io.IOException;

/**
 * Makes a refusal of what goes wrong on the way to another service, as {@link Problem#of} says. Stands right around the
 * target of a forwarded route, so that all filters outside see a response, and their head mappings apply to it. Not for
 * guard mode: the application's own exceptions are the application's.
 *
 * <p>Where the caller itself broke off, the exception goes on: nobody is left to be answered. Immutable; thread-safe.
 */
public final class TransportFailures implements Filter {
    private static final TransportFailures INSTANCE = new TransportFailures();

    private TransportFailures() {}

    /** The filter. */
    public static TransportFailures refused() {
        return INSTANCE;
    }

    @Override
    public String name() {
        return "forward";
    }

    @Override
    public Response handle(Request request, Handler next) throws IOException {
        try {
            return next.handle(request);
        } catch (IOException e) {
            Rejection rejection = Problem.of(e);
            if (rejection == null) {
                throw e;
            }
            if (rejection.filter().equals(name())) {
                request.exchange().record(rejection.decision(Outcome.ERROR));
            }
            return Response.refused(rejection);
        }
    }
}
