/** Finds services by DNS: addresses with their real times to live, and SRV records. */
@NullMarked
package io.hauberk.dns;

import org.jspecify.annotations.NullMarked;
