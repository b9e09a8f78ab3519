package io.hauberk;

/** What a filter decided. */
public enum Outcome {
    /** It let the request pass. */
    ALLOWED,
    /** It refused. */
    REFUSED,
    /** It would have refused, but stands in shadow mode. */
    WOULD_REFUSE,
    /** It changed something, or chose among several (a route, an endpoint). */
    APPLIED,
    /** It had nothing to do with this request, or is switched off. */
    SKIPPED,
    /** It could not decide, and its declared behaviour for that case was taken. */
    ERROR
}
