/**
 * The time that a request may take until its answer begins.
 *
 * <p>{@link io.hauberk.timeout.Timeout} brings the deadline of the exchange forward, and everything inside goes by that:
 * calls to other services end, {@code Exchange.current().deadline()} tells the application. A body that has begun is not
 * cut off; idle timeouts watch it. What callers send along is read by {@link
 * io.hauberk.timeout.Timeout#ofCaller}.
 */
@NullMarked
package io.hauberk.timeout;

import org.jspecify.annotations.NullMarked;
