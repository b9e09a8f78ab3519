package io.hauberk.service;

import io.hauberk.Body;
import io.hauberk.Request;
import java.util.Arrays;
import java.util.List;

/** The decisions of a {@link Retry}, ready to be taken. Immutable: no clock, no budget. */
final class RetryRules {
    /** What was not met. */
    static final int NONE = -1;

    private final int retries;
    private final List<Condition> conditions;
    private final byte[] byFailure = new byte[Failure.values().length];
    private final byte[] byStatus = new byte[200];
    private final long baseNanos;
    private final long maxNanos;

    RetryRules(Retry retry) {
        this.retries = retry.retries();
        this.conditions = retry.conditions();
        this.baseNanos = retry.baseBackoff().toNanos();
        this.maxNanos = retry.maxBackoff().toNanos();
        Arrays.fill(byFailure, (byte) NONE);
        Arrays.fill(byStatus, (byte) NONE);
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
    }

    int retries() {
        return retries;
    }

    /** The condition that a failure meets, or {@link #NONE}. */
    int met(Failure failure) {
        return byFailure[failure.ordinal()];
    }

    /** The condition that a status meets, or {@link #NONE}. */
    int met(int status) {
        return status < 400 || status > 599 ? NONE : byStatus[status - 400];
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

    /** Whether the request provably had no effect: it was misdirected, or too early. */
    static boolean unprocessed(int status) {
        return status == 421 || status == 425;
    }

    /** Whether sending the request again does no harm, and can be done. */
    static boolean repeatable(Request request, boolean unprocessed) {
        Body body = request.body();
        return (body.replayable() || !body.opened())
                && (unprocessed
                        || idempotent(request.method())
                        || request.headers().contains("Idempotency-Key"));
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
