/**
 * What the library itself fetches: key sets, and whatever else is not a call of the application.
 *
 * <p>Everything that fetches takes a {@link io.hauberk.Handler}; {@link io.hauberk.fetch.Fetch} is the one that is
 * used where nobody gives another, such as a service of the mesh.
 */
@NullMarked
package io.hauberk.fetch;

import org.jspecify.annotations.NullMarked;
