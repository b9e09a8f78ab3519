/** The JDK's HTTP client through the mesh: {@link io.hauberk.jdk.MeshHttpClient}. */
@NullMarked
package io.hauberk.jdk;

import org.jspecify.annotations.NullMarked;
