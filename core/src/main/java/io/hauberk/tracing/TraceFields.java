package io.hauberk.tracing;

import io.hauberk.Headers;
import io.hauberk.Trace;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The fields of W3C Trace Context: read from a request, and written to one. */
final class TraceFields {
    private static final String TRACEPARENT = "traceparent";
    private static final String TRACESTATE = "tracestate";

    /** What else leads tracers to a trace of the caller's, or into them. */
    private static final List<String> OTHERS = List.of(
            "baggage",
            "b3",
            "x-b3-traceid",
            "x-b3-spanid",
            "x-b3-parentspanid",
            "x-b3-sampled",
            "x-b3-flags",
            "uber-trace-id");

    private TraceFields() {}

    /** A position of our own below the caller's, or null where that is not well-formed, or there is none. */
    static @Nullable Trace continued(Headers headers) {
        String parent = parent(headers);
        List<String> states = parent == null ? List.of() : headers.all(TRACESTATE);
        return Trace.below(parent, states.isEmpty() ? null : TraceState.combined(states));
    }

    /** The one {@code traceparent} that there is, or null. */
    private static @Nullable String parent(Headers headers) {
        String parent = null;
        for (int i = 0; i < headers.size(); i++) {
            if (headers.name(i).equalsIgnoreCase(TRACEPARENT)) {
                if (parent != null) {
                    return null;
                }
                parent = headers.value(i);
            }
        }
        return parent == null ? null : TraceState.trimmed(parent);
    }

    /** The fields with this position, whatever they said before. */
    static Headers written(Headers headers, Trace trace) {
        return edit(headers, trace).build();
    }

    /** The same, without all that could lead into another trace. */
    static Headers restarted(Headers headers, Trace trace) {
        Headers.Edit edit = edit(headers, trace);
        OTHERS.forEach(edit::remove);
        return edit.build();
    }

    private static Headers.Edit edit(Headers headers, Trace trace) {
        Headers.Edit edit = headers.edit().set(TRACEPARENT, trace.traceparent());
        String state = trace.state();
        return state == null ? edit.remove(TRACESTATE) : edit.set(TRACESTATE, state);
    }
}
