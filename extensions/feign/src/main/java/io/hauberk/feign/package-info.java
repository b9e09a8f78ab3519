/** Feign through the mesh: {@link io.hauberk.feign.MeshCapability}. */
@NullMarked
package io.hauberk.feign;

import org.jspecify.annotations.NullMarked;
