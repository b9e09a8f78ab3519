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

/**
 * Edits the header fields of requests: of what the application, or the service behind a route, gets to see.
 *
 * <pre>{@code
 * RequestHeaders.set("x-a", "1").add("x-b", "2").remove("x-c").rename("x-d", "x-e")
 * }</pre>
 *
 * <p>{@code Host} is not edited here: a rewrite does that. Fields that frame the message or manage its connection are
 * refused at build. Never refuses a request, never blocks; immutable and thread-safe.
 */
public sealed interface RequestHeaders extends Filter permits RequestHeaders.Edits {
    /** Gives the field one value, whatever stood there. */
    static Edits set(String name, String value) {
        return Edits.NONE.set(name, value);
    }

    /** Adds a line of the field. */
    static Edits add(String name, String value) {
        return Edits.NONE.add(name, value);
    }

    /** Removes all lines of the field. */
    static Edits remove(String name) {
        return Edits.NONE.remove(name);
    }

    /** Moves all lines of one field to another name, in place of what stands there; nothing, where there are none. */
    static Edits rename(String from, String to) {
        return Edits.NONE.rename(from, to);
    }

    /** Reads {@code { set, add, remove, rename }}. */
    static Edits from(Settings settings) {
        return new Edits(FieldEdits.of(Edits.NAME).with(settings));
    }

    /** Several edits, in the order of the calls. Immutable; each call makes a new one. */
    final class Edits implements RequestHeaders {
        private static final String NAME = "requestHeaders";
        private static final Edits NONE = new Edits(FieldEdits.of(NAME));
        private static final Decision APPLIED = Decision.of(NAME, Outcome.APPLIED, null);

        private final FieldEdits edits;

        private Edits(FieldEdits edits) {
            this.edits = edits;
        }

        /** And gives the field one value, whatever stood there. */
        public Edits set(String name, String value) {
            return new Edits(edits.set(name, value));
        }

        /** And adds a line of the field. */
        public Edits add(String name, String value) {
            return new Edits(edits.add(name, value));
        }

        /** And removes all lines of the field. */
        public Edits remove(String name) {
            return new Edits(edits.remove(name));
        }

        /** And moves all lines of one field to another name, in place of what stands there. */
        public Edits rename(String from, String to) {
            return new Edits(edits.rename(from, to));
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
}
