/**
 * Where the endpoints of a service are: what an {@link Endpoint} is, and who finds them. A {@link Discovery} is told what
 * to find, watches for as long as the service is in use, and tells a {@link Watcher}. A module that brings one of its own
 * names it in YAML by a {@link DiscoveryProvider}.
 */
@NullMarked
package io.hauberk.discovery;

import org.jspecify.annotations.NullMarked;
