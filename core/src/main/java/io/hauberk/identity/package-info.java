/** Who we are, and whom we believe: certificates, their rotation, and the TLS of a service. */
@NullMarked
package io.hauberk.identity;

import org.jspecify.annotations.NullMarked;
