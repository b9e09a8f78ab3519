package io.hauberk.concurrency;

/** How many may be in flight now. */
@FunctionalInterface
interface Bound {
    int limit();
}
