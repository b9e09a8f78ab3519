package io.hauberk.service;

import io.hauberk.Filter;
import io.hauberk.Handler;
import io.hauberk.Request;
import io.hauberk.Response;
import java.io.IOException;

/** Notes that requests are no more critical than this. */
record Ceiling(Criticality criticality) implements Filter {
    @Override
    public Response handle(Request request, Handler next) throws IOException {
        Lineage.atMost(request.exchange(), criticality);
        return next.handle(request);
    }

    @Override
    public String name() {
        return "criticality";
    }

    @Override
    public String toString() {
        return name() + "(" + criticality + ")";
    }
}
