package io.hauberk.service;

import io.hauberk.Deadline;
import io.hauberk.Exchange;
import io.hauberk.Filter;
import io.hauberk.Handler;
import io.hauberk.Headers;
import io.hauberk.Outcome;
import io.hauberk.Rejection;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.Trace;
import io.hauberk.killswitch.Switchboard;
import io.hauberk.killswitch.Switches;
import io.hauberk.timer.Latencies;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The way of each call to one service, put together in this one place, outermost first: metrics, deadline, the service's
 * own filters, then the {@link Call}: retries under their budget, and for each attempt the choice of an endpoint, its
 * ejection, the attempt's deadline, the trace, what filters do for each attempt, the transport. Immutable but for counters;
 * thread-safe.
 */
final class CallChain {
    private static final int MOST_ADDED = 6;
    /** Who waited so long in vain may blame the endpoint, whatever is configured. */
    private static final long PATIENCE_NANOS = Duration.ofSeconds(1).toNanos();

    private static final long MIN_HEDGE_NANOS = Duration.ofMillis(1).toNanos();
    private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);
    private static final long FIRST_LOOKUP_NANOS = Duration.ofSeconds(5).toNanos();

    private final Service service;
    private final Pool pool;
    private final RetryRules rules;
    private final RetryBudget budget;
    private final ServiceMeters meters;
    private final Commons commons;
    private final long patienceNanos;
    private final @Nullable Guards guards;
    private final @Nullable Standin standin;
    private final Filter[] filters;
    private final Filter[] callParts;
    private final Filter[] attemptFilters;
    private final Filter[] attemptParts;
    private final String owner;
    private final Rejection noEndpoint;
    private final Rejection tooLate;
    private final @Nullable Crowd crowd;
    private volatile @Nullable Latencies latencies;
    private volatile Millis lastMillis = new Millis(0, "0");

    CallChain(Service service, Pool pool, ServiceMeters meters, Commons commons) {
        this.service = service;
        this.pool = pool;
        this.meters = meters;
        this.commons = commons;
        Duration attempt = service.attemptTimeout();
        // Some of the time has always passed before an attempt sets off.
        this.patienceNanos =
                Math.min((attempt == null ? service.timeout() : attempt).toNanos() / 10 * 9, PATIENCE_NANOS);
        this.rules = service.retry().rules();
        this.budget = service.retry().budget(commons.ticker(), pool::active);
        this.latencies = service.measures() ? new Latencies(commons.ticker().nanos()) : null;
        this.guards = Guards.of(service, meters, commons);
        Fallback fallback = service.fallback();
        this.standin = fallback == null ? null : new Standin(fallback, service.name(), meters, commons);
        this.owner = Switchboard.ofService(service.name());
        this.filters = service.filters().toArray(Filter[]::new);
        this.callParts = service.filters().stream()
                .map(filter -> Switches.unnamed(filter) instanceof AttemptFilter split ? split.aroundCall() : filter)
                .toArray(Filter[]::new);
        this.attemptFilters = service.filters().stream()
                .filter(filter -> Switches.unnamed(filter) instanceof AttemptFilter)
                .toArray(Filter[]::new);
        this.attemptParts = Arrays.stream(attemptFilters)
                .map(filter -> ((AttemptFilter) Switches.unnamed(filter)).aroundAttempt())
                .toArray(Filter[]::new);
        this.crowd = Crowd.of(service, pool, meters);
        this.noEndpoint = Rejection.of("mesh", 503, "no-endpoint")
                .by(service.name())
                .because("No instance of the service can be reached.")
                .with("Proxy-Status", "hauberk; error=destination_unavailable");
        this.tooLate = Rejection.of("mesh", 504, "deadline-exceeded")
                .by(service.name())
                .because("The time for this request ran out.")
                .with("Proxy-Status", "hauberk; error=http_response_timeout");
    }

    Service service() {
        return service;
    }

    Pool pool() {
        return pool;
    }

    RetryRules rules() {
        return rules;
    }

    RetryBudget budget() {
        return budget;
    }

    ServiceMeters meters() {
        return meters;
    }

    Commons commons() {
        return commons;
    }

    long now() {
        return commons.ticker().nanos();
    }

    @Nullable Guards guards() {
        return guards;
    }

    Response call(Request request, Transport transport) throws IOException {
        Standin other = standin;
        return other == null ? measured(request, transport) : other.call(request, r -> measured(r, transport));
    }

    private Response measured(Request request, Transport transport) throws IOException {
        long began = now();
        try {
            Response response = limited(request, transport);
            meters.call(request.method(), response.status(), response.rejection(), now() - began);
            return response;
        } catch (IOException | RuntimeException | Error e) {
            meters.failed(request.method(), e, now() - began);
            throw e;
        }
    }

    private Response limited(Request request, Transport transport) throws IOException {
        CallOptions options = request.exchange().get(CallOptions.KEY);
        Duration timeout = service.timeout();
        if (options != null) {
            timeout = shorter(timeout, options.timeout());
        }
        Deadline own = Deadline.after(timeout, commons.ticker());
        Deadline deadline = own.min(request.exchange().deadline());
        if (deadline.passed() || hopeless(deadline)) {
            return refuse(request, tooLate);
        }
        Handler next = new Call(this, options, request.exchange().get(Lineage.KEY), transport, deadline);
        if (filters.length > 0) {
            CallDeadline.note(request.exchange(), deadline);
        }
        for (int i = filters.length - 1; i >= 0; i--) {
            next = commons.switches().aroundNow(owner, filters[i], callParts[i], next);
        }
        return next.handle(request);
    }

    private static Duration shorter(Duration one, @Nullable Duration other) {
        return other != null && other.compareTo(one) < 0 ? other : one;
    }

    /** How long an attempt has to wait in vain before the endpoint is to blame. A caller in a hurry blames nobody. */
    long patienceNanos() {
        return patienceNanos;
    }

    /** How long an attempt may take at most, as long as the call has that much time. */
    Duration attemptTimeout(@Nullable CallOptions options) {
        Duration own = shorter(FOREVER, service.attemptTimeout());
        return options == null ? own : shorter(own, options.attemptTimeout());
    }

    /** The choice of an endpoint; null if there is none. Waits, within bounds, while none was ever looked up. */
    @Nullable Trip choose(Request request, Tried tried, Deadline deadline) throws IOException {
        awaitEndpoints(deadline);
        return choose(request, tried);
    }

    /** The same, and waits for nothing. */
    @Nullable Trip choose(Request request, Tried tried) {
        long now = now();
        Choice choice = pool.choose(request, tried, now);
        if (choice == null) {
            return null;
        }
        Crowd around = crowd;
        if (around != null) {
            around.chosen(request, choice.member(), now);
        }
        return new Trip(this, choice);
    }

    /** Waits, within bounds, while no endpoint was ever looked up. */
    void awaitEndpoints(Deadline deadline) throws IOException {
        if (pool.members().size() == 0) {
            awaitFirst(deadline);
        }
    }

    /** Whether somebody wants to know how long attempts take. */
    boolean measures() {
        return latencies != null;
    }

    /** An attempt took so long, or longer if it was broken off. */
    void took(long nanos) {
        Latencies known = latencies;
        if (known != null) {
            known.record(nanos, now());
        }
    }

    /** How long a hedge waits; negative while that is not known. */
    long hedgeDelay(Hedge hedge) {
        Duration fixed = hedge.after();
        if (fixed != null) {
            return fixed.toNanos();
        }
        Latencies known = latencies;
        if (known == null) {
            latencies = new Latencies(now());
            return -1;
        }
        long nanos = known.percentile(hedge.percentile(), now());
        return nanos < 0 ? -1 : Math.max(nanos, MIN_HEDGE_NANOS);
    }

    /** Whether so little time is left that most of what the service answered lately would have come too late. */
    private boolean hopeless(Deadline deadline) {
        double percent = service.earlyRefusal();
        Latencies known = latencies;
        if (percent == 0 || known == null) {
            return false;
        }
        long usual = known.percentile(percent, now());
        return usual > 0 && deadline.remainingNanos() < usual;
    }

    private void awaitFirst(Deadline deadline) throws IOException {
        try {
            pool.awaitFirst(Math.min(deadline.remainingNanos(), FIRST_LOOKUP_NANOS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new java.io.InterruptedIOException(
                    "Interrupted while waiting for the endpoints of " + service.name() + ".");
        }
    }

    Response refuseTooLate(Request request) {
        return refuse(request, tooLate);
    }

    Response refuseNoEndpoint(Request request) {
        long now = now();
        Crowd around = crowd;
        Response full = around == null ? null : around.refusal(request, now);
        if (full != null) {
            return full;
        }
        Duration wait = pool.nextChance(now);
        return refuse(request, wait.isZero() ? noEndpoint : noEndpoint.retryAfter(wait));
    }

    private static Response refuse(Request request, Rejection rejection) {
        request.exchange().record(rejection.decision(Outcome.REFUSED));
        return Response.refused(rejection);
    }

    /** The request as an attempt sends it: with the time that it has, the number of the attempt, and its span. */
    Request dressed(Request request, long nanos, int attempt, @Nullable Criticality criticality) {
        Exchange exchange = request.exchange();
        Headers headers = request.headers();
        Trace trace = exchange.trace();
        long millis = Math.max(1, (nanos + 999_999) / 1_000_000);
        Headers.Edit edit =
                Headers.Edit.withRoomFor(headers.size() + MOST_ADDED).addAll(headers);
        if (grpc(headers)) {
            edit.set("grpc-timeout", GrpcTimeout.text(millis));
        } else {
            edit.set("x-envoy-expected-rq-timeout-ms", millis(millis));
        }
        edit.set("x-envoy-attempt-count", attempt == 1 ? "1" : Integer.toString(attempt));
        if (criticality != null) {
            edit.set(Lineage.CRITICALITY, criticality.toString());
        }
        String requestId = exchange.requestId();
        if (requestId != null && !headers.contains("x-request-id")) {
            edit.set("x-request-id", requestId);
        }
        if (trace != null) {
            edit.set("traceparent", trace.child().traceparent());
            String state = trace.state();
            if (state != null) {
                edit.set("tracestate", state);
            } else {
                edit.remove("tracestate");
            }
        }
        return request.withHeaders(edit.build());
    }

    /** Sends one attempt, through what is done for each. */
    Response send(Request request, Attempt attempt, Transport transport) throws IOException {
        if (attemptFilters.length == 0) {
            return transport.send(request, attempt);
        }
        Handler next = ready -> transport.send(ready, attempt);
        for (int i = attemptFilters.length - 1; i >= 0; i--) {
            next = commons.switches().aroundNow(owner, attemptFilters[i], attemptParts[i], next);
        }
        return next.handle(asSent(request, attempt));
    }

    /** With the scheme of the endpoint and the host that goes out: a request that came in may have had others. */
    private static Request asSent(Request request, Attempt attempt) {
        String host = request.header("Host");
        return request.withAuthority(attempt.endpoint().scheme(), host == null ? request.authority() : host);
    }

    private static boolean grpc(Headers headers) {
        String type = headers.first("content-type");
        return type != null && type.startsWith("application/grpc");
    }

    /** Mostly the same number again: what is left is the timeout less some microseconds. */
    private String millis(long millis) {
        Millis last = lastMillis;
        if (last.millis != millis) {
            last = new Millis(millis, Long.toString(millis));
            lastMillis = last;
        }
        return last.text;
    }

    @Override
    public String toString() {
        return List.of("metrics", "deadline", List.of(filters), "retry", service.balancer(), "transport")
                .toString();
    }

    private record Millis(long millis, String text) {}
}
