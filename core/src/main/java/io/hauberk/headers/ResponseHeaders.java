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
 * ResponseHeaders.set("x-a", "1").add("x-b", "2").remove("x-c").rename("x-d", "x-e")
 * }</pre>
 *
 * <p>Filters inside do not see the edits. Fields that frame the message or manage its connection are refused at build.
 * Never refuses a request, never blocks; immutable and thread-safe.
 */
public sealed interface ResponseHeaders extends Filter permits ResponseHeaders.Edits {
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
    final class Edits implements ResponseHeaders {
        private static final String NAME = "responseHeaders";
        private static final Edits NONE = new Edits(FieldEdits.of(NAME));
        private static final Decision APPLIED = Decision.of(NAME, Outcome.APPLIED, null);

        private final FieldEdits edits;
        private final UnaryOperator<Head> mapping;

        private Edits(FieldEdits edits) {
            this.edits = edits;
            this.mapping = head -> head.withHeaders(edits.apply(head.headers()));
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
            return next.handle(request, mapping);
        }

        @Override
        public String toString() {
            return edits.toString();
        }
    }
}
