/** Finds services by their registrations at Eureka. */
@NullMarked
package io.hauberk.eureka;

import org.jspecify.annotations.NullMarked;
