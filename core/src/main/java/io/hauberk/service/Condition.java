package io.hauberk.service;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What may be retried: failures of the connection, or statuses. The names are Envoy's. Immutable.
 *
 * @param name the name used in YAML and as the {@code retry_reason} of metrics
 */
public record Condition(String name, Set<Failure> failures, int minStatus, int maxStatus) {
    /** No connection came about. Nothing was sent, so any request may be repeated. */
    public static final Condition CONNECT_FAILURE = failure("connect-failure", Failure.CONNECT);
    /** The peer said that it did not process the request, so any request may be repeated. */
    public static final Condition REFUSED_STREAM = failure("refused-stream", Failure.REFUSED_STREAM);
    /** The connection broke before the request went out, so any request may be repeated. */
    public static final Condition RESET_BEFORE_REQUEST = failure("reset-before-request", Failure.RESET_BEFORE_REQUEST);
    /** A pooled connection turned out to be dead. */
    public static final Condition STALE = failure("stale", Failure.STALE, Failure.RESET_BEFORE_REQUEST);
    /** No head of an answer: the connection broke, or the attempt's time ran out. */
    public static final Condition RESET =
            failure("reset", Failure.RESET, Failure.TIMEOUT, Failure.STALE, Failure.RESET_BEFORE_REQUEST);
    /** 502, 503 or 504. */
    public static final Condition GATEWAY_ERROR = new Condition("gateway-error", Set.of(), 502, 504);
    /** Any status from 500 on, and any failure of the connection. */
    public static final Condition SERVER_ERROR =
            new Condition("5xx", Set.copyOf(EnumSet.complementOf(EnumSet.of(Failure.CANCELLED))), 500, 599);
    /** 409. */
    public static final Condition RETRIABLE_4XX = new Condition("retriable-4xx", Set.of(), 409, 409);

    private static final List<Condition> NAMED = List.of(
            CONNECT_FAILURE,
            REFUSED_STREAM,
            RESET_BEFORE_REQUEST,
            STALE,
            RESET,
            GATEWAY_ERROR,
            SERVER_ERROR,
            RETRIABLE_4XX);

    /** Statuses from 400 to 599 only: what succeeded is not repeated. */
    public Condition {
        failures = Set.copyOf(failures);
    }

    /** One status, 400 to 599. */
    public static Condition status(int status) {
        if (status < 400 || status > 599) {
            throw new IllegalArgumentException("Only statuses from 400 to 599 can be retried, not " + status + ".");
        }
        return new Condition(Integer.toString(status), Set.of(), status, status);
    }

    /** The condition of that name, or the status of that number; null where there is none. */
    static @Nullable Condition named(String name) {
        for (Condition condition : NAMED) {
            if (condition.name.equals(name)) {
                return condition;
            }
        }
        return name.matches("[45][0-9][0-9]") ? status(Integer.parseInt(name)) : null;
    }

    /** What is wrong with a name that names nothing. */
    static String unknown(String name) {
        return "\"" + name + "\" is nothing to retry on. There are "
                + String.join(", ", NAMED.stream().map(Condition::name).toList()) + ", and statuses from 400 to 599.";
    }

    private static Condition failure(String name, Failure... failures) {
        return new Condition(name, Set.of(failures), 0, 0);
    }

    @Override
    public String toString() {
        return name;
    }
}
