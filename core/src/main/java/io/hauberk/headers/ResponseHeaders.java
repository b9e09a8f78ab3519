package io.hauberk.headers;

import io.hauberk.Concern;
import io.hauberk.Decision;
import io.hauberk.Filter;
import io.hauberk.Handler;
import io.hauberk.Head;
import io.hauberk.Outcome;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.Settings;
import java.io.IOException;
import java.util.function.UnaryOperator;

/**
 * Edits the header fields of responses, at the moment their head leaves: also of refusals, and of what the application
 * writes itself.
 *
 * <pre>{@code
 * ResponseHeaders.edit(fields -> fields.set("x-a", "1").add("x-b", "2").remove("x-c").rename("x-d", "x-e"))
 * }</pre>
 *
 * <p>Filters inside do not see the edits. Fields that frame the message or manage its connection are refused at build.
 * Never refuses a request, never blocks; immutable and thread-safe.
 */
public final class ResponseHeaders implements Filter {
    private static final String NAME = "responseHeaders";
    private static final Decision APPLIED = Decision.of(NAME, Outcome.APPLIED, null);

    private final HeaderEdits edits;
    private final UnaryOperator<Head> mapping;

    private ResponseHeaders(HeaderEdits edits) {
        this.edits = edits;
        this.mapping = head -> head.withHeaders(edits.apply(head.headers()));
    }

    /**
     * With these edits.
     *
     * @throws IllegalArgumentException if a field is not to be edited, or a value cannot stand in one
     */
    public static ResponseHeaders edit(UnaryOperator<HeaderEdits> edits) {
        return new ResponseHeaders(edits.apply(HeaderEdits.of(NAME)));
    }

    /** Reads {@code { set, add, remove, rename }}. */
    public static ResponseHeaders from(Settings settings) {
        return new ResponseHeaders(HeaderEdits.of(NAME).with(settings));
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
        return next.handle(request, mapping);
    }

    @Override
    public String toString() {
        return edits.toString();
    }
}
