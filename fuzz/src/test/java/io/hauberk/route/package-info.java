/** Routes. */
@NullMarked
package io.hauberk.route;

import org.jspecify.annotations.NullMarked;
