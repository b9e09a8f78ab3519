package io.hauberk.benchmarks.simulation;

import java.util.Arrays;

/**
 * What came of one run.
 *
 * @param shares the share of all calls that the first instance got, for each second
 * @param begun for each call when it began
 * @param nanos for each call how long it took
 * @param failed for each call whether it failed
 */
record Outcome(double[] shares, long[] begun, long[] nanos, boolean[] failed) {
    /** The share of the first instance from some second on. */
    double share(int fromSecond) {
        return Arrays.stream(shares, fromSecond, shares.length).average().orElse(0);
    }

    /** Milliseconds within which so many percent of the calls that began from some second on were over. */
    double percentile(double percent, int fromSecond) {
        long from = fromSecond * 1_000_000_000L;
        long[] sorted = java.util.stream.IntStream.range(0, begun.length)
                .filter(i -> begun[i] >= from)
                .mapToLong(i -> nanos[i])
                .sorted()
                .toArray();
        return sorted.length == 0 ? 0 : sorted[(int) Math.min(sorted.length - 1, sorted.length * percent / 100)] / 1e6;
    }

    /** The share of calls that failed, of those that began from some second on. */
    double failures(int fromSecond) {
        long from = fromSecond * 1_000_000_000L;
        int all = 0;
        int bad = 0;
        for (int i = 0; i < begun.length; i++) {
            all += begun[i] >= from ? 1 : 0;
            bad += begun[i] >= from && failed[i] ? 1 : 0;
        }
        return all == 0 ? 0 : (double) bad / all;
    }
}
