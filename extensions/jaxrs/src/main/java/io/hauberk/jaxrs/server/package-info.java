/** Annotations on JAX-RS resources, obeyed by the gateway in front of them. */
@NullMarked
package io.hauberk.jaxrs.server;

import org.jspecify.annotations.NullMarked;
