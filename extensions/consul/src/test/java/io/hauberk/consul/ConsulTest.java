package io.hauberk.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.config.BlockList;
import io.hauberk.discovery.Endpoint;
import io.hauberk.testkit.discovery.Lookout;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is particular to Consul, against a fake agent over real HTTP. */
class ConsulTest {
    private static final String PATH = "/v1/health/service/orders ";
    private FakeConsul consul;

    @BeforeEach
    void start() throws Exception {
        consul = new FakeConsul();
    }

    @AfterEach
    void stop() throws Exception {
        consul.close();
    }

    private List<Endpoint> found(Consul discovery) throws Exception {
        try (Lookout lookout = new Lookout(discovery)) {
            lookout.until("something is found", now -> now.answers() > 0);
            return lookout.last();
        }
    }

    @Test
    void anInstanceIsReadWithAllThatConsulKnowsAboutIt() throws Exception {
        consul.publish(
                FakeConsul.entry(
                        "orders-1",
                        "10.0.0.1",
                        8080,
                        ",\"Tags\":[\"v2\",\"blue\"],\"Meta\":{\"zone\":\"a\",\"version\":\"2\"},"
                                + "\"Weights\":{\"Passing\":7,\"Warning\":1}"),
                FakeConsul.entry("orders-2", "", 8081, ",\"Tags\":null,\"Meta\":null"));
        List<Endpoint> found = found(consul.discovery());
        Endpoint first = found.get(0);
        assertThat(first).hasToString("10.0.0.1:8080");
        assertThat(first.weight()).isEqualTo(7);
        assertThat(first.zone()).isEqualTo("a");
        assertThat(first.hashKey()).isEqualTo("orders-1");
        assertThat(first.labels()).containsEntry("version", "2").containsEntry("tag.v2", "true");
        assertThat(found.get(1))
                .as("without an address of its own it is its node's")
                .hasToString("10.9.9.9:8081");
        assertThat(found.get(1).zone()).isEqualTo("node-zone");
        assertThat(found.get(1).weight()).isEqualTo(1);
    }

    @Test
    void anInstanceThatWarnsIsLeftOutUnlessItIsAskedForAndHasAWeightOfItsOwn() throws Exception {
        String warns = FakeConsul.entry("w", "10.0.0.2", 80, ",\"Weights\":{\"Passing\":10,\"Warning\":2}")
                .replace("\"passing\"", "\"warning\"");
        String fails = FakeConsul.entry("c", "10.0.0.3", 80, "").replace("\"passing\"", "\"critical\"");
        consul.publish(FakeConsul.entry("p", "10.0.0.1", 80, ""), warns, fails);
        assertThat(found(consul.discovery()).toString()).isEqualTo("[10.0.0.1:80]");
        assertThat(consul.lastQuery).contains("passing=true");
        List<Endpoint> all = found(consul.discovery().warning(true));
        assertThat(all.toString()).isEqualTo("[10.0.0.1:80, 10.0.0.2:80]");
        assertThat(all.get(1).weight()).isEqualTo(2);
        assertThat(consul.lastQuery).contains("passing=null");
    }

    @Test
    void eachQueryWaitsFromTheIndexOfTheLast() throws Exception {
        consul.publish(FakeConsul.entry("a", "10.0.0.1", 80, ""));
        try (Lookout lookout = new Lookout(consul.discovery())) {
            lookout.until("it waits", now -> consul.asked.contains(PATH + "11"));
            consul.publish(FakeConsul.entry("b", "10.0.0.2", 80, ""));
            lookout.until("it waits again", now -> consul.asked.contains(PATH + "12"));
            assertThat(lookout.last().toString()).isEqualTo("[10.0.0.2:80]");
            assertThat(consul.asked).hasSize(3);
        }
    }

    @Test
    void anIndexThatGoesBackwardsBeginsAnew() throws Exception {
        consul.publish(FakeConsul.entry("a", "10.0.0.1", 80, ""));
        try (Lookout lookout = new Lookout(consul.discovery())) {
            lookout.until("it waits", now -> consul.asked.contains(PATH + "11"));
            consul.restore(3, FakeConsul.entry("b", "10.0.0.2", 80, ""));
            lookout.until("it waits from there", now -> consul.asked.contains(PATH + "3"));
            assertThat(lookout.last().toString()).isEqualTo("[10.0.0.2:80]");
            assertThat(consul.asked.get(2)).isEqualTo(PATH + "null");
        }
    }

    @ParameterizedTest
    @CsvSource({"0,5,5", "5,5,5", "5,6,6", "6,5,0", "0,0,1", "5,0,0", "1,0,0", "0,-1,0"})
    void theRulesOfTheIndexAreThoseOfTheDocumentation(long from, long told, long next) {
        assertThat(BlockingQuery.next(from, told)).isEqualTo(next);
    }

    @Test
    void whatIsAskedForIsInTheQueryAndTheTokenIsNeverShown() throws Exception {
        consul.token = "s3cret";
        consul.publish(FakeConsul.entry("a", "10.0.0.1", 80, ""));
        Consul asked = consul.discovery()
                .datacenter("dc-2")
                .near("_agent")
                .tags(List.of("v2&x"))
                .token("s3cret");
        assertThat(found(asked)).hasSize(1);
        assertThat(consul.lastQuery).isEqualTo("passing=true dc=dc-2 near=_agent tag=v2&x");
        assertThat(asked.toString()).doesNotContain("s3cret");
        try (Lookout lookout = new Lookout(asked.token("wrong"))) {
            lookout.until("it is refused", now -> now.failures() > 0);
            assertThat(lookout.lastFailure())
                    .contains("403")
                    .contains("service:read")
                    .doesNotContain("wrong");
        }
    }

    @Test
    void oneBadInstanceHidesNoOthersAndOnlyBadOnesAreAFailure() throws Exception {
        String bad = FakeConsul.entry("x", "not a host", 80, "");
        consul.publish(bad, FakeConsul.entry("a", "10.0.0.1", 80, ""));
        assertThat(found(consul.discovery()).toString()).isEqualTo("[10.0.0.1:80]");
        consul.publish(bad, FakeConsul.entry("y", "10.0.0.1", 0, ""));
        try (Lookout lookout = new Lookout(consul.discovery())) {
            lookout.until("it is reported", now -> now.failures() > 0);
            assertThat(lookout.lastFailure()).contains("None of the entries that Consul gives");
            assertThat(lookout.answers()).isZero();
        }
    }

    @Test
    void theNextAgentIsAskedWhereOneFails() throws Exception {
        consul.publish(FakeConsul.entry("a", "10.0.0.1", 80, ""));
        Consul two = Consul.service("orders").at("http://127.0.0.1:1", consul.server.url() + "/");
        try (Lookout lookout = new Lookout(two)) {
            lookout.until("the second is asked", now -> now.answers() > 0);
            assertThat(lookout.failures()).isEqualTo(1);
        }
    }

    @Test
    void itIsReadFromYaml() {
        assertThat(read(
                        "- { consul: orders, url: \"http://consul:8500\", token: t, datacenter: dc2, namespace: shop, near:"
                                + " _agent, tags: [v2], warning: true, zoneKey: az, trust: ca.crt }"))
                .isEqualTo(Consul.service("orders")
                        .at("http://consul:8500")
                        .token("t")
                        .datacenter("dc2")
                        .namespace("shop")
                        .near("_agent")
                        .tags(List.of("v2"))
                        .warning(true)
                        .zoneKey("az")
                        .trust(Path.of("ca.crt")));
        assertThatThrownBy(() -> read("- { consul: orders, url: consul }"))
                .hasMessageContaining("hauberk.yaml:1")
                .hasMessageContaining("is not a URL");
        assertThatThrownBy(() -> read("- { consul: orders, datacentre: dc1 }"))
                .hasMessageContaining("Did you mean \"datacenter\"?");
    }

    private static Object read(String yaml) {
        return BlockList.read(Path.of("hauberk.yaml"), yaml, "discover", "consul", 1, new ConsulProvider()::read)
                .get(0);
    }
}
