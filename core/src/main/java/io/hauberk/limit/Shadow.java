package io.hauberk.limit;

import io.hauberk.Filter;
import io.hauberk.FilterWrapper;
import io.hauberk.Handler;
import io.hauberk.Request;
import io.hauberk.Response;
import java.io.IOException;

/**
 * A limit in shadow mode, for those that would have requests wait, or that learn from answers to what they would have refused:
 * another way of handling a request, which says what the limit would do, and lets pass at once.
 */
public final class Shadow extends FilterWrapper {
    private final Filter watching;

    /** @param watching how it handles requests without refusing any */
    public Shadow(Filter limit, Filter watching) {
        super(limit);
        this.watching = watching;
    }

    @Override
    public Response handle(Request request, Handler next) throws IOException {
        return watching.handle(request, next);
    }

    @Override
    public Filter shadowed() {
        return this;
    }

    @Override
    public Filter unshadowed() {
        return filter();
    }

    @Override
    public String toString() {
        return filter() + " (shadow)";
    }
}
