/** Signed requests. */
@NullMarked
package io.hauberk.hmac;

import org.jspecify.annotations.NullMarked;
