/**
 * What a call between two services costs: in the process over mutual TLS, and through a pair of sidecars. The caller and
 * its sidecar share one core, the service and its sidecar the other.
 */
@NullMarked
package io.hauberk.benchmarks.sidecar;

import org.jspecify.annotations.NullMarked;
