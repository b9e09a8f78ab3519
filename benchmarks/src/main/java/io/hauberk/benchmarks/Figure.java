package io.hauberk.benchmarks;

import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.util.Statistics;

/**
 * What was measured of one benchmark.
 *
 * @param nanos the time of one operation in the best iteration: what else a machine does only ever adds to it
 * @param median the same in the median iteration
 * @param bytes what one operation allocates; not a number where nobody looked
 */
record Figure(double nanos, double median, double bytes) {
    static Figure of(RunResult result) {
        Statistics time = result.getPrimaryResult().getStatistics();
        double bytes = result.getSecondaryResults().entrySet().stream()
                .filter(e -> e.getKey().endsWith("gc.alloc.rate.norm"))
                .map(e -> (Result<?>) e.getValue())
                .mapToDouble(Result::getScore)
                .findFirst()
                .orElse(Double.NaN);
        return new Figure(time.getMin(), time.getPercentile(50), bytes);
    }
}
