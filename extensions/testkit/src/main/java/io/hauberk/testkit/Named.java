package io.hauberk.testkit;

import io.hauberk.Concern;
import io.hauberk.Filter;
import io.hauberk.Handler;
import io.hauberk.Request;
import io.hauberk.Response;
import java.io.IOException;

/** A filter with a name, for rows that look for it. */
record Named(String name, Concern concern, Filter filter) implements Filter {
    Named(String name, Filter filter) {
        this(name, Concern.OTHER, filter);
    }

    @Override
    public Response handle(Request request, Handler next) throws IOException {
        return filter.handle(request, next);
    }
}
