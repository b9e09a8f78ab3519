/** Tokens. */
@NullMarked
package io.hauberk.jwt;

import org.jspecify.annotations.NullMarked;
