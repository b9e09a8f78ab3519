package io.hauberk.accesslog;

import io.hauberk.Caller;
import io.hauberk.ClientAbortedException;
import io.hauberk.End;
import io.hauberk.Exchange;
import io.hauberk.Head;
import io.hauberk.Headers;
import io.hauberk.RejectedException;
import io.hauberk.Rejection;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.Trace;
import io.hauberk.network.Arrival;
import io.hauberk.network.Traffic;
import io.hauberk.route.Found;
import io.hauberk.route.Router;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One request on its way to its line: sees the head leave, the failure, and the end. */
@SuppressWarnings("overloads") // andThen of the two interfaces, which nobody calls
final class Entry implements UnaryOperator<Head>, Consumer<End> {
    private static final int CLIENT_CLOSED_REQUEST = 499;

    private final AccessLog log;
    private final Request request;
    private final Traffic traffic;
    private final Instant time;
    private final long began;
    private volatile @Nullable Head head;
    private volatile long headNanos = -1;
    private volatile @Nullable Response response;
    private @Nullable Throwable failure;

    Entry(AccessLog log, Request request) {
        this.log = log;
        this.request = request;
        this.traffic = Traffic.wanted(request.exchange());
        this.time = log.now();
        this.began = request.exchange().ticker().nanos();
    }

    private long nanos() {
        return request.exchange().ticker().nanos() - began;
    }

    /** The head leaves. */
    @Override
    public Head apply(Head head) {
        this.head = head;
        headNanos = nanos();
        return head;
    }

    Response answered(Response response) {
        this.response = response;
        return response.onEnd(this);
    }

    /** There is no response, so this is the end. */
    void failed(Throwable failure) {
        this.failure = failure;
        accept(ClientAbortedException.causedBy(failure) ? End.CANCELLED : End.FAILED);
    }

    @Override
    public void accept(End end) {
        Findings findings = Findings.in(request.exchange());
        long duration = nanos();
        int status = status(end);
        boolean dull = end == End.COMPLETED && status < 400 && !findings.shadowedAny();
        if (!dull || log.picks(duration)) {
            log.write(line(end, status, duration, findings).toString());
        }
    }

    private @Nullable Rejection rejection() {
        if (failure instanceof RejectedException refused) {
            return refused.rejection();
        }
        Response answer = response;
        return answer == null ? null : answer.rejection();
    }

    /** 0 where there is none to tell: a call that got no answer. */
    private int status(End end) {
        Head left = head;
        if (left != null) {
            return left.status();
        }
        if (failure instanceof RejectedException refused) {
            return refused.rejection().status();
        }
        if (end == End.CANCELLED) {
            return CLIENT_CLOSED_REQUEST;
        }
        return failure instanceof IOException && !traffic.counted() ? 0 : 500;
    }

    private Line line(End end, int status, long duration, Findings findings) {
        Shape shape = log.shape();
        Line line = shape.line();
        line.put("time", log.text(time));
        target(line, shape);
        line.put("status", status == 0 ? null : status);
        line.put("end", end.name().toLowerCase(Locale.ROOT));
        line.millis("headMs", headNanos);
        line.millis("durationMs", duration);
        line.count("bytesIn", bytesIn());
        line.count("bytesOut", bytesOut());
        caller(line, request.exchange().caller());
        ids(line);
        findings.tell(line, rejection(), status);
        if (failure != null) {
            line.put("error", failure.getClass().getName());
        }
        fields(line, shape);
        added(line, shape);
        return line;
    }

    private void target(Line line, Shape shape) {
        line.put("method", request.method());
        line.put("scheme", request.scheme());
        line.put("host", Redaction.host(request.host()));
        if (line.wants("path")) {
            line.put("path", Redaction.path(request.path()));
        }
        if (line.wants("query")) {
            line.put("query", Redaction.query(request.query(), shape.shownParameters(), secrets()));
        }
        line.put("route", request.exchange().route());
        Found<?> found = request.exchange().get(Router.FOUND);
        if (found != null && line.wants("template")) {
            line.put("template", found.match().path());
        }
    }

    private void caller(Line line, Caller caller) {
        line.put("address", caller.address());
        line.put("principal", caller.principal());
        line.put("issuer", caller.issuer());
        line.put("consumer", caller.consumer());
        line.put("peer", caller.peer());
        line.put("userAgent", request.header("User-Agent"));
    }

    private void ids(Line line) {
        Exchange exchange = request.exchange();
        line.put("requestId", exchange.requestId());
        Trace trace = exchange.trace();
        if (trace != null) {
            line.put("traceId", trace.traceId());
            line.put("spanId", trace.spanId());
            return;
        }
        Trace callers = Trace.parse(request.header("traceparent"), null);
        if (callers != null) {
            line.put("traceId", callers.traceId());
        }
    }

    /** Counted by who serves; else what is known beforehand, unless nothing was sent. */
    private long bytesIn() {
        return traffic.counted()
                ? traffic.bytesIn()
                : rejection() == null ? request.body().length() : -1;
    }

    private long bytesOut() {
        if (traffic.counted()) {
            return traffic.bytesOut();
        }
        Response answer = response;
        if (answer == null || answer.sent() || answer.rejection() != null) {
            return -1;
        }
        boolean none = request.method().equals("HEAD") || answer.status() == 204 || answer.status() == 304;
        return none ? 0 : answer.body().length();
    }

    private void fields(Line line, Shape shape) {
        fields(line, "request.", request.headers(), shape.requestFields(), secrets());
        Head left = head;
        if (left != null) {
            fields(line, "response.", left.headers(), shape.responseFields(), Set.of());
        }
    }

    /** What carries credentials for one of the gateway's filters, whatever its name. */
    private Set<String> secrets() {
        Set<String> names = request.exchange().get(Arrival.SECRET_NAMES);
        return names == null ? Set.of() : names;
    }

    private static void fields(Line line, String prefix, Headers headers, List<String> names, Set<String> secrets) {
        for (String name : names) {
            String first = headers.first(name);
            if (first != null && secrets.contains(name)) {
                line.put(prefix + name, Redaction.HIDDEN);
            } else if (first != null) {
                List<String> all = headers.all(name);
                line.put(prefix + name, Redaction.field(name, all.size() == 1 ? first : String.join(", ", all)));
            }
        }
    }

    private void added(Line line, Shape shape) {
        shape.added().forEach((name, value) -> {
            Object made;
            try {
                made = value.apply(request.exchange());
            } catch (RuntimeException e) {
                made = "failed with " + e.getClass().getName();
            }
            line.put(name, made);
        });
    }
}
