/** Structured fields. */
@NullMarked
package io.hauberk.structured;

import org.jspecify.annotations.NullMarked;
