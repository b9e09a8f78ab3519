package io.hauberk.concurrency;

import io.hauberk.Concern;
import io.hauberk.Filter;
import io.hauberk.Handler;
import io.hauberk.Request;
import io.hauberk.Response;
import java.io.IOException;

/** A limit that only says what it would refuse. It needs the head of answers, which other shadows do not get to see. */
final class ShadowedLimit implements Filter {
    private final ConcurrencyLimit limit;

    ShadowedLimit(ConcurrencyLimit limit) {
        this.limit = limit;
    }

    @Override
    public Response handle(Request request, Handler next) throws IOException {
        return limit.handle(request, next, false);
    }

    @Override
    public String name() {
        return limit.name();
    }

    @Override
    public Concern concern() {
        return Concern.LIMIT;
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
