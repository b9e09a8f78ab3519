/** JSON. */
@NullMarked
package io.hauberk.json;

import org.jspecify.annotations.NullMarked;
