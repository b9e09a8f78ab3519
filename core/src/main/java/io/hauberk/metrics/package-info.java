/**
 * What the gateway measures by itself, in Micrometer.
 *
 * <p>{@link io.hauberk.metrics.Metrics} keeps the HTTP server metrics of OpenTelemetry under their stable names and
 * buckets, and counts the decisions of all filters. A meter is registered when it is first used and then found without a
 * look-up in the registry. Tag values are templates of routes and names from configuration, and the number of different
 * ones is bounded by a {@link io.hauberk.metrics.Cardinality} all the same.
 */
@NullMarked
package io.hauberk.metrics;

import org.jspecify.annotations.NullMarked;
