package io.hauberk;

/** What a {@link Filter} is for. */
public enum Concern {
    /** Looks and tells: access log, metrics, trace. */
    TELEMETRY,
    /** Finds out who calls. Decides, so it can be shadowed. */
    AUTHENTICATION,
    /** Says who may. Decides, so it can be shadowed. */
    AUTHORIZATION,
    /** Says how much. Decides, so it can be shadowed. */
    LIMIT,
    /** Changes requests or responses. */
    TRANSFORMATION,
    /** Delays, routes, answers or stores: timeout, redirect, cache. */
    TRAFFIC,
    /** None of these, or not told. */
    OTHER;

    /** Whether such a filter takes decisions that {@linkplain Filter#shadowed() shadow mode} can turn into records. */
    public boolean decides() {
        return this == AUTHENTICATION || this == AUTHORIZATION || this == LIMIT;
    }
}
