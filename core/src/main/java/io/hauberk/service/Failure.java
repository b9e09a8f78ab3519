package io.hauberk.service;

/** How far an attempt got before it failed; what may be retried follows from it. */
public enum Failure {
    /** No connection: refused, unreachable, too slow, TLS failed, the wrong identity. Nothing was sent. */
    CONNECT,
    /** The peer said that it did not process the request: REFUSED_STREAM, or GOAWAY below it. */
    REFUSED_STREAM,
    /** The connection broke before the first byte of the request was written. */
    RESET_BEFORE_REQUEST,
    /** A pooled connection turned out to be dead when it was used again; the peer may or may not have read something. */
    STALE,
    /** The connection broke after the request, or a part of it, had gone out. */
    RESET,
    /** Time ran out after the request, or a part of it, had gone out. */
    TIMEOUT,
    /** The one on whose behalf we call broke off, or we were cancelled. Counts against nobody. */
    CANCELLED
}
