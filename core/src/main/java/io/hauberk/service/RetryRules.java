package io.hauberk.service;

import io.hauberk.Body;
import io.hauberk.Headers;
import io.hauberk.Request;
import io.hauberk.Response;
import java.util.Arrays;
import java.util.List;

/** The decisions of a {@link Retry}, ready to be taken. Immutable: no clock, no budget. */
final class RetryRules {
    /** What was not met. */
    static final int NONE = -1;

    /** What Envoy sets where it sheds load, what we set where we do, and what nobody is to answer by a retry. */
    static final String OVERLOADED = "x-envoy-overloaded";

    private final int retries;
    private final List<Condition> conditions;
    private final byte[] byFailure = new byte[Failure.values().length];
    private final byte[] byStatus = new byte[200];
    private final byte[] byGrpcStatus = new byte[17];
    /** Whether fields of answers matter. */
    private final boolean reading;

    private final long baseNanos;
    private final long maxNanos;

    RetryRules(Retry retry) {
        this.retries = retry.retries();
        this.conditions = retry.conditions();
        this.baseNanos = retry.baseBackoff().toNanos();
        this.maxNanos = retry.maxBackoff().toNanos();
        Arrays.fill(byFailure, (byte) NONE);
        Arrays.fill(byStatus, (byte) NONE);
        Arrays.fill(byGrpcStatus, (byte) NONE);
        this.reading = conditions.stream().anyMatch(c -> c.grpcStatus() >= 0 || c.field() != null);
        for (int i = conditions.size() - 1; i >= 0; i--) {
            note(conditions.get(i), (byte) i);
        }
        byFailure[Failure.CANCELLED.ordinal()] = NONE;
    }

    private void note(Condition condition, byte index) {
        for (Failure failure : condition.failures()) {
            byFailure[failure.ordinal()] = index;
        }
        for (int status = Math.max(400, condition.minStatus());
                status <= Math.min(599, condition.maxStatus());
                status++) {
            byStatus[status - 400] = index;
        }
        if (condition.grpcStatus() >= 0 && condition.grpcStatus() < byGrpcStatus.length) {
            byGrpcStatus[condition.grpcStatus()] = index;
        }
    }

    int retries() {
        return retries;
    }

    /** The condition that a failure meets, or {@link #NONE}. */
    int met(Failure failure) {
        return byFailure[failure.ordinal()];
    }

    /** The condition that an answer meets, or {@link #NONE}. */
    int met(Response response) {
        int status = response.status();
        int met = status < 400 || status > 599 ? NONE : byStatus[status - 400];
        return met == NONE && reading ? metByFields(status, response.headers()) : met;
    }

    private int metByFields(int status, Headers headers) {
        String grpcStatus = status == 200 ? headers.first("grpc-status") : null;
        if (grpcStatus != null && grpcStatus.matches("[0-9]|1[0-6]")) {
            return byGrpcStatus[Integer.parseInt(grpcStatus)];
        }
        for (int i = 0; status >= 400 && i < conditions.size(); i++) {
            String field = conditions.get(i).field();
            if (field != null && headers.contains(field)) {
                return i;
            }
        }
        return NONE;
    }

    /** The name of a condition that was met. */
    String name(int met) {
        return conditions.get(met).name();
    }

    /** Whether the request provably had no effect. */
    static boolean unprocessed(Failure failure) {
        return failure == Failure.CONNECT
                || failure == Failure.REFUSED_STREAM
                || failure == Failure.RESET_BEFORE_REQUEST;
    }

    /** Whether the request provably had no effect: it was misdirected, too early, or refused by Finagle's nack. */
    static boolean unprocessed(Response response) {
        int status = response.status();
        return status == 421
                || status == 425
                || status == 503 && response.headers().contains("finagle-http-nack");
    }

    /**
     * Whether the answer asks not to be tried again: all endpoints are overloaded alike, or somebody behind them has tried
     * already.
     */
    static boolean forbidden(Response response) {
        Headers headers = response.headers();
        return response.status() >= 400
                && (headers.contains(OVERLOADED) || headers.contains("finagle-http-nonretryable-nack"));
    }

    /** Whether sending the request again does no harm, and can be done. */
    static boolean repeatable(Request request, boolean unprocessed) {
        Body body = request.body();
        return (body.replayable() || !body.opened())
                && (unprocessed
                        || idempotent(request.method())
                        || request.headers().contains("Idempotency-Key"));
    }

    /** Whether sending the request twice at a time does no harm, and can be done. */
    static boolean hedgeable(Request request) {
        Body body = request.body();
        return (body.length() == 0 || body.replayable())
                && (idempotent(request.method()) || request.headers().contains("Idempotency-Key"))
                && !request.headers().contains("Upgrade");
    }

    private static boolean idempotent(String method) {
        return switch (method) {
            case "GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE" -> true;
            default -> false;
        };
    }

    /** The longest wait before a retry, counted from 0. */
    long longestBackoff(int retry) {
        return Math.min(maxNanos, baseNanos << Math.min(retry, 20));
    }
}
