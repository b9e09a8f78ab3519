/**
 * How many requests a caller may make in a period.
 *
 * <p>The algorithm is GCRA, the generic cell rate algorithm, which is a token bucket that needs one number for each
 * caller: the theoretical arrival time (TAT). With the emission interval {@code T = per / limit} and the allowance {@code
 * B}, a request of cost {@code c} at {@code now} is allowed if {@code max(TAT, now) + cT <= now + BT}, and this sum is the
 * new TAT. Within any period no more than {@code B + limit} requests pass.
 *
 * <p>A TAT in the past is the same as none. So the table of TATs needs no clean-up, has a bound, and never makes a caller
 * start afresh because of others; where it is full of callers with a part of their allowance used, newcomers are counted
 * together, in a cell for each of a thousand groups. Keys are made by {@link io.hauberk.key.By} and stored as hashes.
 *
 * <p>In a chain: limits by address before authentication, limits by caller after it. The filter works outbound as well,
 * in a service's {@code use}.
 */
@NullMarked
package io.hauberk.ratelimit;

import org.jspecify.annotations.NullMarked;
