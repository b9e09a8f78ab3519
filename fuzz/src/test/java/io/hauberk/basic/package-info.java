/** User names and passwords. */
@NullMarked
package io.hauberk.basic;

import org.jspecify.annotations.NullMarked;
