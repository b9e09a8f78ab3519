/** What limits of all kinds have in common. For this library's own modules. */
@NullMarked
package io.hauberk.limit;

import org.jspecify.annotations.NullMarked;
