/** JMH benchmarks. */
@NullMarked
package io.hauberk.benchmarks;

import org.jspecify.annotations.NullMarked;
