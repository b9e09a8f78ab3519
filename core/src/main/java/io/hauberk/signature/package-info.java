/** HTTP message signatures (RFC 9421). */
@NullMarked
package io.hauberk.signature;

import org.jspecify.annotations.NullMarked;
