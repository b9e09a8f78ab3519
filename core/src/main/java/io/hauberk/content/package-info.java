/** Checks of content while it passes. Not exported. */
@NullMarked
package io.hauberk.content;

import org.jspecify.annotations.NullMarked;
