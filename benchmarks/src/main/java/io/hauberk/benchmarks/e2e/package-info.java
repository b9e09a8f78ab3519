/**
 * The end-to-end rig: gateways, an upstream and a load, each a process of its own, over real sockets. {@link
 * io.hauberk.benchmarks.e2e.Rig} starts them and compares them round by round.
 */
@NullMarked
package io.hauberk.benchmarks.e2e;

import org.jspecify.annotations.NullMarked;
