package io.hauberk.tracing;

import io.hauberk.Concern;
import io.hauberk.Decision;
import io.hauberk.Exchange;
import io.hauberk.Filter;
import io.hauberk.Handler;
import io.hauberk.Headers;
import io.hauberk.Outcome;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.Settings;
import io.hauberk.Trace;
import io.hauberk.network.Arrival;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Continues the trace of a request, or begins one, by W3C Trace Context level 2; works where no tracer is installed.
 *
 * <p>Sets {@link Exchange#trace()} to a position of our own below the caller's, and the request's {@code traceparent} and
 * {@code tracestate} to the same, for the application behind us. Calls to services on behalf of the request, and what a
 * gateway forwards, carry a child of it, another one for each attempt. Hosts that are no service get nothing.
 *
 * <p>By default the trace of any caller is continued; new traces are marked as sampled; where this process has a tracer
 * (the agent of OpenTelemetry, Datadog, Elastic or New Relic, the SDK of OpenTelemetry, Micrometer Tracing), everything
 * is left to that one: nothing is made, read or changed. Log labels (MDC) are off.
 *
 * <p>Never refuses, never blocks; immutable; thread-safe. <b>Place:</b> outermost, after the access log. Where an
 * exchange has a trace already, the filter does nothing, so it may stand in a service's list, too: there it begins a
 * trace for calls that belong to no request.
 */
public final class Tracing implements Filter {
    private static final String NAME = "tracing";
    private static final Decision CONTINUED = Decision.of(NAME, Outcome.APPLIED, "continued");
    private static final Decision BEGUN = Decision.of(NAME, Outcome.APPLIED, "begun");
    private static final Decision RESTARTED = Decision.of(NAME, Outcome.APPLIED, "restarted");
    private static final Decision LEFT = Decision.of(NAME, Outcome.SKIPPED, "left to the tracer");
    private static final String TRACE_LABEL = "hauberk.traceId";
    private static final String SPAN_LABEL = "hauberk.spanId";

    private final @Nullable String tracer;
    private final From from;
    private final double percent;
    private final boolean labelling;
    private final Labels labels;
    private final LongSupplier random;

    /** Whose traces are continued. */
    enum From {
        ANYONE,
        TRUSTED,
        NOBODY
    }

    Tracing(@Nullable String tracer, From from, double percent, boolean labelling, Labels labels, LongSupplier random) {
        this.tracer = tracer;
        this.from = from;
        this.percent = percent;
        this.labelling = labelling;
        this.labels = labels;
        this.random = random;
    }

    /** Tracing by W3C Trace Context, unless this process has a tracer. */
    public static Tracing w3c() {
        return new Tracing(
                Tracers.found(),
                From.ANYONE,
                100,
                false,
                Labels.MDC,
                () -> ThreadLocalRandom.current().nextLong());
    }

    /**
     * Reads the parameters of {@code tracing} in a configuration file; all are optional.
     *
     * <ul>
     *   <li>{@code create}: {@code auto} (default: unless this process has a tracer), {@code always}, {@code never}
     *   <li>{@code continue}: whose trace goes on here: {@code anyone} (default), {@code trusted} (trusted proxies and
     *       peers of mutual TLS; for others a new one begins), {@code nobody}
     *   <li>{@code sample}: how many of the new traces are marked as sampled, in percent; default 100
     *   <li>{@code mdc}: whether log lines get the labels {@code hauberk.traceId} and {@code hauberk.spanId}; default
     *       false
     * </ul>
     */
    public static Tracing from(Settings settings) {
        Tracing tracing = w3c();
        tracing = switch (settings.word("create", "auto", Set.of("auto", "always", "never"))) {
            case "always" -> tracing.always();
            case "never" -> tracing.never();
            default -> tracing;
        };
        tracing = switch (settings.word("continue", "anyone", Set.of("anyone", "trusted", "nobody"))) {
            case "trusted" -> tracing.continuingTrusted();
            case "nobody" -> tracing.restarting();
            default -> tracing;
        };
        tracing = tracing.sample(settings.percent("sample", 100));
        return settings.flag("mdc", false) ? tracing.mdc() : tracing;
    }

    /** The same, also where this process has a tracer. */
    public Tracing always() {
        return new Tracing(null, from, percent, labelling, labels, random);
    }

    /** The same, which leaves everything as it is: for a tracer that is not found by itself. */
    public Tracing never() {
        return new Tracing("another tracer", from, percent, labelling, labels, random);
    }

    /**
     * The same, which continues the trace only of a trusted proxy or a peer of mutual TLS. For all others a new trace
     * begins, and {@code baggage} and the fields of B3 and Jaeger are dropped: a stranger can neither join a trace of
     * ours nor have one recorded.
     */
    public Tracing continuingTrusted() {
        return new Tracing(tracer, From.TRUSTED, percent, labelling, labels, random);
    }

    /** The same, which begins a new trace for every request, as {@link #continuingTrusted} does for strangers. */
    public Tracing restarting() {
        return new Tracing(tracer, From.NOBODY, percent, labelling, labels, random);
    }

    /**
     * The same, which marks so many percent of the new traces as sampled, by chance. Tracers behind us mostly go by that
     * mark. A trace that is continued keeps the mark that it has.
     *
     * @throws IllegalArgumentException if it is not from 0 to 100
     */
    public Tracing sample(double percent) {
        if (!(percent >= 0 && percent <= 100)) {
            throw new IllegalArgumentException("A percentage is from 0 to 100, but this one is " + percent + ".");
        }
        return new Tracing(tracer, from, percent, labelling, labels, random);
    }

    /**
     * The same, which also sets the labels {@code hauberk.traceId} and {@code hauberk.spanId} in SLF4J's MDC while the
     * filters and the application run in the thread that brought the request, and then puts back what was there. Other
     * threads, async processing among them, find the trace in {@link Exchange#trace()}.
     */
    public Tracing mdc() {
        return new Tracing(tracer, from, percent, true, labels, random);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Concern concern() {
        return Concern.TELEMETRY;
    }

    @Override
    public Response handle(Request request, Handler next) throws IOException {
        Exchange exchange = request.exchange();
        if (tracer != null || exchange.trace() != null) {
            if (tracer != null) {
                exchange.record(LEFT);
            }
            return next.handle(request);
        }
        boolean believed = believed(exchange);
        Headers headers = request.headers();
        Trace continued = believed ? TraceFields.continued(headers) : null;
        Trace trace = continued == null ? Trace.begin(sampled()) : continued;
        exchange.traced(trace);
        exchange.record(continued != null ? CONTINUED : believed ? BEGUN : RESTARTED);
        Request traced = request.withHeaders(
                believed ? TraceFields.written(headers, trace) : TraceFields.restarted(headers, trace));
        return labelling ? labelled(traced, trace, next) : next.handle(traced);
    }

    private boolean believed(Exchange exchange) {
        if (from != From.TRUSTED) {
            return from == From.ANYONE;
        }
        Arrival arrival = exchange.get(Arrival.KEY);
        return arrival != null && arrival.trusted() || exchange.caller().peer() != null;
    }

    private boolean sampled() {
        return percent >= 100 || (random.getAsLong() >>> 11) * 0x1p-53 * 100 < percent;
    }

    private Response labelled(Request request, Trace trace, Handler next) throws IOException {
        String traceBefore = labels.get(TRACE_LABEL);
        String spanBefore = labels.get(SPAN_LABEL);
        labels.put(TRACE_LABEL, trace.traceId());
        labels.put(SPAN_LABEL, trace.spanId());
        try {
            return next.handle(request);
        } finally {
            labels.restore(TRACE_LABEL, traceBefore);
            labels.restore(SPAN_LABEL, spanBefore);
        }
    }

    @Override
    public String toString() {
        if (tracer != null) {
            return NAME + "(left to " + tracer + ")";
        }
        return from == From.ANYONE ? NAME : NAME + "(continues " + (from == From.TRUSTED ? "trusted)" : "nobody)");
    }
}
