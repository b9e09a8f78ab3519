package io.hauberk.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoadsTest {
    /** The table of Envoy's documentation, and one more row where nobody is healthy. */
    @ParameterizedTest
    @CsvSource({
        "100, 100, 100, 0",
        "72, 72, 100, 0",
        "71, 71, 99.4, 0.6",
        "50, 50, 70, 30",
        "25, 100, 35, 65",
        "25, 25, 50, 50",
        "0, 100, 0, 100",
        "0, 0, 50, 50"
    })
    void prioritiesShareTheLoadByTheirHealth(int first, int second, double load, double other) {
        double[] loads = Loads.byPriority(new int[] {first, second}, new int[] {100, 100});
        assertThat(100 * loads[0]).isCloseTo(load, within(0.01));
        assertThat(100 * loads[1]).isCloseTo(other, within(0.01));
    }

    /** Envoy's formula in whole percent, written down as it is documented. */
    private static double[] byTheBook(List<Integer> healthy) {
        double[] health =
                healthy.stream().mapToDouble(h -> Math.min(100, 140.0 * h / 20)).toArray();
        double total = Math.min(100, Arrays.stream(health).sum());
        double[] loads = new double[health.length];
        double taken = 0;
        for (int i = 0; i < health.length; i++) {
            loads[i] = Math.min(100 - taken, health[i] * 100 / total);
            taken += loads[i];
        }
        return loads;
    }

    @Property(tries = 300)
    void anyNumberOfPrioritiesFollowsTheFormula(
            @ForAll @Size(min = 1, max = 5) List<@IntRange(min = 0, max = 20) Integer> healthy) {
        int[] counts = healthy.stream().mapToInt(Integer::intValue).toArray();
        int[] sizes = new int[counts.length];
        Arrays.fill(sizes, 20);
        double[] loads = Loads.byPriority(counts, sizes);
        assertThat(Arrays.stream(loads).sum()).isCloseTo(1, within(1e-9));
        if (Arrays.stream(counts).sum() > 0) {
            double[] expected = byTheBook(healthy);
            for (int i = 0; i < loads.length; i++) {
                assertThat(100 * loads[i]).isCloseTo(expected[i], within(1e-6));
            }
        }
    }

    @Test
    void aZoneWithEnoughEndpointsKeepsAllOfItsCalls() {
        assertThat(Loads.byZone(new double[] {2, 2, 2}, 1 / 3.0)).containsExactly(1, 0, 0);
        assertThat(Loads.byZone(new double[] {8, 1, 1}, 1 / 3.0)).containsExactly(1, 0, 0);
    }

    @Test
    void whatAZoneCannotBearGoesWhereThereIsMostToSpare() {
        double[] shares = Loads.byZone(new double[] {1, 3, 6}, 1 / 3.0);
        assertThat(shares[0]).isCloseTo(0.3, within(1e-9));
        // A tenth of the endpoints for a third of the callers; the second zone has no more than it needs itself.
        assertThat(shares[1]).isZero();
        assertThat(shares[2]).isCloseTo(0.7, within(1e-9));
    }

    /** Where callers in all zones do the same, each endpoint anywhere gets as much as any other. */
    @Property(tries = 300)
    void inTheEndEachEndpointGetsTheSame(
            @ForAll @Size(min = 2, max = 5) List<@IntRange(min = 0, max = 30) Integer> endpoints) {
        int zones = endpoints.size();
        double total = endpoints.stream().mapToInt(Integer::intValue).sum();
        if (total == 0) {
            return;
        }
        double[] load = new double[zones];
        for (int from = 0; from < zones; from++) {
            double[] weights = new double[zones];
            for (int i = 0; i < zones; i++) {
                weights[i] = endpoints.get((from + i) % zones);
            }
            double[] shares = Loads.byZone(weights, 1.0 / zones);
            assertThat(Arrays.stream(shares).sum()).isCloseTo(1, within(1e-9));
            for (int i = 0; i < zones; i++) {
                load[(from + i) % zones] += shares[i] / zones;
            }
        }
        for (int i = 0; i < zones; i++) {
            assertThat(load[i]).isCloseTo(endpoints.get(i) / total, within(1e-9));
        }
    }

    @Property(tries = 200)
    void moreCallersInOurZoneNeverKeepMoreOfThem(
            @ForAll @DoubleRange(min = 0.01, max = 1) double callers,
            @ForAll @DoubleRange(min = 0.01, max = 1) double others) {
        double[] weights = {3, 4, 5};
        double more = Loads.byZone(weights, Math.max(callers, others))[0];
        double less = Loads.byZone(weights, Math.min(callers, others))[0];
        assertThat(more).isLessThanOrEqualTo(less + 1e-12);
    }

    @Test
    void whereNobodyIsHealthyNoZoneGetsAnything() {
        assertThat(Loads.byZone(new double[] {0, 0}, 0.5)).containsExactly(0, 0);
    }
}
