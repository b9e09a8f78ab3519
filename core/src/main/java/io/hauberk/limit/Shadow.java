package io.hauberk.limit;

import io.hauberk.Concern;
import io.hauberk.Filter;
import io.hauberk.Handler;
import io.hauberk.Request;
import io.hauberk.Response;
import java.io.IOException;

/**
 * A limit in shadow mode, for those that would have requests wait, or that learn from answers to what they would have refused:
 * another way of handling a request, which says what the limit would do, and lets pass at once.
 */
public final class Shadow implements Filter {
    private final Filter limit;
    private final Filter watching;

    /** @param watching how it handles requests without refusing any */
    public Shadow(Filter limit, Filter watching) {
        this.limit = limit;
        this.watching = watching;
    }

    @Override
    public Response handle(Request request, Handler next) throws IOException {
        return watching.handle(request, next);
    }

    @Override
    public String name() {
        return limit.name();
    }

    @Override
    public Concern concern() {
        return limit.concern();
    }

    @Override
    public Filter shadowed() {
        return this;
    }

    @Override
    public Filter unshadowed() {
        return limit;
    }

    @Override
    public String toString() {
        return limit + " (shadow)";
    }
}
