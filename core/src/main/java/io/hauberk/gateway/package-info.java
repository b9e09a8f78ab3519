/**
 * The gateway: where a pipeline of filters and routes is put together. Begin with {@code Pipeline.stages}: that list is
 * the architecture.
 */
@NullMarked
package io.hauberk.gateway;

import org.jspecify.annotations.NullMarked;
