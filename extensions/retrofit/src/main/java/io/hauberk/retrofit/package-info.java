/** Retrofit through the mesh: {@link io.hauberk.retrofit.MeshCalls}. */
@NullMarked
package io.hauberk.retrofit;

import org.jspecify.annotations.NullMarked;
