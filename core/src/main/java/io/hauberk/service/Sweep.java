package io.hauberk.service;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToIntFunction;

/** Compares endpoints by what they did in an interval. No clock, no state. */
final class Sweep {
    /** What chance and rounding make is no outlier. */
    static final double LEAST_DISTANCE = 0.05;

    static final double LEAST_DIFFERENCE_NANOS = 10_000_000;

    /**
     * What one endpoint did in an interval.
     *
     * @param good heads that were good
     * @param bad statuses that speak against it
     * @param local what never became a whole answer
     * @param timed how many times to the head were taken
     * @param nanos their sum
     */
    record Sample(int good, int bad, int local, int timed, long nanos) {
        double mean() {
            return (double) nanos / timed;
        }
    }

    /** Who is to be ejected, by which rule. */
    record Verdict(int index, Ejection.Rule rule) {}

    /** The good ones of some requests. */
    private record Rate(int index, int good, int total) {
        double value() {
            return (double) good / total;
        }
    }

    private final OutlierDetection rules;
    private final List<Sample> samples;
    private final List<Verdict> verdicts = new ArrayList<>();

    private Sweep(OutlierDetection rules, List<Sample> samples) {
        this.rules = rules;
        this.samples = samples;
    }

    /** Those that rates speak against, the worst of each rule first. An endpoint may be among them more than once. */
    static List<Verdict> byRates(OutlierDetection rules, List<Sample> samples) {
        Sweep sweep = new Sweep(rules, samples);
        if (rules.localFailures() > 0) {
            sweep.rates(Ejection.Rule.SUCCESS_RATE, Ejection.Rule.FAILURE_PERCENTAGE, Sample::good, Sample::bad);
            sweep.rates(
                    Ejection.Rule.LOCAL_SUCCESS_RATE,
                    Ejection.Rule.LOCAL_FAILURE_PERCENTAGE,
                    s -> s.good() + s.bad(),
                    Sample::local);
        } else {
            sweep.rates(
                    Ejection.Rule.SUCCESS_RATE,
                    Ejection.Rule.FAILURE_PERCENTAGE,
                    Sample::good,
                    s -> s.bad() + s.local());
        }
        return sweep.verdicts;
    }

    private void rates(
            Ejection.Rule byRate, Ejection.Rule byShare, ToIntFunction<Sample> good, ToIntFunction<Sample> bad) {
        List<Rate> rates = new ArrayList<>();
        for (int i = 0; i < samples.size(); i++) {
            int well = good.applyAsInt(samples.get(i));
            rates.add(new Rate(i, well, well + bad.applyAsInt(samples.get(i))));
        }
        rates.removeIf(rate -> rate.total == 0);
        rates.sort(Comparator.comparingDouble(Rate::value));
        if (rules.rateVolume() > 0) {
            outliers(rates.stream().filter(r -> r.total >= rules.rateVolume()).toList(), byRate);
        }
        if (rules.failureVolume() > 0) {
            for (Rate rate : rates) {
                if (rate.total >= rules.failureVolume()
                        && 100.0 * (rate.total - rate.good) >= rules.failurePercentage() * rate.total) {
                    verdicts.add(new Verdict(rate.index, byShare));
                }
            }
        }
    }

    private void outliers(List<Rate> sorted, Ejection.Rule rule) {
        if (sorted.size() < rules.minimumHosts()) {
            return;
        }
        List<Rate> better = sorted.subList(sorted.size() / 2, sorted.size());
        double median = better.get(0).value();
        double squares = 0;
        double good = 1;
        double total = 2;
        for (Rate rate : better) {
            squares += (rate.value() - median) * (rate.value() - median);
            good += rate.good;
            total += rate.total;
        }
        double deviation = Math.sqrt(squares / better.size());
        double variance = good / total * (1 - good / total);
        for (Rate rate : sorted) {
            double chance = Math.sqrt(variance / rate.total);
            double distance = Math.max(LEAST_DISTANCE, rules.deviations() * Math.max(deviation, chance));
            if (rate.value() < median - distance) {
                verdicts.add(new Verdict(rate.index, rule));
            }
        }
    }

    /** Who was slow, 1; who was not, 0; who is not judged, -1. */
    static int[] slow(OutlierDetection rules, List<Sample> samples) {
        int[] slow = new int[samples.size()];
        Arrays.fill(slow, -1);
        double[] sorted = samples.stream()
                .filter(s -> s.timed() >= rules.latencyVolume())
                .mapToDouble(Sample::mean)
                .sorted()
                .toArray();
        if (sorted.length < rules.minimumHosts()) {
            return slow;
        }
        for (int i = 0; i < slow.length; i++) {
            if (samples.get(i).timed() >= rules.latencyVolume()) {
                double own = samples.get(i).mean();
                double peers = medianWithout(sorted, own);
                slow[i] = own >= rules.latencyRatio() * peers && own - peers >= LEAST_DIFFERENCE_NANOS ? 1 : 0;
            }
        }
        return slow;
    }

    /** The median of all but one of this value. */
    private static double medianWithout(double[] sorted, double own) {
        int at = Arrays.binarySearch(sorted, own);
        int others = sorted.length - 1;
        double upper = other(sorted, at, others / 2);
        return others % 2 == 1 ? upper : (upper + other(sorted, at, others / 2 - 1)) / 2;
    }

    private static double other(double[] sorted, int without, int index) {
        return sorted[index < without ? index : index + 1];
    }
}
