package io.hauberk.metrics;

import io.hauberk.Concern;
import io.hauberk.Filter;
import io.hauberk.Handler;
import io.hauberk.Request;
import io.hauberk.Response;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;

/**
 * Measures requests and counts decisions. One of the gateway's own stages, outside all filters whose work belongs to the
 * duration.
 *
 * <table>
 * <caption>Meters</caption>
 * <tr><th>meter</th><th>what</th><th>tags</th></tr>
 * <tr><td>{@code http.server.request.duration}</td><td>seconds from the first filter to the last byte, in the buckets of
 * OpenTelemetry's semantic conventions</td><td>{@code http.request.method} (unknown ones: {@code _OTHER}), {@code
 * url.scheme}, {@code http.response.status_code}, {@code http.route} (the template, {@code UNKNOWN} where none matched),
 * {@code error.type} ({@code none} where nothing failed)</td></tr>
 * <tr><td>{@code http.server.active_requests}</td><td>requests under way</td><td>{@code http.request.method}, {@code
 * url.scheme}</td></tr>
 * <tr><td>{@code hauberk.policy.decisions}</td><td>decisions in all exchanges that have ended</td><td>{@code filter},
 * {@code policy} (the rule, limit or route that decided, {@code none} where it has no name), {@code outcome}, {@code
 * reason} ({@code none} where there was nothing to refuse)</td></tr>
 * </table>
 *
 * <p>The status is the one that leaves, after all head mappings; of a refused gRPC call, the one that it was refused
 * with. A request whose client broke off before there was a status counts as 499, and is no error. {@code error.type} is
 * the status from 500 on, the class of an exception, or {@code broken_response}.
 *
 * <p>At most 500 routes, 200 policies, and 100 filters, reasons and exceptions each, get values of their own; more become
 * {@code _OTHER}. Several gateways on one registry share their meters. Never refuses, never blocks; thread-safe.
 */
public final class Metrics implements Filter {
    private final MeterRegistry registry;
    private final ActiveRequests active;
    private final Durations durations;
    private final DecisionCounts decisions;

    private Metrics(MeterRegistry registry) {
        this.registry = registry;
        this.active = ActiveRequests.of(registry);
        this.durations = new Durations(registry);
        this.decisions = new DecisionCounts(registry);
    }

    /** Measures into this registry; for several at once, give a {@code CompositeMeterRegistry}. */
    public static Metrics to(MeterRegistry registry) {
        return new Metrics(registry);
    }

    @Override
    public String name() {
        return "metrics";
    }

    @Override
    public Concern concern() {
        return Concern.TELEMETRY;
    }

    @Override
    public Response handle(Request request, Handler next) throws IOException {
        Observation observation =
                new Observation(request, active.of(request.method(), request.scheme(), registry), durations, decisions);
        request.exchange().onEnd(observation);
        try {
            return next.handle(request, observation);
        } catch (Throwable e) { // also an application's checked exceptions, which pass undeclared
            observation.failed(e);
            throw e;
        }
    }

    @Override
    public String toString() {
        return name();
    }
}
