package io.hauberk.jwt;

import io.hauberk.Deadline;
import java.io.IOException;
import java.time.Duration;

/** Where the keys of an issuer come from. Used by one thread at a time. */
interface KeySource {
    /**
     * Reads the keys. Blocks, at most until the deadline.
     *
     * @throws IOException if they cannot be read; the message says where, and why
     */
    Loaded load(Deadline deadline) throws IOException;

    /** Whether it is looked at so often that finding it unchanged is no news. */
    boolean polled();

    /**
     * What was read.
     *
     * @param text a JWK set
     * @param life how long it holds
     * @param refresh when to read it again, before its life ends
     */
    record Loaded(String text, Duration life, Duration refresh) {}
}
