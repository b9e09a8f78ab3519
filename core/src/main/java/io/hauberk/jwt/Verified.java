package io.hauberk.jwt;

import io.hauberk.Caller;

/**
 * A token whose signature and claims were found right.
 *
 * @param caller who it speaks of, without address and peer
 * @param key what it was verified with
 * @param expires when it expires, in seconds since 1970, without skew
 * @param length its length, for the weight in the cache
 */
record Verified(Caller caller, SigningKey key, double expires, int length) implements Verdict {}
