package io.hauberk.benchmarks.simulation;

import io.hauberk.benchmarks.simulation.Health.State;
import java.util.List;

/**
 * Something that happens to the first of ten instances, ten seconds after the start.
 *
 * @param name what files are called
 * @param title what it is, in a few words
 * @param ejection whether outlier detection is on
 * @param first how the first instance is from then on
 */
record Scenario(String name, String title, boolean ejection, Health first) {
    private static final long PERIOD = 4_000_000_000L;

    static final Scenario HEALTHY = new Scenario("healthy", "Nothing is wrong", true, nanos -> State.WELL);
    static final Scenario SLOW =
            new Scenario("slow", "One instance becomes 20 times slower", true, nanos -> State.SLOW);
    static final Scenario REFUSING =
            new Scenario("refusing", "One instance answers 503 at once", true, nanos -> State.REFUSING);
    static final Scenario FLAPPING = new Scenario(
            "flapping",
            "One instance answers 503 for two seconds, is well for two seconds, and so on",
            true,
            nanos -> nanos % PERIOD < PERIOD / 2 ? State.REFUSING : State.WELL);

    static final List<Scenario> ALL =
            List.of(HEALTHY, SLOW, SLOW.unejected(), REFUSING, REFUSING.unejected(), FLAPPING, FLAPPING.unejected());

    /** The same without outlier detection. */
    Scenario unejected() {
        return new Scenario(name + "-unejected", title + "; outlier detection is off", false, first);
    }
}
