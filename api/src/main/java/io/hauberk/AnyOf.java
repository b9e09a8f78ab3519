package io.hauberk;

import java.io.IOException;
import java.util.List;

/** Alternatives: the first that knows the caller passes the request. */
final class AnyOf extends Combined {
    private static final String NAME = "anyOf";
    private static final Rejection LATER = Rejection.of(NAME, 401, Authentication.UNAUTHENTICATED);

    AnyOf(List<Filter> alternatives) {
        super(NAME, alternatives);
    }

    @Override
    public Response handle(Request request, Handler next) throws IOException {
        Exchange exchange = request.exchange();
        Caller before = exchange.caller();
        int mark = exchange.decisionCount();
        Refusals refusals = new Refusals(NAME);
        Filter asNobody = null;
        Filter onTrial = null;
        for (Filter alternative : parts()) {
            Passage passage = new Passage(next, before);
            Response response = alternative.handle(request, passage);
            Rejection rejection = response.rejection();
            if (passage.passed || rejection == null) {
                return response;
            }
            response.close();
            exchange.attach(before);
            exchange.overrule(mark);
            if (!passage.nobody) {
                if (refusals.add(rejection)) {
                    break;
                }
            } else if (onTrial(alternative)) {
                onTrial = alternative;
            } else if (asNobody == null) {
                asNobody = alternative;
            }
        }
        if (asNobody != null && !refusals.presented()) {
            return asNobody.handle(request, next);
        }
        if (onTrial != null && refusals.isEmpty()) {
            return onTrial.handle(request, next);
        }
        Rejection rejection = refusals.joined();
        exchange.record(rejection.decision(Outcome.REFUSED));
        return Response.refused(rejection);
    }

    /** Whether it is in shadow mode, so that it refuses nobody; then those who are not have the say. */
    private static boolean onTrial(Filter filter) {
        return filter != filter.unshadowed()
                || !filter.parts().isEmpty() && filter.parts().stream().allMatch(AnyOf::onTrial);
    }

    /** Lets a request pass that has a caller; who passes it as nobody has to wait until the others have refused. */
    private static final class Passage implements Handler {
        private final Handler next;
        private final Caller before;
        private boolean passed;
        private boolean nobody;

        Passage(Handler next, Caller before) {
            this.next = next;
            this.before = before;
        }

        @Override
        public Response handle(Request request) throws IOException {
            Caller caller = request.exchange().caller();
            if (caller == before || !caller.authenticated()) {
                nobody = true;
                return Response.refused(LATER);
            }
            passed = true;
            return next.handle(request);
        }
    }
}
