package io.hauberk.config;

import io.hauberk.Handler;
import io.hauberk.Outcome;
import io.hauberk.Rejection;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.service.Services;
import java.io.IOException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A service by its name, looked up when it is called: what stands behind the name may change. */
final class ByName implements Handler {
    private static final Rejection GONE =
            Rejection.of("service", 503, "no-endpoint").by("unknown-service");

    private final Supplier<@Nullable Services> services;
    private final String name;

    ByName(Supplier<@Nullable Services> services, String name) {
        this.services = services;
        this.name = name;
    }

    @Override
    public Response handle(Request request) throws IOException {
        Services all = services.get();
        Handler service = all == null ? null : all.find(name);
        if (service == null) {
            request.exchange().record(GONE.decision(Outcome.REFUSED));
            return Response.refused(GONE);
        }
        return service.handle(request);
    }

    @Override
    public String toString() {
        return "service " + name;
    }
}
