/**
 * How a refusal looks to the caller.
 *
 * <p>A filter that refuses returns a {@link io.hauberk.Rejection}; the outermost stage of the gateway, {@link
 * io.hauberk.problem.Problem}, renders it once as {@code application/problem+json} (RFC 9457), or for a gRPC call as an
 * answer of trailers alone. Around the target of a forwarded route, {@link io.hauberk.problem.TransportFailures} makes
 * refusals of what went wrong on the way: 502 for a connection that failed or broke, 504 for time that ran out.
 */
@NullMarked
package io.hauberk.problem;

import org.jspecify.annotations.NullMarked;
