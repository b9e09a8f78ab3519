package io.hauberk;

/** How a response, or a whole exchange, came to its end. */
public enum End {
    /** The whole response was delivered. */
    COMPLETED,
    /** The one who answered broke off, or fell silent. */
    FAILED,
    /** We, or the one who called us, lost interest. Counts against nobody. */
    CANCELLED,
    /** The one who answered refused for overload, or time ran out: a signal for limits that adapt. */
    DROPPED
}
