/**
 * What the request path costs, each part beside a bare baseline or a peer: JMH benchmarks, and the program that runs them
 * and says where they stand against their aims. Benchmarks of parts that are not public stand in the packages of these.
 */
@NullMarked
package io.hauberk.benchmarks;

import org.jspecify.annotations.NullMarked;
