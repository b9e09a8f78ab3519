package io.hauberk.service;

import io.hauberk.Deadline;
import io.hauberk.Decision;
import io.hauberk.Outcome;
import io.hauberk.Rejection;
import io.hauberk.Request;
import io.hauberk.Response;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What stands between a service's filters and the attempts of a call, and may refuse it before any endpoint is chosen:
 * adaptive throttling, then the limits, then the circuit breaker, whose permission is not held while a call waits.
 * Thread-safe.
 */
final class Guards {
    private static final Duration SOON = Duration.ofSeconds(1);

    private final @Nullable Throttle throttle;
    private final @Nullable Bulkhead bulkhead;
    private final @Nullable Circuit circuit;
    private final ServiceMeters meters;
    private final Commons commons;
    private final Rejection throttled;
    private final Rejection overloaded;
    private final Rejection circuitOpen;

    private Guards(Service service, ServiceMeters meters, Commons commons) {
        AdaptiveThrottling throttling = service.adaptiveThrottling();
        Limits limits = service.limits();
        CircuitBreaker breaker = service.circuitBreaker();
        this.throttle = throttling == null ? null : new Throttle(throttling, commons.ticker());
        this.bulkhead = limits == null || limits.requests() == 0 ? null : new Bulkhead(limits);
        this.circuit = breaker == null ? null : new Circuit(service.name(), breaker, meters, commons.ticker());
        this.meters = meters;
        this.commons = commons;
        this.throttled = refusal(service, "throttled", "The service refuses too much of what it gets.")
                .retryAfter(SOON);
        this.overloaded = refusal(service, "overloaded", "Too many calls of the service are under way.")
                .retryAfter(SOON);
        this.circuitOpen = refusal(service, "circuit-open", "Too many calls of the service have failed lately.");
    }

    /** Those of a service; null where it has none. */
    static @Nullable Guards of(Service service, ServiceMeters meters, Commons commons) {
        boolean some =
                service.adaptiveThrottling() != null || bounded(service.limits()) || service.circuitBreaker() != null;
        return some ? new Guards(service, meters, commons) : null;
    }

    private static boolean bounded(@Nullable Limits limits) {
        return limits != null && limits.requests() > 0;
    }

    private static Rejection refusal(Service service, String reason, String sentence) {
        return Rejection.of("mesh", 503, reason)
                .by(service.name())
                .because(sentence)
                .with(RetryRules.OVERLOADED, "true")
                .with("Proxy-Status", "hauberk; error=connection_limit_reached");
    }

    double circuitState() {
        Circuit known = circuit;
        return known == null ? 0 : known.state();
    }

    int active() {
        Bulkhead known = bulkhead;
        return known == null ? 0 : known.active();
    }

    int pending() {
        Bulkhead known = bulkhead;
        return known == null ? 0 : known.pending();
    }

    Response call(Request request, Call call, Deadline deadline) throws IOException {
        Throttle limiting = throttle;
        Criticality criticality = call.criticality();
        if (limiting == null) {
            return limited(request, call, deadline);
        }
        if (!limiting.admits(criticality, commons.fraction()) && refuses(request, throttled, limiting.shadowed())) {
            return Response.refused(throttled);
        }
        boolean told = false;
        try {
            Response response = limited(request, call, deadline);
            told = true;
            tell(limiting, criticality, Verdict.of(response, call));
            return response;
        } catch (TransportException e) {
            told = true;
            tell(limiting, criticality, Verdict.of(e, call));
            throw e;
        } finally {
            if (!told) {
                limiting.ignored(criticality);
            }
        }
    }

    private static void tell(Throttle throttle, Criticality criticality, Verdict verdict) {
        if (verdict == Verdict.IGNORED) {
            throttle.ignored(criticality);
        } else if (verdict.accepted()) {
            throttle.accepted(criticality);
        }
    }

    private Response limited(Request request, Call call, Deadline deadline) throws IOException {
        Bulkhead limit = bulkhead;
        if (limit == null) {
            return guarded(request, call);
        }
        if (!limit.enter(deadline.remainingNanos()) && refuses(request, overloaded, limit.shadowed())) {
            return Response.refused(overloaded);
        }
        boolean held = false;
        try {
            Response response = guarded(request, call);
            held = response.rejection() == null;
            return held ? response.onEnd(end -> limit.leave()) : response;
        } finally {
            if (!held) {
                limit.leave();
            }
        }
    }

    private Response guarded(Request request, Call call) throws IOException {
        Circuit breaker = circuit;
        if (breaker == null) {
            return call.answer(request);
        }
        if (!breaker.admits()) {
            Rejection refusal = circuitOpen.retryAfter(breaker.retryAfter());
            return refuses(request, refusal, breaker.shadowed()) ? Response.refused(refusal) : call.answer(request);
        }
        long began = commons.ticker().nanos();
        Verdict verdict = Verdict.IGNORED;
        try {
            Response response = call.answer(request);
            verdict = Verdict.of(response, call);
            return response;
        } catch (TransportException e) {
            verdict = Verdict.of(e, call);
            throw e;
        } finally {
            tell(breaker, verdict, commons.ticker().nanos() - began);
        }
    }

    private static void tell(Circuit breaker, Verdict verdict, long nanos) {
        switch (verdict) {
            case GOOD, REFUSED_THERE -> breaker.succeeded(nanos);
            case FAILED, OVERLOADED -> breaker.failed(nanos);
            case IGNORED -> breaker.ignored();
        }
    }

    /** Records and counts the refusal; whether it is one, and no shadow. */
    private boolean refuses(Request request, Rejection rejection, boolean shadowed) {
        Outcome outcome = shadowed ? Outcome.WOULD_REFUSE : Outcome.REFUSED;
        request.exchange().record(new Decision("mesh", outcome, rejection.rule(), rejection.reason()));
        meters.refused(rejection.reason(), shadowed);
        return !shadowed;
    }

    /** What a call says about its service. */
    private enum Verdict {
        GOOD,
        /** 429: it has said no to this caller, and is well. */
        REFUSED_THERE,
        /** 503: it has too much to do, or is down. */
        OVERLOADED,
        FAILED,
        /** Nothing: we refused it, it was cancelled, or it was in too much of a hurry. */
        IGNORED;

        boolean accepted() {
            return this == GOOD;
        }

        static Verdict of(Response response, Call call) {
            int status = response.status();
            if (response.rejection() != null) {
                return status == 504 && call.waitedInVain() ? FAILED : IGNORED;
            }
            boolean overloaded = status >= 400 && response.headers().contains(RetryRules.OVERLOADED);
            if (status == 503 || overloaded) {
                return OVERLOADED;
            }
            return status == 429 ? REFUSED_THERE : status >= 500 && status != 501 ? FAILED : GOOD;
        }

        static Verdict of(TransportException e, Call call) {
            return switch (e.failure()) {
                case CANCELLED -> IGNORED;
                case TIMEOUT -> call.waitedInVain() ? FAILED : IGNORED;
                default -> FAILED;
            };
        }
    }
}
