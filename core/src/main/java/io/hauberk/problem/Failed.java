package io.hauberk.problem;

import io.hauberk.Rejection;
import io.hauberk.service.Failure;

/** What a caller is told about a forwarded request that failed: enough to act upon, nothing about what stands behind. */
final class Failed {
    static final Rejection DEADLINE =
            gone(504, "deadline-exceeded", "http_response_timeout", "The time for this request ran out.");
    static final Rejection TIMEOUT =
            gone(504, "upstream-timeout", "http_response_timeout", "The service did not answer in time.");
    static final Rejection CONNECT =
            gone(502, "connect-failed", "destination_unavailable", "The service could not be reached.");
    static final Rejection UPSTREAM =
            gone(502, "upstream-failed", "connection_terminated", "The service broke off before it answered.");
    static final Rejection CANCELLED =
            gone(503, "cancelled", "connection_terminated", "The request was given up before the service answered.");

    private Failed() {}

    static Rejection because(Failure failure) {
        return switch (failure) {
            case CONNECT -> CONNECT;
            case TIMEOUT -> TIMEOUT;
            case CANCELLED -> CANCELLED;
            case REFUSED_STREAM, RESET_BEFORE_REQUEST, STALE, RESET -> UPSTREAM;
        };
    }

    /** With the error's name from RFC 9209, for the clients that read it. */
    private static Rejection gone(int status, String reason, String error, String detail) {
        return Rejection.of("forward", status, reason).because(detail).with("Proxy-Status", "hauberk; error=" + error);
    }
}
