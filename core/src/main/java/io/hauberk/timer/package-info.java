/**
 * Work that happens now and then, on one daemon thread for the whole library. For this library's own modules.
 */
@NullMarked
package io.hauberk.timer;

import org.jspecify.annotations.NullMarked;
