package io.hauberk.concurrency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.service.Criticality;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Adaptive limits against a simulated service, in virtual time. */
class AdaptiveLimitTest {
    private static AdaptiveLimit of(String word) {
        AdaptiveLimit limit = AdaptiveLimit.of(word);
        return word.equals("aimd") ? limit.latency(Duration.ofMillis(250)) : limit;
    }

    @ParameterizedTest
    @CsvSource({
        "gradient,5", "gradient,20", "gradient,100",
        "vegas,5", "vegas,20", "vegas,100",
        "aimd,5", "aimd,20", "aimd,100"
    })
    void underThreefoldLoadTheLimitComesNearTheTrueCapacity(String word, int workers) {
        for (long seed = 1; seed <= 5; seed++) {
            Simulation simulation = Simulation.of(of(word), seed);
            simulation.workers = workers;
            double capacity = workers * 1_000 / simulation.serviceMillis;
            simulation.perSecond = 3 * capacity;
            simulation.run(60);
            simulation.forget();
            simulation.run(120);
            assertThat(simulation.meanLimit()).as("seed %d", seed).isBetween(workers * 0.9, workers * 3.0 + 8);
            assertThat(simulation.good / 120.0).as("seed %d", seed).isGreaterThan(0.85 * capacity);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gradient", "vegas", "aimd"})
    void whereNoLimitLeavesNoGoodputAtAllAnAdaptiveOneKeepsNearlyAllOfIt(String word) {
        Simulation without = new Simulation(Terms.of("test", 1_000_000, null, false), 1);
        without.perSecond = 3 * 400;
        without.run(20).forget();
        without.run(40);
        Simulation with = Simulation.of(of(word), 1);
        with.perSecond = 3 * 400;
        with.run(20).forget();
        with.run(40);
        assertThat(without.good).isZero();
        assertThat(with.good / 40.0).isGreaterThan(0.85 * 400);
        assertThat(with.late).isLessThan(with.good / 100);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gradient", "vegas"})
    void theLimitFollowsAServiceThatBecomesSlowerAndFasterAgain(String word) {
        Simulation simulation = Simulation.of(of(word), 7);
        simulation.perSecond = 3 * 400;
        simulation.run(60);
        simulation.serviceMillis = 200;
        simulation.run(120).forget();
        simulation.run(60);
        assertThat(simulation.good / 60.0).as("goodput of a slower service").isGreaterThan(0.8 * 100);
        assertThat(simulation.meanLimit()).isBetween(15.0, 50.0);
        simulation.serviceMillis = 50;
        simulation.run(120).forget();
        simulation.run(60);
        assertThat(simulation.good / 60.0).as("goodput when it is fast again").isGreaterThan(0.85 * 400);
        assertThat(simulation.meanLimit()).isBetween(15.0, 50.0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gradient", "vegas", "aimd"})
    void aServiceThatCanDoItRefusesNobody(String word) {
        Simulation simulation = Simulation.of(of(word), 3);
        simulation.perSecond = 200;
        simulation.run(30).forget();
        simulation.run(120);
        int refused = simulation.refused[Criticality.CRITICAL.ordinal()];
        assertThat(refused).isLessThan(simulation.good / 100);
    }

    @Test
    void theLeastCriticalAreRefusedFirst() {
        Simulation simulation = new Simulation(
                Terms.of("test", 1_000, AdaptiveLimit.gradient(), false).share(Criticality.SHEDDABLE, 60), 5);
        simulation.sheddable = 0.6;
        simulation.perSecond = 2 * 400;
        simulation.run(60).forget();
        simulation.run(60);
        int critical = Criticality.CRITICAL.ordinal();
        int sheddable = Criticality.SHEDDABLE.ordinal();
        assertThat(simulation.refused[critical] / (double) simulation.came[critical])
                .isLessThan(0.05);
        assertThat(simulation.refused[sheddable] / (double) simulation.came[sheddable])
                .isGreaterThan(0.6);
        assertThat(simulation.good / 60.0).isGreaterThan(0.85 * 400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gradient", "vegas", "aimd"})
    void oneDropInAThousandChangesNothingAndOneInTenDoes(String word) {
        Controller healthy = loaded(word, 1_000);
        Controller ill = loaded(word, 10);
        assertThat(healthy.limit()).isGreaterThan(20);
        assertThat(ill.limit()).isEqualTo(4);
    }

    private static Controller loaded(String word, int dropEvery) {
        Controller controller = new Controller(AdaptiveLimit.of(word), () -> 0.5);
        long now = 0;
        for (int i = 1; i <= 3_000; i++) {
            now += 2_000_000;
            if (i % dropEvery == 0) {
                controller.dropped(now - 20_000_000, now, controller.limit());
            } else {
                controller.succeeded(20_000_000, now - 20_000_000, now, controller.limit());
            }
        }
        return controller;
    }

    @Test
    void theBoundsAreKept() {
        Controller controller = new Controller(AdaptiveLimit.aimd().between(10, 12), () -> 0.5);
        assertThat(controller.limit()).isEqualTo(12);
        long now = 0;
        for (int i = 0; i < 1_000; i++) {
            now += 10_000_000;
            controller.dropped(now, now, 12);
            assertThat(controller.limit()).isBetween(10, 12);
        }
        assertThat(controller.limit()).isEqualTo(10);
    }

    @Test
    void termsThatMakeNoSenseAreRefusedInASentence() {
        assertThatThrownBy(() -> AdaptiveLimit.vegas().between(5, 4)).hasMessageContaining("above the upper one, 4");
        assertThatThrownBy(() -> AdaptiveLimit.vegas().initial(0))
                .hasMessageContaining("from 1 to 1000000, but it is 0");
        assertThatThrownBy(() -> AdaptiveLimit.gradient().tolerance(Double.NaN)).hasMessageContaining("from 1 to 10");
        assertThatThrownBy(() -> AdaptiveLimit.aimd().latency(Duration.ZERO)).hasMessageContaining("above zero");
        assertThat(ConcurrencyLimit.adaptive()).hasToString("concurrencyLimit(gradient 4 to 1000, and 20 kept)");
    }
}
