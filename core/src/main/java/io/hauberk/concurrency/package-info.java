/**
 * How many requests are in flight at once.
 *
 * <p>A request takes a permit and gives it back when its response has ended: after the last byte, also of a stream or an
 * asynchronous answer, or when {@code next} throws; exactly once. No queue: what does not fit is refused at once, since
 * waiting requests only add to an overload (a thread each, for an answer that may come too late).
 *
 * <p>With a key ({@link io.hauberk.key.By}) each caller has its own limit. Only callers with requests in flight are
 * remembered, so memory is bounded by what is in flight.
 *
 * <p>In a chain: early, right after telemetry and timeout, below the number of threads that the container has. A part can
 * be kept for requests that must pass, such as health checks.
 */
@NullMarked
package io.hauberk.concurrency;

import org.jspecify.annotations.NullMarked;
