/**
 * How much a caller may use in a month, a day, or any other window: for plans and contracts, where {@code ratelimit} is for
 * protection.
 *
 * <p>A quota counts in windows of a calendar (in a time zone, with days of 23 and 25 hours as they are, or from a billing day
 * on), in windows that open with a caller's first use, or over the time before now. It counts in memory, or in a {@link
 * io.hauberk.store.Store}: a file that survives restarts, or what several processes share. A counter of a calendar window is
 * called after its start, so a window that was spent stays spent whatever the clock does; and the clock is never taken to go
 * back by less than a day, see {@link io.hauberk.quota.SteadyClock}.
 *
 * <p>In a chain: after authentication; inside rate limits, which cost less. The filter works outbound as well.
 */
@NullMarked
package io.hauberk.quota;

import org.jspecify.annotations.NullMarked;
