package io.hauberk;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Alternatives: the first that knows the caller passes the request. */
final class AnyOf implements Filter {
    private static final String NAME = "anyOf";
    private static final Rejection LATER = Rejection.of(NAME, 401, Authentication.UNAUTHENTICATED);

    private final List<Filter> alternatives;

    AnyOf(List<Filter> alternatives) {
        this.alternatives = alternatives;
    }

    @Override
    public Response handle(Request request, Handler next) throws IOException {
        Exchange exchange = request.exchange();
        Caller before = exchange.caller();
        int mark = exchange.decisionCount();
        Refusals refusals = new Refusals(NAME);
        Filter asNobody = null;
        for (Filter alternative : alternatives) {
            Passage passage = new Passage(next, before);
            Response response = alternative.handle(request, passage);
            Rejection rejection = response.rejection();
            if (passage.passed || rejection == null) {
                return response;
            }
            response.close();
            exchange.attach(before);
            exchange.overrule(mark);
            if (passage.nobody) {
                asNobody = asNobody == null ? alternative : asNobody;
            } else if (refusals.add(rejection)) {
                break;
            }
        }
        if (asNobody != null && !refusals.presented()) {
            return asNobody.handle(request, next);
        }
        Rejection rejection = refusals.joined();
        exchange.record(rejection.decision(Outcome.REFUSED));
        return Response.refused(rejection);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Concern concern() {
        return Concern.AUTHENTICATION;
    }

    @Override
    public Set<String> identityHeaders() {
        return union(alternatives.stream().map(Filter::identityHeaders).toList());
    }

    @Override
    public Set<String> secretNames() {
        return union(alternatives.stream().map(Filter::secretNames).toList());
    }

    @Override
    public List<Filter> parts() {
        return alternatives;
    }

    static Set<String> union(List<Set<String>> sets) {
        Set<String> all = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        sets.forEach(all::addAll);
        return all;
    }

    @Override
    public String toString() {
        return alternatives.stream().map(Filter::toString).collect(Collectors.joining(", ", NAME + " [", "]"));
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
