/**
 * By whom limits count: {@link io.hauberk.key.By} makes one number of what a request tells about its caller.
 *
 * <p>A key has one or more parts. A part that a request lacks is replaced by that caller's address, never by something
 * that callers share; IPv6 addresses count by their /64, since a client owns at least that. The number is SipHash-1-3 of
 * the parts under a key that each process draws at random, so that nobody can search for callers that collide. Nothing
 * is allocated.
 */
@NullMarked
package io.hauberk.key;

import org.jspecify.annotations.NullMarked;
