/** Hauberk as a program of its own: the gateway on an embedded Jetty. */
@NullMarked
package io.hauberk.standalone;

import org.jspecify.annotations.NullMarked;
