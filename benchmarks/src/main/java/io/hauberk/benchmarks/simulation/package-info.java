/**
 * Services called in virtual time, as they are but for their transport: what balancers do when an instance is slow, fails
 * at once, or comes and goes. The same numbers in each run.
 */
@NullMarked
package io.hauberk.benchmarks.simulation;

import org.jspecify.annotations.NullMarked;
