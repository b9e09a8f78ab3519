/** SPIFFE IDs and peers. */
@NullMarked
package io.hauberk.identity;

import org.jspecify.annotations.NullMarked;
