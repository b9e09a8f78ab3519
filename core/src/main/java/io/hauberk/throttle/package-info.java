/**
 * Smooths what comes too fast, instead of refusing it: a spike arrest.
 *
 * <p>The algorithm is the leaky bucket as a queue. Each caller has a schedule with one slot each {@code per / limit}. A
 * request that comes when the next slot is due goes at once; one that comes earlier waits for its turn, in the order of
 * coming, and the slot is the next one's if whoever waits for it leaves. A request that cannot have its turn in time (too
 * many wait, the wait is too long, the deadline comes first) is refused at once.
 *
 * <p>A rate limit needs one number for each caller, and so could this if nobody ever left: the theoretical arrival time
 * (TAT) is the next slot. Since places are given back, those who wait stand in a real queue, {@link
 * io.hauberk.throttle.Line}; the rest of a schedule is still that one number.
 *
 * <p>In a chain: after authentication where it counts by caller, and inside the timeout, whose deadline it keeps. Who
 * waits holds a thread, so the queue is short. The filter works outbound as well, in a service's {@code use}.
 */
@NullMarked
package io.hauberk.throttle;

import org.jspecify.annotations.NullMarked;
