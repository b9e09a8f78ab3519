/**
 * Where a request stands in a distributed trace, by W3C Trace Context level 2.
 *
 * <p>{@link io.hauberk.tracing.Tracing} reads {@code traceparent} and {@code tracestate} as a request comes, and makes
 * our own position below the caller's: the same trace, a span id of ours. Where none came, or none that is well-formed,
 * a new trace begins. The position goes into the exchange, from where logs read it and from where each attempt of a call
 * to a service gets a child of it; and into the fields of the request, for the application behind us. It works where no
 * tracer is installed: nothing is recorded or sent anywhere. Where a tracer is installed, the filter leaves everything
 * to that one.
 *
 * <p>The rules, to the letter: a version 00 has 55 characters, a later one is read as far as 00 goes, {@code ff} is none;
 * ids of zeros are none; two {@code traceparent} fields are none; of the flags, {@code sampled} and {@code random} go on,
 * all others become 0. {@code tracestate} fields are combined in order and keep it; one with more than 32 members, or
 * with a member that is not well-formed, is dropped as a whole, and never spoils the {@code traceparent}; of two members
 * with one key the first stays; beyond 512 characters members longer than 128 go first, then those at the end. Without a
 * {@code traceparent} there is no {@code tracestate}.
 *
 * <p>In a chain: outermost, right after the access log. It needs to stand in no service's list: calls on behalf of an
 * inbound request continue its trace by themselves. There it serves calls that nobody's request has caused.
 */
@NullMarked
package io.hauberk.tracing;

import org.jspecify.annotations.NullMarked;
