package io.hauberk.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.service.Ejection.Rule;
import io.hauberk.service.Sweep.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** The comparison of endpoints beside its definition, word by word. */
class SweepTest {
    private static final OutlierDetection RULES = OutlierDetection.consecutiveFailures(5)
            .successRate(3, 20)
            .failurePercentage(85, 20)
            .latency(3, 1, 20);

    private static Sample sample(int good, int bad) {
        return new Sample(good, bad, 0, 0, 0);
    }

    private static Set<Integer> by(Rule rule, OutlierDetection rules, List<Sample> samples) {
        return Sweep.byRates(rules, samples).stream()
                .filter(verdict -> verdict.rule() == rule)
                .map(Sweep.Verdict::index)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Provide
    Arbitrary<List<Sample>> fleets() {
        Arbitrary<Integer> counts = Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(2, Arbitraries.integers().between(0, 3)),
                net.jqwik.api.Tuple.of(3, Arbitraries.integers().between(10, 300)));
        return Combinators.combine(counts, counts, counts, Arbitraries.longs().between(1, 500))
                .as((good, bad, local, millis) -> new Sample(good, bad, local, good, good * millis * 1_000_000L))
                .list()
                .ofMaxSize(12);
    }

    @Property(tries = 2000)
    void successRatesAreJudgedAsDefined(@ForAll("fleets") List<Sample> fleet) {
        assertThat(by(Rule.SUCCESS_RATE, RULES, fleet)).isEqualTo(outliers(fleet));
    }

    private static Set<Integer> outliers(List<Sample> fleet) {
        Set<Integer> out = new TreeSet<>();
        List<Sample> judged =
                new ArrayList<>(fleet.stream().filter(s -> total(s) >= 20).toList());
        if (judged.size() < 2) {
            return out;
        }
        judged.sort((a, b) -> Double.compare(rate(a), rate(b)));
        double median = rate(judged.get(judged.size() / 2));
        List<Sample> better = judged.subList(judged.size() / 2, judged.size());
        double deviation = Math.sqrt(better.stream()
                .mapToDouble(s -> Math.pow(rate(s) - median, 2))
                .average()
                .orElseThrow());
        double p = (1.0 + better.stream().mapToInt(Sample::good).sum())
                / (2.0 + better.stream().mapToInt(SweepTest::total).sum());
        for (int i = 0; i < fleet.size(); i++) {
            Sample s = fleet.get(i);
            if (total(s) >= 20) {
                double chance = Math.sqrt(p * (1 - p) / total(s));
                double distance = median - rate(s);
                if (distance - 0.05 > 1e-12 && distance - 3 * Math.max(deviation, chance) > 1e-12) {
                    out.add(i);
                }
            }
        }
        return out;
    }

    private static int total(Sample s) {
        return s.good() + s.bad() + s.local();
    }

    private static double rate(Sample s) {
        return (double) s.good() / total(s);
    }

    @Property(tries = 2000)
    void failurePercentagesAreJudgedAsDefined(@ForAll("fleets") List<Sample> fleet) {
        Set<Integer> expected = new TreeSet<>();
        for (int i = 0; i < fleet.size(); i++) {
            Sample s = fleet.get(i);
            if (total(s) >= 20 && (s.bad() + s.local()) * 100 >= 85 * total(s)) {
                expected.add(i);
            }
        }
        assertThat(by(Rule.FAILURE_PERCENTAGE, RULES, fleet)).isEqualTo(expected);
    }

    @Property(tries = 2000)
    void latenciesAreJudgedAsDefined(@ForAll("fleets") List<Sample> fleet) {
        int[] slow = Sweep.slow(RULES, fleet);
        long judged = fleet.stream().filter(s -> s.timed() >= 20).count();
        for (int i = 0; i < fleet.size(); i++) {
            if (fleet.get(i).timed() < 20 || judged < 2) {
                assertThat(slow[i]).isEqualTo(-1);
                continue;
            }
            List<Double> others = new ArrayList<>();
            for (int j = 0; j < fleet.size(); j++) {
                if (j != i && fleet.get(j).timed() >= 20) {
                    others.add(fleet.get(j).mean());
                }
            }
            others.sort(null);
            int n = others.size();
            double median = (others.get(n / 2) + others.get((n - 1) / 2)) / 2;
            double own = fleet.get(i).mean();
            assertThat(slow[i]).isEqualTo(own >= 3 * median && own - median >= 10_000_000 ? 1 : 0);
        }
    }

    @Property(tries = 500)
    void atMostHalfOfThemAreOutliers(@ForAll("fleets") List<Sample> fleet) {
        assertThat(by(Rule.SUCCESS_RATE, RULES, fleet)).hasSizeLessThanOrEqualTo(fleet.size() / 2);
    }

    @Test
    void aLoneBadOneIsFoundAmongTwoThreeAndFour() {
        for (int size = 2; size <= 4; size++) {
            List<Sample> fleet = new ArrayList<>(java.util.Collections.nCopies(size, sample(100, 0)));
            fleet.set(1, sample(50, 50));
            assertThat(by(Rule.SUCCESS_RATE, RULES, fleet)).containsExactly(1);
        }
    }

    @Test
    void twoEquallyBadOnesAreFoundAmongFive() {
        List<Sample> fleet = List.of(sample(50, 50), sample(100, 0), sample(100, 0), sample(50, 50), sample(100, 0));
        assertThat(by(Rule.SUCCESS_RATE, RULES, fleet)).containsExactly(0, 3);
    }

    @Test
    void whatChanceMakesOfEqualOnesIsNoOutlier() {
        java.util.SplittableRandom random = new java.util.SplittableRandom(7);
        int found = 0;
        for (int interval = 0; interval < 1000; interval++) {
            List<Sample> fleet = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                int good = 0;
                for (int request = 0; request < 200; request++) {
                    good += random.nextInt(100) < 95 ? 1 : 0;
                }
                fleet.add(sample(good, 200 - good));
            }
            found += by(Rule.SUCCESS_RATE, RULES, fleet).size();
        }
        assertThat(found).as("of 10,000 looks at equal endpoints").isLessThan(60);
    }

    @Test
    void apartFromStatusesLocalFailuresHaveARateOfTheirOwn() {
        OutlierDetection apart = RULES.consecutiveLocalFailures(5);
        List<Sample> fleet =
                List.of(new Sample(100, 0, 100, 0, 0), new Sample(50, 50, 0, 0, 0), sample(100, 0), sample(100, 0));
        assertThat(by(Rule.SUCCESS_RATE, apart, fleet)).containsExactly(1);
        assertThat(by(Rule.LOCAL_SUCCESS_RATE, apart, fleet)).containsExactly(0);
    }
}
