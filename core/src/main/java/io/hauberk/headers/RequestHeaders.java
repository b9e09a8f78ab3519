package io.hauberk.headers;

import io.hauberk.Concern;
import io.hauberk.Decision;
import io.hauberk.Filter;
import io.hauberk.Handler;
import io.hauberk.Headers;
import io.hauberk.Outcome;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.Settings;
import java.io.IOException;
import java.util.function.UnaryOperator;

/**
 * Edits the header fields of requests: of what the application, or the service behind a route, gets to see.
 *
 * <pre>{@code
 * RequestHeaders.edit(fields -> fields.set("x-a", "1").add("x-b", "2").remove("x-c").rename("x-d", "x-e"))
 * }</pre>
 *
 * <p>{@code Host} is not edited here: a rewrite does that. Fields that frame the message or manage its connection are
 * refused at build. Never refuses a request, never blocks; immutable and thread-safe.
 */
public final class RequestHeaders implements Filter {
    private static final String NAME = "requestHeaders";
    private static final Decision APPLIED = Decision.of(NAME, Outcome.APPLIED, null);

    private final HeaderEdits edits;

    private RequestHeaders(HeaderEdits edits) {
        this.edits = edits;
    }

    /**
     * With these edits.
     *
     * @throws IllegalArgumentException if a field is not to be edited, or a value cannot stand in one
     */
    public static RequestHeaders edit(UnaryOperator<HeaderEdits> edits) {
        return new RequestHeaders(edits.apply(HeaderEdits.of(NAME)));
    }

    /** Reads {@code { set, add, remove, rename }}. */
    public static RequestHeaders from(Settings settings) {
        return new RequestHeaders(HeaderEdits.of(NAME).with(settings));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Concern concern() {
        return Concern.TRANSFORMATION;
    }

    @Override
    public Response handle(Request request, Handler next) throws IOException {
        request.exchange().record(APPLIED);
        Headers headers = edits.apply(request.headers());
        return next.handle(headers == request.headers() ? request : request.withHeaders(headers));
    }

    @Override
    public String toString() {
        return edits.toString();
    }
}
