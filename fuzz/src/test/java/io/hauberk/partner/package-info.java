/** What partners tell. */
@NullMarked
package io.hauberk.partner;

import org.jspecify.annotations.NullMarked;
