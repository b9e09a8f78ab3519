package io.hauberk.partner;

import io.hauberk.Concern;
import io.hauberk.Filter;
import io.hauberk.Handler;
import io.hauberk.Request;
import io.hauberk.Response;
import java.io.IOException;

/** A partner's limit that only says which calls it would hold. It has to see answers, and must not wait. */
record ShadowedPartner(PartnerLimit limit) implements Filter {
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
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    @Override
    public String toString() {
        return limit + " (shadow)";
    }
}
