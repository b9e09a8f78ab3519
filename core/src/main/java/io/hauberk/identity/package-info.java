/**
 * Who this service is, and whom it accepts at the other end of a TLS connection.
 *
 * <p>An {@link io.hauberk.identity.Identity} is read from PEM files and watched: Kubernetes, cert-manager and
 * spiffe-helper replace them while we run. Each accepted change is a {@link io.hauberk.identity.Generation} with TLS
 * contexts of its own. Exchanging keys inside one context does not rotate anything: pooled connections and resumed
 * sessions keep the old certificate.
 *
 * <p>{@link io.hauberk.identity.Tls} says how a service is called: its name (RFC 9525) or its SPIFFE ID is verified
 * within the handshake, before the first byte of a request leaves. To be signed by the same authority is never enough.
 */
@NullMarked
package io.hauberk.identity;

import org.jspecify.annotations.NullMarked;
