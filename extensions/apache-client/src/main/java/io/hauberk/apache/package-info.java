/** Apache HttpClient 5 through the mesh: {@link io.hauberk.apache.MeshExec}. */
@NullMarked
package io.hauberk.apache;

import org.jspecify.annotations.NullMarked;
