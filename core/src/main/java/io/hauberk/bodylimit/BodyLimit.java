package io.hauberk.bodylimit;

import io.hauberk.Concern;
import io.hauberk.Decision;
import io.hauberk.Exchange;
import io.hauberk.Filter;
import io.hauberk.Handler;
import io.hauberk.Outcome;
import io.hauberk.Rejection;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.Settings;
import java.io.IOException;

/**
 * Limits the size of request bodies, in bytes.
 *
 * <p><b>When it says no:</b> 413, at once where a body announces a length beyond the limit. One of unknown length is
 * counted while it is read: beyond the limit reading throws a {@link io.hauberk.RejectedException}, whoever reads. What
 * comes of it inside is replaced by 413 as long as no response has left; an error that the application answers with
 * becomes 413, too. No field asks for the connection to be closed: containers do that themselves where they cannot skip
 * an unread body.
 *
 * <p>The limit counts bytes as they come, so a compressed body counts compressed. <b>Place:</b> early; a smaller limit
 * may follow on a route. Never blocks; immutable; thread-safe.
 */
public final class BodyLimit implements Filter {
    private static final String NAME = "bodyLimit";
    private static final Decision ALLOWED = Decision.of(NAME, Outcome.ALLOWED, null);

    private final long max;
    private final boolean enforced;
    private final Rejection rejection;

    private BodyLimit(long max, boolean enforced) {
        this.max = max;
        this.enforced = enforced;
        this.rejection = Rejection.of(NAME, 413, "body-too-large")
                .because("The body of this request may have no more than " + max + " bytes.");
    }

    /** Bodies of up to so many bytes; 0 for none at all. */
    public static BodyLimit of(long maxBytes) {
        if (maxBytes < 0) {
            throw new IllegalArgumentException("A body has at least 0 bytes, but its limit is " + maxBytes + ".");
        }
        return new BodyLimit(maxBytes, true);
    }

    /** Reads the parameters of {@code bodyLimit} in a configuration file. */
    public static BodyLimit from(Settings settings) {
        long max = settings.size("max", 0);
        if (!settings.has("max")) {
            settings.fault("max", "A bodyLimit needs max: how large a body may be, such as max: 1MB.");
        }
        return of(max);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Concern concern() {
        return Concern.LIMIT;
    }

    /** Counts all the same, records what would have been refused, and lets it pass whole. */
    @Override
    public Filter shadowed() {
        return new BodyLimit(max, false);
    }

    @Override
    public Response handle(Request request, Handler next) throws IOException {
        Exchange exchange = request.exchange();
        long length = request.body().length();
        if (length > max) {
            exchange.record(rejection.decision(enforced ? Outcome.REFUSED : Outcome.WOULD_REFUSE));
            return enforced ? Response.refused(rejection) : next.handle(request);
        }
        exchange.record(ALLOWED);
        if (length >= 0) {
            return next.handle(request);
        }
        CountedBody body = new CountedBody(request.body(), max, enforced, rejection, exchange);
        Request passing = request.withBody(body);
        return enforced ? counted(passing, body, next) : next.handle(passing);
    }

    private Response counted(Request request, CountedBody body, Handler next) throws IOException {
        Response response;
        try {
            response = next.handle(request, body::head);
        } catch (Exception e) {
            if (body.exceeded() && !body.tooLate()) {
                return Response.refused(rejection);
            }
            throw e;
        }
        if (body.exceeded() && !response.sent()) {
            response.close();
            return Response.refused(rejection);
        }
        return response;
    }

    @Override
    public String toString() {
        return NAME + "(" + max + (enforced ? ")" : ", shadow)");
    }
}
