package io.hauberk.gateway;

import io.hauberk.Consumers;
import io.hauberk.Filter;
import io.hauberk.Handler;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.network.Arrival;
import io.hauberk.network.Normalisation;
import io.hauberk.service.Lineage;
import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds out who is at the other end and strips what may not come from outside, before anything else looks. */
final class Arriving implements Filter {
    private final Normalisation normalisation;
    private final @Nullable Consumers consumers;
    private final Set<String> secretNames;

    /**
     * @param consumers whom authentication may find; null for nobody
     * @param secretNames names of header fields and parameters that logs must not show
     */
    Arriving(Normalisation normalisation, @Nullable Consumers consumers, Set<String> secretNames) {
        this.normalisation = normalisation;
        this.consumers = consumers;
        this.secretNames = secretNames;
    }

    @Override
    public Response handle(Request request, Handler next) throws IOException {
        Request arrived = normalisation.apply(request);
        if (consumers != null) {
            arrived.exchange().put(Consumers.KEY, consumers);
        }
        if (!secretNames.isEmpty()) {
            arrived.exchange().put(Arrival.SECRET_NAMES, secretNames);
        }
        // What could not be believed is stripped by now.
        Lineage.note(arrived.exchange(), arrived.headers());
        return next.handle(arrived);
    }

    @Override
    public String toString() {
        return normalisation.toString();
    }
}
