package io.hauberk.service;

import io.hauberk.Rejection;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is measured about one service. Each meter is looked up once and kept, so that counting costs no look-up. All tags
 * are from closed sets: methods of RFC 9110 and PATCH, statuses up to 599, names of ours.
 */
final class ServiceMeters {
    private static final Duration[] BUCKETS =
            seconds(0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10);
    private static final List<String> METHODS =
            List.of("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "CONNECT", "_OTHER");
    private static final String NONE = "none";
    /** The first that every service shows. */
    static final String ACTIVE = "hauberk.mesh.active";
    /** The tag that tells one mesh from another. */
    private static final String MESH = "mesh";

    private static final Logger log = LoggerFactory.getLogger(Services.class);

    private final MeterRegistry registry;
    private final String service;
    /** By method, then by status; rows are made when they are needed. */
    private final AtomicReferenceArray<@Nullable AtomicReferenceArray<@Nullable Timer>> calls =
            new AtomicReferenceArray<>(METHODS.size());

    private final Map<String, Timer> failedCalls = new ConcurrentHashMap<>();
    private final AttemptMeters attempts;
    private final Map<String, Counter> counters = new ConcurrentHashMap<>();
    /** Shown again after a reload, a gauge is the same as before. */
    private final Set<Meter> gauges = new LinkedHashSet<>();
    /** Whether another mesh shows a service of that name here; null while nothing was shown. */
    private @Nullable Boolean elsewhere;

    ServiceMeters(MeterRegistry registry, String service) {
        this.registry = registry;
        this.service = service;
        this.attempts = new AttemptMeters(registry, service);
    }

    private static Duration[] seconds(double... seconds) {
        Duration[] durations = new Duration[seconds.length];
        for (int i = 0; i < seconds.length; i++) {
            durations[i] = Duration.ofNanos(Math.round(seconds[i] * 1e9));
        }
        return durations;
    }

    /** A call was answered. */
    void call(String method, int status, @Nullable Rejection rejection, long nanos) {
        if (rejection != null) {
            failed(method, Integer.toString(status), rejection.reason(), nanos);
            return;
        }
        int known = method(method);
        int code = status < 600 ? status : 599;
        AtomicReferenceArray<@Nullable Timer> row = row(known);
        Timer timer = row.get(code);
        if (timer == null) {
            String text = Integer.toString(code);
            timer = timer(METHODS.get(known), text, code < 400 ? NONE : text);
            row.set(code, timer);
        }
        timer.record(nanos, TimeUnit.NANOSECONDS);
    }

    private AtomicReferenceArray<@Nullable Timer> row(int method) {
        AtomicReferenceArray<@Nullable Timer> row = calls.get(method);
        if (row == null) {
            row = new AtomicReferenceArray<>(600);
            AtomicReferenceArray<@Nullable Timer> other = calls.compareAndExchange(method, null, row);
            return other == null ? row : other;
        }
        return row;
    }

    /** A call failed. */
    void failed(String method, Throwable failure, long nanos) {
        String type = failure instanceof TransportException e
                ? Outcomes.name(e.failure())
                : failure instanceof java.io.IOException ? "io" : "_OTHER";
        failed(method, NONE, type, nanos);
    }

    private void failed(String method, String status, String errorType, long nanos) {
        String known = METHODS.get(method(method));
        failedCalls
                .computeIfAbsent(known + ' ' + status + ' ' + errorType, key -> timer(known, status, errorType))
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    private Timer timer(String method, String status, String errorType) {
        return Timer.builder("http.client.request.duration")
                .description("How long calls took to the head of their answer")
                .tag("http.request.method", method)
                .tag("http.response.status_code", status)
                .tag("server.address", service)
                .tag("error.type", errorType)
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    private static int method(String method) {
        int index = METHODS.indexOf(method);
        return index < 0 ? METHODS.size() - 1 : index;
    }

    AttemptMeters attempts() {
        return attempts;
    }

    /** The circuit has changed its state. */
    void circuit(String state) {
        counters.computeIfAbsent(
                        "circuit " + state,
                        key -> Counter.builder("hauberk.circuit.transitions")
                                .description("Changes of the circuit breaker, by the state that it has then")
                                .tag("service", service)
                                .tag("state", state)
                                .register(registry))
                .increment();
    }

    /** A call was refused before any endpoint was chosen, or would have been. */
    void refused(String reason, boolean shadow) {
        counters.computeIfAbsent(
                        "refused " + reason + shadow,
                        key -> Counter.builder("hauberk.mesh.refusals")
                                .description("Calls that were refused before an endpoint was chosen")
                                .tag("service", service)
                                .tag("reason", reason)
                                .tag("mode", shadow ? "shadow" : "enforce")
                                .register(registry))
                .increment();
    }

    /** Another has answered in place of the service. */
    void fallback(String reason) {
        counters.computeIfAbsent(
                        "fallback " + reason,
                        key -> Counter.builder("hauberk.mesh.fallbacks")
                                .description("Calls that were answered in place of the service")
                                .tag("service", service)
                                .tag("reason", reason)
                                .register(registry))
                .increment();
    }

    /** A hedge has ended, or did not begin. */
    void hedge(String outcome) {
        counters.computeIfAbsent(
                        "hedge " + outcome,
                        key -> Counter.builder("hauberk.mesh.hedges")
                                .description(
                                        "Attempts that were sent because another was slow or had failed, by what came of them")
                                .tag("service", service)
                                .tag("outcome", outcome)
                                .register(registry))
                .increment();
    }

    /** An endpoint was ejected, or would have been. */
    void ejected(String rule, String reason, boolean shadow) {
        Counter.builder("hauberk.mesh.ejections")
                .description("Endpoints taken out of the choice, by rule and the last failure")
                .tag("service", service)
                .tag("rule", rule)
                .tag("reason", reason)
                .tag("mode", shadow ? "shadow" : "enforce")
                .register(registry)
                .increment();
    }

    /** A registry did not say where the service is. */
    void undiscovered() {
        counters.computeIfAbsent(
                        "undiscovered",
                        key -> Counter.builder("hauberk.discovery.failures")
                                .description("Times that it could not be found out where a service is")
                                .tag("service", service)
                                .register(registry))
                .increment();
    }

    /** So many endpoints that were not found for a while are back as they were. */
    void returned(int count) {
        if (count > 0) {
            counters.computeIfAbsent(
                            "returned",
                            key -> Counter.builder("hauberk.discovery.returns")
                                    .description(
                                            "Endpoints that were gone for a short while, and are back as they were")
                                    .tag("service", service)
                                    .register(registry))
                    .increment(count);
        }
    }

    /** A health check has ended. */
    void checked(String outcome) {
        counters.computeIfAbsent(
                        "check " + outcome,
                        key -> Counter.builder("hauberk.mesh.health.checks")
                                .description("Health checks of endpoints, by what came of them")
                                .tag("service", service)
                                .tag("outcome", outcome)
                                .register(registry))
                .increment();
    }

    /**
     * Begins to show the state of something, until {@link #close()}. Where another mesh shows a service of that name, this
     * one shows nothing: two gauges of one id would be that of the other mesh, and gone when either closes.
     */
    <T> void show(T thing, String name, @Nullable String state, ToDoubleFunction<T> value) {
        if (isShownElsewhere()) {
            return;
        }
        Gauge.Builder<T> gauge = Gauge.builder(name, thing, value).tag("service", service);
        if (state != null) {
            gauge.tag("state", state);
        }
        gauges.add(gauge.register(registry));
    }

    private boolean isShownElsewhere() {
        Boolean known = elsewhere;
        if (known == null) {
            known = registry.find(ACTIVE).tag("service", service).gauges().stream()
                    .anyMatch(gauge -> gauge.getId().getTag(MESH) == null);
            elsewhere = known;
            if (known) {
                log.warn(
                        "Another mesh shows service {} in the same meter registry. What the two count is added up, and"
                                + " the state of this one is not shown. Give each a name (Mesh.Builder.name), or a"
                                + " registry of its own.",
                        service);
            }
        }
        return known;
    }

    /** Shows nothing any more; what was counted stays. */
    void close() {
        gauges.forEach(registry::remove);
        gauges.clear();
        elsewhere = null;
    }
}
