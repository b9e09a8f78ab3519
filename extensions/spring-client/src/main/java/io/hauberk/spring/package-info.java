/** Spring's RestClient, RestTemplate and HTTP interfaces through the mesh: {@link io.hauberk.spring.MeshRequests}. */
@NullMarked
package io.hauberk.spring;

import org.jspecify.annotations.NullMarked;
