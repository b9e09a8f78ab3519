package io.hauberk.service;

import io.hauberk.Body;
import io.hauberk.Decision;
import io.hauberk.Handler;
import io.hauberk.Outcome;
import io.hauberk.Request;
import io.hauberk.Response;
import java.io.IOException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A {@link Fallback} at work: the outermost part of a service's chain. Thread-safe. */
final class Standin {
    private final Fallback fallback;
    private final String service;
    private final ServiceMeters meters;
    private final Function<String, @Nullable ServiceHandler> services;

    Standin(Fallback fallback, String service, ServiceMeters meters, Commons commons) {
        this.fallback = fallback;
        this.service = service;
        this.meters = meters;
        this.services = commons.services();
    }

    Response call(Request request, Handler chain) throws IOException {
        Response response;
        try {
            response = chain.handle(request);
        } catch (TransportException e) {
            Handler next = fallback.wants(e.failure()) ? next(request) : null;
            if (next == null) {
                throw e;
            }
            return answer(request, next, "failed");
        }
        String reason = fallback.wants(response);
        Handler next = reason == null ? null : next(request);
        if (reason == null || next == null) {
            return response;
        }
        response.close();
        return answer(request, next, reason);
    }

    /** Who stands in; null if nobody can: what was sent once is gone. */
    private @Nullable Handler next(Request request) {
        Handler handler = fallback.handler();
        if (handler != null) {
            return handler;
        }
        Body body = request.body();
        String name = fallback.service();
        boolean sendable = body.length() == 0 || body.replayable() || !body.opened();
        return name == null || !sendable ? null : services.apply(name);
    }

    private Response answer(Request request, Handler next, String reason) throws IOException {
        request.exchange().record(new Decision("fallback", Outcome.APPLIED, service, reason));
        meters.fallback(reason);
        Response response = next.handle(request);
        return response.rejection() != null
                ? response
                : response.withHeaders(response.headers().with(Fallback.FIELD, service));
    }
}
