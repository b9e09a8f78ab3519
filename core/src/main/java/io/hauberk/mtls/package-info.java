/**
 * Who calls, by a certificate. {@link io.hauberk.mtls.Mtls} is the filter.
 *
 * <p>The certificate is that of the connection, verified by the container, or the one that a trusted proxy has verified and
 * tells: in {@code Client-Cert} (RFC 9440) or in {@code X-Forwarded-Client-Cert} (Envoy's grammar). From anybody else these
 * fields are removed before any filter looks, whether there is such a filter or not.
 *
 * <p>In a chain: after limits by address, before limits by caller and authorization.
 */
@NullMarked
package io.hauberk.mtls;

import org.jspecify.annotations.NullMarked;
