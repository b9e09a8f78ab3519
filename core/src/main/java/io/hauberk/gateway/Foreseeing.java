package io.hauberk.gateway;

import io.hauberk.Filter;
import io.hauberk.Handler;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.gateway.Pipeline.Compiled;
import io.hauberk.route.Found;
import io.hauberk.route.Router;
import io.hauberk.shedding.LoadShedding;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Looks ahead for the route of a request, so that limits that every request passes know how critical it is, and whose
 * latency to expect. It decides nothing: filters may yet change the request, and the route is looked for again after them.
 */
final class Foreseeing implements Filter {
    private final Router<Compiled> router;

    private Foreseeing(Router<Compiled> router) {
        this.router = router;
    }

    /** The stage where somebody needs it; null elsewhere. */
    static @Nullable Filter of(Router<Compiled> router, GatewayBuilder spec) {
        boolean needed = spec.routes().stream().anyMatch(route -> route.target().criticality() != null)
                || spec.filters().stream().anyMatch(filter -> filter.unshadowed() instanceof LoadShedding);
        return needed ? new Foreseeing(router) : null;
    }

    @Override
    public Response handle(Request request, Handler next) throws IOException {
        Found<Compiled> found = router.find(request);
        if (found != null) {
            request.exchange().matched(found.route().name());
            found.target().rank(request.exchange());
        }
        return next.handle(request);
    }

    @Override
    public String toString() {
        return "routes ahead";
    }
}
