package io.hauberk.gateway;

import io.hauberk.Filter;
import io.hauberk.Handler;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.network.Normalisation;
import io.hauberk.service.Lineage;
import java.io.IOException;

/** Finds out who is at the other end and strips what may not come from outside, before anything else looks. */
final class Arriving implements Filter {
    private final Normalisation normalisation;

    Arriving(Normalisation normalisation) {
        this.normalisation = normalisation;
    }

    @Override
    public Response handle(Request request, Handler next) throws IOException {
        Request arrived = normalisation.apply(request);
        // What could not be believed is stripped by now.
        Lineage.note(arrived.exchange(), arrived.headers());
        return next.handle(arrived);
    }

    @Override
    public String toString() {
        return normalisation.toString();
    }
}
