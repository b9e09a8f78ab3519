/**
 * An identity from the SPIFFE Workload API: an agent on this machine, such as SPIRE's, pushes certificates, keys and
 * bundles over a Unix socket, and newer ones before the old are over.
 *
 * <p>The API is gRPC. {@link io.hauberk.spiffe.WorkloadApi} speaks as much of it as one call needs: HTTP/2 by OkHttp, and
 * the one message that comes back, decoded by hand.
 */
@NullMarked
package io.hauberk.spiffe;

import org.jspecify.annotations.NullMarked;
