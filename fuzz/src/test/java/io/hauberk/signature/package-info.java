/** Message signatures. */
@NullMarked
package io.hauberk.signature;

import org.jspecify.annotations.NullMarked;
