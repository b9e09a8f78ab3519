/** The rotating identity on a port of an embedded Jetty. */
@NullMarked
package io.hauberk.jetty;

import org.jspecify.annotations.NullMarked;
