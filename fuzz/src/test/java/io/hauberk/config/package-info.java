/** Configuration files. */
@NullMarked
package io.hauberk.config;

import org.jspecify.annotations.NullMarked;
