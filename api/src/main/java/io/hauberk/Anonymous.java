package io.hauberk;

import java.io.IOException;
import java.util.Set;

/** Passes everything, as nobody, who may be in some groups. */
final class Anonymous implements Filter {
    private static final Decision NOBODY = Decision.of("anonymous", Outcome.ALLOWED, null);

    private final Set<String> groups;

    Anonymous(Set<String> groups) {
        this.groups = groups;
    }

    @Override
    public Response handle(Request request, Handler next) throws IOException {
        request.exchange().record(NOBODY);
        Caller caller = request.exchange().caller();
        if (!groups.isEmpty() && !caller.authenticated()) {
            request.exchange().attach(caller.withGroups(groups));
        }
        return next.handle(request);
    }

    @Override
    public String name() {
        return "anonymous";
    }

    @Override
    public Concern concern() {
        return Concern.AUTHENTICATION;
    }

    @Override
    public String toString() {
        return name();
    }
}
