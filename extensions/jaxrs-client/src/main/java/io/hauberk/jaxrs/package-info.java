/** The JAX-RS client of Jersey through the mesh: {@link io.hauberk.jaxrs.MeshConnector}. */
@NullMarked
package io.hauberk.jaxrs;

import org.jspecify.annotations.NullMarked;
