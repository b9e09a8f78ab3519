/** The inbound adapter: a Jakarta servlet filter that runs a gateway. */
@NullMarked
package io.hauberk.servlet;

import org.jspecify.annotations.NullMarked;
