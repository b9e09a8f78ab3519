/** Finds services by the EndpointSlices of Kubernetes. */
@NullMarked
package io.hauberk.kubernetes;

import org.jspecify.annotations.NullMarked;
