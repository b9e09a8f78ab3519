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

    /** The caller's position, or null where there is none that is well-formed. */
    static @Nullable Trace read(Headers headers) {
        String parent = null;
        for (int i = 0; i < headers.size(); i++) {
            if (headers.name(i).equalsIgnoreCase(TRACEPARENT)) {
                if (parent != null) {
                    return null;
                }
                parent = headers.value(i);
            }
        }
        if (parent == null) {
            return null;
        }
        String text = TraceState.trimmed(parent);
        Trace trace = Trace.parse(text, null);
        List<String> states = trace == null ? List.of() : headers.all(TRACESTATE);
        return states.isEmpty() ? trace : Trace.parse(text, TraceState.combined(states));
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
