package io.hauberk.quota;

import java.time.Instant;

/** Windows one after the other without a gap: each instant is in exactly one of them. Pure, thread-safe. */
@FunctionalInterface
interface Windows {
    /** The window that an instant is in. */
    Span at(Instant now);
}
