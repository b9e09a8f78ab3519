/**
 * What stores of counters outside of this process have in common: the arithmetic, in whole numbers below 2^53. For this
 * library's own modules.
 */
@NullMarked
package io.hauberk.counter.remote;

import org.jspecify.annotations.NullMarked;
