package io.hauberk.shedding;

import io.hauberk.Concern;
import io.hauberk.Filter;
import io.hauberk.Handler;
import io.hauberk.Request;
import io.hauberk.Response;
import java.io.IOException;

/** A shedding that only says what it would give up. It needs the head of answers, which other shadows do not get to see. */
final class ShadowedShedding implements Filter {
    private final LoadShedding shedding;

    ShadowedShedding(LoadShedding shedding) {
        this.shedding = shedding;
    }

    @Override
    public Response handle(Request request, Handler next) throws IOException {
        return shedding.handle(request, next, false);
    }

    @Override
    public String name() {
        return shedding.name();
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
        return shedding;
    }

    @Override
    public String toString() {
        return shedding + " (shadow)";
    }
}
