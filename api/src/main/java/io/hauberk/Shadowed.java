package io.hauberk;

import java.io.IOException;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A deciding filter whose refusals are recorded and not carried out. */
final class Shadowed extends FilterWrapper {
    Shadowed(Filter filter) {
        super(filter);
        if (!filter.concern().decides()) {
            throw new IllegalStateException("Filter " + filter.name()
                    + " changes, delays or answers, so it cannot be shadowed. Leave it out, or switch it off.");
        }
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
    public Response handle(Request request, Handler next) throws IOException {
        Passing passing = new Passing(next);
        Exchange exchange = request.exchange();
        int before = exchange.decisionCount();
        Caller caller = exchange.caller();
        Response response;
        try {
            response = filter().handle(request, passing);
        } catch (RejectedException e) {
            passing.rethrow(e);
            response = Response.refused(e.rejection());
        }
        Rejection rejection = response.rejection();
        Response inside = passing.response;
        if (rejection != null && (inside == null || rejection != inside.rejection())) {
            exchange.shadowDecisions(before, name(), rejection);
            if (inside == null) {
                // Whom it has found before it refused is not to be believed.
                exchange.attach(caller);
                return passing.otherwise(request);
            }
            return inside;
        }
        return inside != null ? inside : response;
    }

    @Override
    public String toString() {
        return name() + " (shadow)";
    }

    /**
     * Remembers what came back, so that a refusal after {@code next} can be taken back. Head mappings see the head, since some
     * learn from it, and what they make of it is dropped.
     */
    private static final class Passing implements Handler {
        private final Handler next;
        private @Nullable Response response;
        private @Nullable Throwable failure;

        Passing(Handler next) {
            this.next = next;
        }

        @Override
        public Response handle(Request request) throws IOException {
            return remember(() -> next.handle(request));
        }

        @Override
        public Response handle(Request request, UnaryOperator<Head> mapping) throws IOException {
            return remember(() -> next.handle(request, head -> seen(head, mapping)));
        }

        private static Head seen(Head head, UnaryOperator<Head> mapping) {
            try {
                Head unused = mapping.apply(head);
            } catch (RuntimeException e) {
                // It would have failed, and here it does nothing.
            }
            return head;
        }

        private Response remember(Call call) throws IOException {
            Response answer;
            try {
                answer = call.call();
            } catch (IOException | RuntimeException | Error e) {
                failure = e;
                throw e;
            }
            response = answer;
            return answer.lent();
        }

        /** A refusal that comes from inside is not the filter's. */
        void rethrow(RejectedException e) throws RejectedException {
            if (e == failure) {
                throw e;
            }
        }

        /** The filter refused without an answer from inside: nobody was asked, or asking failed. */
        Response otherwise(Request request) throws IOException {
            if (failure instanceof IOException e) {
                throw e;
            }
            if (failure instanceof RuntimeException e) {
                throw e;
            }
            if (failure instanceof Error e) {
                throw e;
            }
            return next.handle(request);
        }
    }

    @FunctionalInterface
    private interface Call {
        Response call() throws IOException;
    }
}
