package io.hauberk;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Factors: all must pass, for one and the same caller. */
final class AllOf extends Combined {
    private static final String NAME = "allOf";
    private static final Rejection TWO_CALLERS =
            Rejection.of(NAME, 403, "different-principals").by("same-principal");
    private static final Rejection NOBODY =
            Rejection.of(NAME, 403, "factor-without-principal").by("same-principal");
    private static final Rejection UNKNOWN = Rejection.of(NAME, 503, "temporarily-unavailable")
            .by("consumers")
            .retryAfter(java.time.Duration.ofSeconds(1));

    AllOf(List<Filter> factors) {
        super(NAME, factors);
    }

    @Override
    public Response handle(Request request, Handler next) throws IOException {
        Exchange exchange = request.exchange();
        Caller before = exchange.caller();
        Factors all = new Factors(exchange, before, next);
        Response response;
        try {
            response = all.ask(0, request, before.authenticated() ? before : null);
        } finally {
            if (!all.passed) {
                exchange.attach(before);
            }
        }
        return response;
    }

    /** The factors of one request, one inside the other. */
    private final class Factors {
        private final Exchange exchange;
        private final Caller before;
        private final Caller bare;
        private final Handler next;
        private boolean passed;

        Factors(Exchange exchange, Caller before, Handler next) {
            this.exchange = exchange;
            this.before = before;
            this.bare = Caller.unknown().withNetworkOf(before);
            this.next = next;
        }

        Response ask(int number, Request request, @Nullable Caller known) throws IOException {
            if (number == parts().size()) {
                exchange.attach(known == null ? before : known);
                passed = true;
                return next.handle(request);
            }
            exchange.attach(bare);
            Filter factor = parts().get(number);
            return factor.handle(request, inner -> passedBy(number, inner, known));
        }

        private Response passedBy(int number, Request request, @Nullable Caller known) throws IOException {
            Caller found = exchange.caller();
            if (found == bare || !found.authenticated()) {
                return mayFindNobody(parts().get(number)) ? ask(number + 1, request, known) : refuse(NOBODY);
            }
            Caller joined = found;
            try {
                joined = known == null ? found : SamePrincipal.join(exchange, known, found);
            } catch (IOException e) {
                return refuse(UNKNOWN);
            }
            return joined == null ? refuse(TWO_CALLERS) : ask(number + 1, request, joined);
        }

        private Response refuse(Rejection rejection) {
            exchange.record(rejection.decision(Outcome.REFUSED));
            return Response.refused(rejection);
        }
    }

    /** Whether it was meant that the factor may pass a request as nobody. */
    private static boolean mayFindNobody(Filter factor) {
        return factor instanceof Anonymous
                || factor != factor.unshadowed()
                || factor instanceof AnyOf any && any.parts().stream().anyMatch(AllOf::mayFindNobody);
    }
}
