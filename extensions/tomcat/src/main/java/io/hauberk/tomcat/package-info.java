/** The rotating identity on a port of an embedded Tomcat. */
@NullMarked
package io.hauberk.tomcat;

import org.jspecify.annotations.NullMarked;
