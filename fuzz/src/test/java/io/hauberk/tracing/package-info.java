/** Trace fields. */
@NullMarked
package io.hauberk.tracing;

import org.jspecify.annotations.NullMarked;
