/** The contract suite that every {@link io.hauberk.discovery.Discovery} passes. */
@NullMarked
package io.hauberk.testkit.discovery;

import org.jspecify.annotations.NullMarked;
