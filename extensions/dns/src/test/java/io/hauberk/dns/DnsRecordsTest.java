package io.hauberk.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.config.BlockList;
import io.hauberk.discovery.DiscoveryProvider;
import io.hauberk.discovery.Endpoint;
import io.hauberk.testkit.discovery.Lookout;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;

/** What is particular to DNS, from a name server over real UDP and TCP. */
class DnsRecordsTest {
    private NameServer server;

    @BeforeEach
    void start() throws Exception {
        server = new NameServer();
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private static Record a(String name, String address, long ttl) throws IOException {
        InetAddress literal = InetAddress.getByName(address);
        return address.indexOf(':') < 0
                ? new ARecord(Name.fromString(name), DClass.IN, ttl, literal)
                : new AAAARecord(Name.fromString(name), DClass.IN, ttl, literal);
    }

    private static Record srv(int priority, int weight, int port, String target) throws IOException {
        return new SRVRecord(
                Name.fromString("_http._tcp.orders.test."),
                DClass.IN,
                60,
                priority,
                weight,
                port,
                Name.fromString(target));
    }

    private DnsRecords addresses() {
        return DnsRecords.addresses("orders.test.:8080").at(server.address());
    }

    private Duration delayAfterAnswer(DnsRecords records) throws Exception {
        try (Lookout lookout = new Lookout(records)) {
            // After each answer there is a delay, and before that after each failure, as where a machine stalls.
            lookout.until("it is asked again", now -> now.answers() > 0 && now.delays() > now.failures() + 1);
            return lookout.delaysSince(lookout.failures() + 1).get(0);
        }
    }

    @ParameterizedTest
    @CsvSource({"7,7", "0,5", "1,5", "86400,300"})
    void aNameIsAskedForAgainWhenItsTimeIsOver(long ttl, long seconds) throws Exception {
        server.publish(List.of(a("orders.test.", "10.0.0.1", 1_000), a("orders.test.", "fd00::1", ttl)));
        // Varied by a tenth, which is nothing at the watcher's chance of one half.
        assertThat(delayAfterAnswer(addresses())).isEqualTo(Duration.ofSeconds(Math.min(seconds, 300)));
    }

    @Test
    void bothFamiliesAreFoundAndEitherAloneWhereThatIsWanted() throws Exception {
        server.publish(List.of(a("orders.test.", "10.0.0.1", 60), a("orders.test.", "fd00::1", 60)));
        assertThat(found(addresses()).toString()).isEqualTo("[10.0.0.1:8080, [fd00:0:0:0:0:0:0:1]:8080]");
        assertThat(found(addresses()).get(0).host()).isEqualTo("orders.test");
        assertThat(found(addresses().family(Family.IPV4))).hasSize(1);
        assertThat(found(addresses().family(Family.IPV6)).get(0)).hasToString("[fd00:0:0:0:0:0:0:1]:8080");
    }

    private static List<Endpoint> found(DnsRecords records) throws Exception {
        try (Lookout lookout = new Lookout(records)) {
            lookout.until("something is found", now -> now.answers() > 0);
            return lookout.last();
        }
    }

    @Test
    void anAnswerThatWasCutIsAskedForOverTcp() throws Exception {
        List<Record> many = new ArrayList<>();
        for (int i = 1; i <= 200; i++) {
            many.add(a("orders.test.", "10.0.0." + i, 60));
        }
        server.publish(many);
        assertThat(found(addresses())).hasSize(200);
        assertThat(server.tcp).hasPositiveValue();
        assertThat(server.udp).hasPositiveValue();
    }

    @Test
    void aliasesAreFollowed() throws Exception {
        server.publish(List.of(
                new CNAMERecord(Name.fromString("orders.test."), DClass.IN, 60, Name.fromString("real.test.")),
                a("real.test.", "10.0.0.7", 60)));
        List<Endpoint> found = found(addresses());
        assertThat(found.toString()).isEqualTo("[10.0.0.7:8080]");
        assertThat(found.get(0).host()).as("the name that was asked for").isEqualTo("orders.test");
    }

    /** Whoever fails over by an alias keeps that short and the addresses behind it long. */
    @Test
    void anAliasCountsNoLongerThanItSays() throws Exception {
        server.publish(List.of(
                new CNAMERecord(Name.fromString("orders.test."), DClass.IN, 40, Name.fromString("east.test.")),
                new CNAMERecord(Name.fromString("east.test."), DClass.IN, 9, Name.fromString("real.test.")),
                a("real.test.", "10.0.0.7", 3_600)));
        assertThat(delayAfterAnswer(addresses())).isEqualTo(Duration.ofSeconds(9));
    }

    @Test
    void aTargetThatCanBeNoHostHidesNoOthers() throws Exception {
        server.publish(List.of(
                srv(0, 1, 8080, "a.test."), srv(0, 1, 8081, "no\\032host.test."), a("a.test.", "10.0.0.1", 60)));
        assertThat(found(DnsRecords.services("_http._tcp.orders.test.").at(server.address()))
                        .toString())
                .isEqualTo("[10.0.0.1:8080]");
    }

    /** The first failure may be that no answer came in time, where a machine stalls. */
    private static void untilFailure(Lookout lookout, String sentence) throws InterruptedException {
        lookout.until(
                "it fails with \"" + sentence + "\"",
                now -> now.failures() > 0 && now.lastFailure().contains(sentence));
    }

    @Test
    void aNameThatIsGoneIsAFailureWithAName() throws Exception {
        try (Lookout lookout = new Lookout(addresses())) {
            untilFailure(lookout, "DNS has no address for orders.test.");
            assertThat(lookout.answers()).isZero();
        }
    }

    @Test
    void prioritiesOfServiceRecordsBecomeRanksAndZeroWeightsASmallChance() throws Exception {
        server.publish(List.of(
                srv(10, 60, 8080, "a.test."),
                srv(10, 0, 8081, "b.test."),
                srv(500, 0, 8082, "c.test."),
                srv(65_535, 3, 8083, "d.test."),
                a("a.test.", "10.0.0.1", 60),
                a("b.test.", "10.0.0.2", 60),
                a("c.test.", "10.0.0.3", 60),
                a("d.test.", "10.0.0.4", 60)));
        List<Endpoint> found =
                found(DnsRecords.services("_http._tcp.orders.test.").at(server.address()));
        assertThat(found.stream().map(Endpoint::toString))
                .containsExactlyInAnyOrder("10.0.0.1:8080", "10.0.0.2:8081", "10.0.0.3:8082", "10.0.0.4:8083");
        assertThat(found.stream().map(e -> e.port() + " " + e.priority() + " " + e.weight()))
                .containsExactlyInAnyOrder("8080 0 600", "8081 0 1", "8082 1 1", "8083 2 3");
    }

    @Test
    void aTargetOfTheRootMeansThatThereIsNoSuchService() throws Exception {
        server.publish(List.of(srv(0, 0, 0, ".")));
        try (Lookout lookout =
                new Lookout(DnsRecords.services("_http._tcp.orders.test.").at(server.address()))) {
            untilFailure(lookout, "no SRV record with an address");
        }
    }

    @Test
    void itIsReadFromYamlInPlaceOfTheJdks() {
        assertThat(DiscoveryProvider.all().stream().filter(p -> p.name().equals("dns")))
                .singleElement()
                .isInstanceOf(DnsProvider.class);
        assertThat(read("dns", "- { dns: \"orders.svc:8443\" }")).isEqualTo(DnsRecords.addresses("orders.svc:8443"));
        assertThat(read("dns", "- { dns: orders.svc, every: 10s }"))
                .isEqualTo(DnsRecords.addresses("orders.svc").ttl(Duration.ofSeconds(10), Duration.ofSeconds(10)));
        assertThat(read(
                        "srv",
                        "- { srv: _https._tcp.orders.svc, minTtl: 1s, maxTtl: 1m, server: [\"10.0.0.53\", \"fd00::53\"],"
                                + " family: ipv4 }"))
                .isEqualTo(DnsRecords.services("_https._tcp.orders.svc")
                        .ttl(Duration.ofSeconds(1), Duration.ofMinutes(1))
                        .at("10.0.0.53", "fd00::53")
                        .family(Family.IPV4));
        assertThatThrownBy(() -> read("dns", "- { dns: a, server: ns.example }"))
                .hasMessageContaining("is no address");
        assertThatThrownBy(() -> read("dns", "- { dns: a, every: 1s, minTtl: 1s }"))
                .hasMessageContaining("Leave every out");
        assertThatThrownBy(() -> read("dns", "- { dns: a, minTtl: 1h }")).hasMessageContaining("not above the most");
        assertThatThrownBy(() -> read("dns", "- { dns: \"a:b\" }")).hasMessageContaining("host:port");
    }

    private static Object read(String name, String yaml) {
        return BlockList.read(Path.of("hauberk.yaml"), yaml, "discover", name, 1, new DnsProvider(name)::read)
                .get(0);
    }
}
