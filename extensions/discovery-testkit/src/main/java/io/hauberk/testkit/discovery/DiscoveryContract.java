package io.hauberk.testkit.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hauberk.discovery.Discovery;
import io.hauberk.discovery.Endpoint;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link Discovery} keeps, shown by a registry that really listens. Extend it for each discovery, and run it as
 * a JUnit 5 test class. It brings the watchers, the service and the assertions; you bring the registry.
 */
public abstract class DiscoveryContract {
    /** How often a machine may stall just then. */
    private static final int PATIENT = 3;

    private RegistryDriver registry = new NoRegistry();

    /** A registry that runs and knows nothing yet. */
    protected abstract RegistryDriver open() throws Exception;

    @BeforeEach
    void openRegistry() throws Exception {
        registry = open();
    }

    @AfterEach
    void closeRegistry() throws Exception {
        registry.close();
    }

    private static List<Endpoint> endpoints(int count) {
        return endpoints(1, count);
    }

    private static List<Endpoint> endpoints(int from, int to) {
        return IntStream.rangeClosed(from, to)
                .mapToObj(i -> Endpoint.of("http", "10." + i / 62_500 + "." + i / 250 % 250 + "." + i % 250, 8080))
                .toList();
    }

    private static Set<String> addresses(List<Endpoint> endpoints) {
        return endpoints.stream().map(Endpoint::toString).collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void tellsWhatThereIsAndWhatChanges() throws Exception {
        for (int left = PATIENT; !tellsWithoutAFailure(); left--) {
            assertThat(left)
                    .as("runs in which a failure was told while all was well")
                    .isPositive();
        }
    }

    /** Whether it tells of no failure meanwhile, as it may where a machine stalls for longer than it waits for an answer. */
    private boolean tellsWithoutAFailure() throws Exception {
        registry.publish(endpoints(3));
        try (Lookout lookout = new Lookout(registry.discovery())) {
            lookout.untilFound(endpoints(3));
            registry.publish(endpoints(2, 4));
            lookout.untilFound(endpoints(2, 4));
            registry.publish(endpoints(1, 6));
            lookout.untilFound(endpoints(1, 6));
            assertThat(lookout.at(endpoints(1).get(0)).scheme()).isEqualTo("http");
            return lookout.failures() == 0;
        }
    }

    @Test
    void anEndpointStaysTheSameWhateverElseIsKnownAboutIt() throws Exception {
        Endpoint first = endpoints(1).get(0);
        registry.publish(List.of(first.weighing(2).in("a")));
        try (Lookout lookout = new Lookout(registry.discovery())) {
            lookout.untilFound(List.of(first));
            Endpoint before = lookout.at(first);
            registry.publish(List.of(
                    first.weighing(5).in("b"), endpoints(2).get(1).weighing(2).in("a")));
            lookout.untilFound(endpoints(2));
            Endpoint after = lookout.at(first);
            assertThat(after).isEqualTo(before);
            if (registry.tellsWeights()) {
                assertThat(before.weight()).isEqualTo(2);
                assertThat(after.weight()).isEqualTo(5);
            }
            if (registry.tellsZones()) {
                assertThat(before.zone()).isEqualTo("a");
                assertThat(after.zone()).isEqualTo("b");
            }
        }
    }

    @Test
    void anEndpointKeepsItsCountersWhileOthersComeAndGo() throws Exception {
        registry.publish(endpoints(3));
        try (Served orders = new Served(registry.discovery())) {
            orders.untilEndpoints(3);
            orders.breakDown(endpoints(1).get(0));
            orders.call(30);
            assertThat(orders.shown("hauberk.mesh.endpoints", "state", "ejected"))
                    .isEqualTo(1);
            registry.publish(List.of(
                    endpoints(4).get(3),
                    endpoints(3).get(2),
                    endpoints(1).get(0),
                    endpoints(5).get(4)));
            orders.untilEndpoints(4);
            assertThat(orders.shown("hauberk.mesh.endpoints", "state", "ejected"))
                    .isEqualTo(1);
            assertThat(orders.call(30)).isEqualTo(addresses(endpoints(3, 5)));
        }
    }

    @Test
    void anEndpointThatIsLeftOutForAWhileIsAsItWasWhenItIsBack() throws Exception {
        registry.publish(endpoints(3));
        try (Served orders = new Served(registry.discovery())) {
            orders.untilEndpoints(3);
            orders.breakDown(endpoints(1).get(0));
            orders.call(30);
            registry.publish(endpoints(3).subList(1, 3));
            orders.untilEndpoints(2);
            assertThat(orders.shown("hauberk.discovery.remembered")).isEqualTo(1);
            registry.publish(endpoints(3));
            orders.untilEndpoints(3);
            assertThat(orders.shown("hauberk.mesh.endpoints", "state", "ejected"))
                    .isEqualTo(1);
        }
    }

    @Test
    void anEmptyAnswerReplacesNothing() throws Exception {
        registry.publish(endpoints(2));
        try (Served orders = new Served(registry.discovery())) {
            orders.untilEndpoints(2);
            registry.publish(List.of());
            Served.until("the empty answer is noted", () -> orders.failures() > 0);
            assertThat(orders.shown("hauberk.discovery.stale")).isEqualTo(1);
            assertThat(orders.call(10)).isEqualTo(addresses(endpoints(2)));
            registry.publish(endpoints(3));
            orders.untilEndpoints(3);
            assertThat(orders.call(10)).isEqualTo(addresses(endpoints(3)));
            orders.untilFresh();
        }
    }

    @Test
    void whileTheRegistryIsDeadWhatWasKnownIsKeptAndNoCallFails() throws Exception {
        registry.publish(endpoints(2));
        try (Served orders = new Served(registry.discovery())) {
            orders.untilEndpoints(2);
            registry.stop();
            Served.until("the failure is noted", () -> orders.failures() > 0);
            assertThat(orders.call(10)).isEqualTo(addresses(endpoints(2)));
            assertThat(orders.shown("hauberk.discovery.stale")).isEqualTo(1);
            registry.start();
            registry.publish(endpoints(3));
            orders.untilEndpoints(3);
            orders.untilFresh();
        }
    }

    @Test
    void aRegistryThatComesAndGoesIsFollowedEachTime() throws Exception {
        registry.publish(endpoints(2));
        try (Lookout lookout = new Lookout(registry.discovery())) {
            lookout.untilFound(endpoints(2));
            for (int i = 3; i < 6; i++) {
                int before = lookout.failures();
                registry.stop();
                lookout.until("it fails", now -> now.failures() > before);
                registry.start();
                registry.publish(endpoints(i));
                lookout.untilFound(endpoints(i));
            }
        }
    }

    @Test
    void aRegistryThatIsNotThereYetIsFoundLater() throws Exception {
        registry.publish(endpoints(2));
        registry.stop();
        try (Lookout lookout = new Lookout(registry.discovery())) {
            lookout.until("it fails", now -> now.failures() > 1);
            assertThat(lookout.answers()).isZero();
            registry.start();
            registry.publish(endpoints(2));
            lookout.untilFound(endpoints(2));
        }
    }

    @Test
    void whileItFailsItIsAskedLaterAndLater() throws Exception {
        registry.publish(endpoints(2));
        registry.stop();
        try (Lookout lookout = new Lookout(registry.discovery())) {
            lookout.until("it fails for the first time", now -> now.failures() > 0);
            int before = lookout.delays();
            int failures = lookout.failures();
            lookout.until("it fails six times more", now -> now.failures() > failures + 5);
            List<Duration> delays = lookout.delaysSince(before);
            assertThat(delays)
                    .allSatisfy(delay -> assertThat(delay)
                            .isBetween(
                                    Duration.ofMillis(100),
                                    registry.longestPause().multipliedBy(11).dividedBy(10)));
            Duration longest = delays.stream().max(Duration::compareTo).orElseThrow();
            Duration expected = registry.longestPause().dividedBy(3);
            assertThat(longest).isGreaterThanOrEqualTo(expected);
        }
    }

    @Test
    void anAnswerThatIsNoneIsReportedAndReplacesNothing() throws Exception {
        registry.publish(endpoints(2));
        try (Lookout lookout = new Lookout(registry.discovery())) {
            lookout.untilFound(endpoints(2));
            assumeTrue(registry.garble(), "This registry cannot be brought to answer nonsense.");
            lookout.until("the nonsense is reported", now -> now.failures() > 1);
            assertThat(lookout.addresses()).isEqualTo(addresses(endpoints(2)));
            assertThat(lookout.lastFailure()).as("a sentence").contains(" ").endsWith(".");
            registry.publish(endpoints(3));
            lookout.untilFound(endpoints(3));
        }
    }

    @Test
    void ofAHugeAnswerAsMuchIsUsedAsMakesSense() throws Exception {
        registry.publish(endpoints(registry.most()));
        try (Served orders = new Served(registry.discovery())) {
            orders.untilEndpoints(Math.min(10_000, registry.most()));
        }
    }

    @Test
    void onceItIsClosedNoThreadAndNoConnectionIsLeft() throws Exception {
        registry.publish(endpoints(2));
        Lookout lookout = new Lookout(registry.discovery());
        lookout.untilFound(endpoints(2));
        lookout.settle();
        lookout.close();
        registry.publish(endpoints(3));
        Served.until("no connection is left", () -> {
            if (registry.connections() > 0) {
                // Before Java 21 an HTTP client ends when it is collected.
                System.gc();
            }
            return registry.connections() <= 0;
        });
        assertThat(lookout.heardAfterClose()).isFalse();
        assertThat(lookout.addresses()).isEqualTo(addresses(endpoints(2)));
    }

    @Test
    void twoThatAskForTheSameAreEqual() {
        Discovery discovery = registry.discovery();
        assertThat(registry.discovery()).isEqualTo(discovery).hasSameHashCodeAs(discovery);
        assertThat(discovery).isNotEqualTo(Discovery.of("http://10.0.0.1:80"));
        assertThat(discovery.toString()).doesNotContain("@");
    }

    /** Until there is one. */
    private static final class NoRegistry implements RegistryDriver {
        @Override
        public Discovery discovery() {
            throw new IllegalStateException();
        }

        @Override
        public void publish(List<Endpoint> endpoints) {}

        @Override
        public void stop() {}

        @Override
        public void start() {}

        @Override
        public boolean garble() {
            return false;
        }

        @Override
        public void close() {}
    }
}
