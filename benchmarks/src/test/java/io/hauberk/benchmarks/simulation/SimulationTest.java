package io.hauberk.benchmarks.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.service.Balancer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What the report claims, with fewer calls. */
class SimulationTest {
    private static final int RATE = 400;
    private static final int SECONDS = 20;

    private static Outcome run(Scenario scenario, Balancer balancer) {
        return Simulation.run(scenario, balancer, RATE, SECONDS, 7);
    }

    @Test
    void an_instance_twenty_times_slower_is_left_alone_within_two_seconds() {
        double healthy = run(Scenario.HEALTHY, Balancer.peakEwma()).percentile(99, Report.SETTLED);
        Outcome outcome = run(Scenario.SLOW, Balancer.peakEwma());

        double[] settled = Arrays.copyOfRange(outcome.shares(), Report.SETTLED, SECONDS);
        assertThat(Arrays.stream(settled).max().orElse(1)).isLessThan(0.05);
        assertThat(outcome.percentile(99, Report.SETTLED)).isLessThan(1.5 * healthy);
        assertThat(outcome.failures(0)).isZero();
        assertThat(run(Scenario.SLOW.unejected(), Balancer.random()).percentile(99, Report.SETTLED))
                .as("what a balancer that learns is for")
                .isGreaterThan(5 * healthy);
    }

    @Test
    void an_instance_that_refuses_at_once_gets_next_to_nothing() {
        Outcome ejected = run(Scenario.REFUSING, Balancer.peakEwma());
        Outcome penalised = run(Scenario.REFUSING.unejected(), Balancer.peakEwma());
        Outcome favourite =
                run(Scenario.REFUSING.unejected(), Balancer.peakEwma().unpenalised());

        assertThat(ejected.share(Report.SETTLED)).isLessThan(0.02);
        assertThat(penalised.share(Report.SETTLED)).isLessThan(0.02);
        assertThat(favourite.share(Report.SETTLED))
                .as("why failures have a penalty")
                .isGreaterThan(0.15);
    }

    @Test
    void without_trouble_all_get_about_the_same() {
        Report.balancers()
                .forEach((name, balancer) -> assertThat(
                                run(Scenario.HEALTHY, balancer).share(0))
                        .as(name)
                        .isBetween(0.05, 0.15));
    }

    @Test
    void the_same_seed_gives_the_same_numbers() {
        Outcome one = run(Scenario.FLAPPING, Balancer.peakEwma());
        Outcome other = run(Scenario.FLAPPING, Balancer.peakEwma());

        assertThat(one.nanos()).isEqualTo(other.nanos());
        assertThat(one.shares()).isEqualTo(other.shares());
    }
}
