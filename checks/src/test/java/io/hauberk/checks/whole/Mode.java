package io.hauberk.checks.whole;

/** What the gateway does. */
enum Mode {
    /** The application stands behind it, in the same container. */
    GUARD,
    /** It forwards to a service, through the mesh. */
    GATEWAY
}
