/** Finds services by the health endpoint of Consul. */
@NullMarked
package io.hauberk.consul;

import org.jspecify.annotations.NullMarked;
