package io.hauberk.service;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What may be retried: failures of the connection, statuses, gRPC's statuses, or what a field of the answer says. The
 * names are Envoy's. Immutable.
 *
 * @param name the name used in YAML and as the {@code retry_reason} of metrics
 * @param grpcStatus the {@code grpc-status} of an answer that is a head only ("trailers-only"); -1 for none
 * @param field the field whose presence in an answer of status 400 or above meets it; null for none
 */
public record Condition(
        String name,
        Set<Failure> failures,
        int minStatus,
        int maxStatus,
        int grpcStatus,
        @Nullable String field) {
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
    public static final Condition GATEWAY_ERROR = statuses("gateway-error", 502, 504);
    /** Any status from 500 on, and any failure of the connection. */
    public static final Condition SERVER_ERROR =
            new Condition("5xx", EnumSet.complementOf(EnumSet.of(Failure.CANCELLED)), 500, 599, -1, null);
    /** 409. */
    public static final Condition RETRIABLE_4XX = statuses("retriable-4xx", 409, 409);
    /** A status from 400 on with {@code x-envoy-ratelimited}: a proxy's limit said no. */
    public static final Condition ENVOY_RATELIMITED =
            new Condition("envoy-ratelimited", Set.of(), 0, 0, -1, "x-envoy-ratelimited");
    /** gRPC's CANCELLED. */
    public static final Condition CANCELLED = grpc("cancelled", 1);
    /** gRPC's DEADLINE_EXCEEDED. */
    public static final Condition DEADLINE_EXCEEDED = grpc("deadline-exceeded", 4);
    /** gRPC's RESOURCE_EXHAUSTED. */
    public static final Condition RESOURCE_EXHAUSTED = grpc("resource-exhausted", 8);
    /** gRPC's INTERNAL. */
    public static final Condition INTERNAL = grpc("internal", 13);
    /** gRPC's UNAVAILABLE. */
    public static final Condition UNAVAILABLE = grpc("unavailable", 14);

    private static final List<Condition> NAMED = List.of(
            CONNECT_FAILURE,
            REFUSED_STREAM,
            RESET_BEFORE_REQUEST,
            STALE,
            RESET,
            GATEWAY_ERROR,
            SERVER_ERROR,
            RETRIABLE_4XX,
            ENVOY_RATELIMITED,
            CANCELLED,
            DEADLINE_EXCEEDED,
            RESOURCE_EXHAUSTED,
            INTERNAL,
            UNAVAILABLE);

    /** Statuses from 400 to 599 only: what succeeded is not repeated. */
    public Condition {
        failures = Set.copyOf(failures);
    }

    /** One status, 400 to 599. */
    public static Condition status(int status) {
        if (status < 400 || status > 599) {
            throw new IllegalArgumentException("Only statuses from 400 to 599 can be retried, not " + status + ".");
        }
        return statuses(Integer.toString(status), status, status);
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
        return new Condition(name, Set.of(failures), 0, 0, -1, null);
    }

    private static Condition statuses(String name, int min, int max) {
        return new Condition(name, Set.of(), min, max, -1, null);
    }

    private static Condition grpc(String name, int status) {
        return new Condition(name, Set.of(), 0, 0, status, null);
    }

    @Override
    public String toString() {
        return name;
    }
}
