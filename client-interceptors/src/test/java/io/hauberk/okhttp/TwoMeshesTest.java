package io.hauberk.okhttp;

import static io.hauberk.okhttp.MeshTest.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.hauberk.testkit.RawServer;
import io.hauberk.testkit.Script;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

/** Two meshes that count in one registry and have a service of the same name. */
class TwoMeshesTest {
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @Test
    void namedMeshesCountApart() throws Exception {
        try (RawServer server = RawServer.start(Script.ok("hi"));
                Mesh one = of(server, 1).name("one").build();
                Mesh two = of(server, 2).name("two").build()) {
            get(one.okHttp(), "http://orders/");
            get(two.okHttp(), "http://orders/");
            get(two.okHttp(), "http://orders/");
            assertThat(attempts("mesh", "one")).isEqualTo(1);
            assertThat(attempts("mesh", "two")).isEqualTo(2);
            assertThat(healthy("mesh", "one")).isEqualTo(1);
            assertThat(healthy("mesh", "two")).isEqualTo(2);
            one.close();
            assertThat(meters.find("hauberk.mesh.endpoints").tags("mesh", "one").gauges())
                    .isEmpty();
            assertThat(healthy("mesh", "two")).isEqualTo(2);
        }
        assertThat(meters.find("hauberk.mesh.connections").gauges()).isEmpty();
    }

    @Test
    void ofMeshesWithoutNamesTheFirstShowsItsStateAndLosesItToNobody() throws Exception {
        try (RawServer server = RawServer.start(Script.ok("hi"));
                Mesh one = of(server, 1).build()) {
            try (Mesh two = of(server, 2).build()) {
                get(one.okHttp(), "http://orders/");
                get(two.okHttp(), "http://orders/");
                assertThat(attempts()).isEqualTo(2);
                assertThat(healthy()).isEqualTo(1);
            }
            assertThat(healthy()).isEqualTo(1);
            one.close();
            assertThat(meters.find("hauberk.mesh.endpoints").gauges()).isEmpty();
            try (Mesh three = of(server, 2).build()) {
                assertThat(three.okHttp()).isNotNull();
                assertThat(healthy()).isEqualTo(2);
            }
        }
    }

    @Test
    void twoMeshesOfOneNameAreRefused() throws Exception {
        try (RawServer server = RawServer.start(Script.ok("hi"))) {
            try (Mesh one = of(server, 1).name("one").build()) {
                assertThat(one.okHttp()).isNotNull();
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> of(server, 1).name("one").build())
                        .withMessageContaining("Another mesh of the name one");
            }
            of(server, 1).name("one").build().close();
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Mesh.builder().name("One"))
                .withMessageContaining("cannot name a mesh");
    }

    private Mesh.Builder of(RawServer server, int endpoints) {
        String[] urls = {"http://127.0.0.1:" + server.port(), "http://localhost:" + server.port()};
        return Mesh.builder()
                .metrics(meters)
                .service(
                        "orders",
                        orders -> orders.endpoints(java.util.Arrays.copyOf(urls, endpoints))
                                .connectTimeout(Attempts.MUCH));
    }

    private double attempts(String... tags) {
        return meters.find("hauberk.mesh.attempts").tags(tags).counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    private double healthy(String... tags) {
        return meters.get("hauberk.mesh.endpoints")
                .tags("service", "orders", "state", "healthy")
                .tags(tags)
                .gauge()
                .value();
    }
}
