/**
 * What is switched off for now, although it was put together. {@link io.hauberk.killswitch.Switches} knows what is off and
 * stands around each filter that has a switch; the gateway and the services ask it with each request.
 */
@NullMarked
package io.hauberk.killswitch;

import org.jspecify.annotations.NullMarked;
