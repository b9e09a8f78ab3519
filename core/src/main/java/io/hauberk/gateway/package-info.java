/** The gateway: where a pipeline of filters and routes is put together. */
@NullMarked
package io.hauberk.gateway;

import org.jspecify.annotations.NullMarked;
