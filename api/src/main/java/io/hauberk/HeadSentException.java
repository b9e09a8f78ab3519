package io.hauberk;

import org.jspecify.annotations.Nullable;

/**
 * Thrown where the head or the body of a response is changed after its head has left. A filter that must change a head
 * asks for it beforehand: {@link Handler#handle(Request, java.util.function.UnaryOperator)}.
 */
public final class HeadSentException extends IllegalStateException {
    private static final long serialVersionUID = 1;
    private final @Nullable String filter;

    HeadSentException() {
        this(null);
    }

    private HeadSentException(@Nullable String filter) {
        super(
                (filter == null ? "A filter" : "Filter " + filter)
                        + " changed a response whose head has left. Ask for the change before: next.handle(request, head -> …).");
        this.filter = filter;
    }

    /** The filter that did it; null outside a chain. */
    public @Nullable String filter() {
        return filter;
    }

    HeadSentException by(String name) {
        if (filter != null) {
            return this;
        }
        HeadSentException named = new HeadSentException(name);
        named.setStackTrace(getStackTrace());
        return named;
    }
}
