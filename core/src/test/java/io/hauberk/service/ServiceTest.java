package io.hauberk.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.Filter;
import io.hauberk.Settings;
import io.hauberk.config.Yaml;
import io.hauberk.discovery.Discovery;
import io.hauberk.discovery.Endpoint;
import io.hauberk.identity.Tls;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceTest {
    private static final Service PLAIN = Service.named("orders").endpoints("http://127.0.0.1:9001");
    private static final Service SECURE = Service.named("orders").endpoints("https://127.0.0.1:9001");

    private static Function<Settings, Service> reader() {
        return settings -> Service.from("orders", settings, Service.named("defaults"), owner -> {
            owner.texts("filters");
            return List.of();
        });
    }

    @Test
    void theDefaultsAreThoseOfTheReference() {
        Service service = Service.named("orders");
        assertThat(service.timeout()).isEqualTo(Duration.ofSeconds(15));
        assertThat(service.attemptTimeout()).isNull();
        assertThat(service.connectTimeout()).isEqualTo(Duration.ofSeconds(1));
        assertThat(service.idleTimeout()).isEqualTo(Duration.ofSeconds(60));
        assertThat(service.balancer()).isEqualTo(Balancer.leastRequest());
        assertThat(service.retry().retries()).isEqualTo(1);
        assertThat(service.retry().conditions())
                .containsExactly(Condition.CONNECT_FAILURE, Condition.REFUSED_STREAM, Condition.STALE);
        assertThat(service.retry().budgetRatio()).isEqualTo(0.2);
        assertThat(service.retry().budgetPerSecond()).isEqualTo(10);
        assertThat(service.retry().baseBackoff()).isEqualTo(Duration.ofMillis(25));
        assertThat(service.retry().maxBackoff()).isEqualTo(Duration.ofMillis(250));
        assertThat(service.outlierDetection()).isEqualTo(OutlierDetection.consecutiveFailures(5));
        assertThat(service.outlierDetection().baseEjection()).isEqualTo(Duration.ofSeconds(30));
        assertThat(service.outlierDetection().maxEjection()).isEqualTo(Duration.ofSeconds(300));
        assertThat(service.outlierDetection().maxEjectionPercent()).isEqualTo(50);
        assertThat(service.panicThreshold()).isEqualTo(50);
        assertThat(service.filters()).isEmpty();
    }

    @Test
    void tlsFollowsTheSchemeUnlessItIsGiven() {
        assertThat(PLAIN.tls()).isEqualTo(Tls.off());
        assertThat(SECURE.tls()).isEqualTo(Tls.server());
        assertThat(SECURE.tls(Tls.mutual()).tls().trust()).isEqualTo(Tls.Trust.MESH);
        Service found = Service.named("orders").discover(Discovery.dns("orders.svc:8443"));
        assertThat(found.scheme()).isEqualTo("http");
        assertThat(found.tls(Tls.mutual()).scheme()).isEqualTo("https");
    }

    @Test
    void aFullEntryIsRead() {
        Filter filter = (request, next) -> next.handle(request);
        Service read = Yaml.read(
                """
                endpoints: [ "https://127.0.0.1:9001", { url: "https://127.0.0.1:9002", zone: b, weight: 2, priority: 1, labels: { version: v2 }, hashKey: two, leaving: true } ]
                balance: roundRobin
                timeout: 2s
                attemptTimeout: 800ms
                connectTimeout: 300ms
                idleTimeout: 30s
                panicThreshold: 25
                retry: { retries: 2, on: [connect-failure, 503], backoff: { base: 10ms, max: 100ms }, budget: { ratio: 0.1, minPerSecond: 5 } }
                outlierDetection: { consecutiveFailures: 3, baseEjection: 10s, maxEjectionPercent: 30 }
                tls: { mode: mutual, peers: ["spiffe://shop/ns/prod/sa/orders"], trust: ca.crt, serverName: shop }
                filters: [x]
                """,
                settings -> Service.from("orders", settings, Service.named("defaults"), owner -> {
                    owner.texts("filters");
                    return List.of(filter);
                }));

        Service expected = Service.named("orders")
                .endpoints(List.of(
                        Endpoint.of("https", "127.0.0.1", 9001),
                        Endpoint.of("https", "127.0.0.1", 9002)
                                .weighing(2)
                                .in("b")
                                .priority(1)
                                .labelled(Map.of("version", "v2"))
                                .hashed("two")
                                .leaving(true)))
                .balance(Balancer.roundRobin())
                .timeout(Duration.ofSeconds(2))
                .attemptTimeout(Duration.ofMillis(800))
                .connectTimeout(Duration.ofMillis(300))
                .idleTimeout(Duration.ofSeconds(30))
                .panicThreshold(25)
                .retry(Retry.undelivered()
                        .retries(2)
                        .on(Condition.CONNECT_FAILURE, Condition.status(503))
                        .backoff(Duration.ofMillis(10), Duration.ofMillis(100))
                        .budget(0.1, 5))
                .outlierDetection(OutlierDetection.consecutiveFailures(3)
                        .baseEjection(Duration.ofSeconds(10))
                        .maxEjectionPercent(30))
                .tls(Tls.mutual()
                        .peers("spiffe://shop/ns/prod/sa/orders")
                        .trust(Path.of("ca.crt"))
                        .serverName("shop"))
                .use(filter);
        assertThat(read.tls()).isEqualTo(expected.tls());
        assertThat(read.retry()).isEqualTo(expected.retry());
        assertThat(read.outlierDetection()).isEqualTo(expected.outlierDetection());
        assertThat(read.discovery()).isEqualTo(expected.discovery());
        assertThat(read).isEqualTo(expected);
        assertThat(read.faults()).isEmpty();
    }

    @Test
    void aDifferentWeightIsADifferentService() {
        Endpoint endpoint = Endpoint.of("http", "h", 1);
        assertThat(Service.named("orders").endpoints(List.of(endpoint)))
                .isNotEqualTo(Service.named("orders").endpoints(List.of(endpoint.weighing(2))));
    }

    @Test
    void whatIsNotSaidIsTakenFromTheDefaults() {
        Service defaults =
                Service.named("defaults").timeout(Duration.ofSeconds(5)).balance(Balancer.random());
        Service read = Yaml.read(
                "discover: { dns: \"orders.svc:8443\", every: 10s }",
                settings -> Service.from("orders", settings, defaults, owner -> List.of()));
        assertThat(read)
                .isEqualTo(defaults.as("orders")
                        .discover(Discovery.dns("orders.svc:8443").every(Duration.ofSeconds(10))));
    }

    @Test
    void aFileAndASnapshotAreFoundBesideTheConfiguration() {
        Service read = Yaml.read("discover: { file: endpoints.yaml, snapshot: kept }", reader());
        Service whole = Yaml.read("discover: { file: endpoints.yaml, snapshot: { path: kept, maxAge: 1d } }", reader());
        Discovery file = Discovery.file(Path.of("endpoints.yaml"));
        assertThat(read.discovery()).isEqualTo(file.snapshot(Path.of("kept")));
        assertThat(whole.discovery())
                .isEqualTo(file.snapshot(Path.of("kept")).maxAge(Duration.ofDays(1)))
                .isNotEqualTo(read.discovery());
    }

    @Test
    void shortFormsAndThingsSwitchedOffAreRead() {
        Service read = Yaml.read("""
                endpoints: "http://127.0.0.1:9001"
                retry: 3
                outlierDetection: off
                tls: false
                """, reader());
        assertThat(read.retry()).isEqualTo(Retry.undelivered().retries(3));
        assertThat(read.outlierDetection()).isEqualTo(OutlierDetection.off());
        assertThat(read.tls()).isEqualTo(Tls.off());
    }

    @ParameterizedTest
    @ValueSource(strings = {"when: [reset]", "on: [reset]", "true: [reset]"})
    void whatToRetryOnMayBeCalledWhen(String on) {
        Service read = Yaml.read("endpoints: [\"http://h:1\"]\nretry:\n  retries: 1\n  " + on + "\n", reader());
        assertThat(read.retry().conditions()).containsExactly(Condition.RESET);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            endpoints: ["127.0.0.1:9001"]                      | needs a scheme
            endpoints: ["ftp://127.0.0.1:9001"]                | http or https
            endpoints: ["http://127.0.0.1:9001/api"]           | without user, path or query
            endpoints: ["http://me@127.0.0.1:9001"]            | without user, path or query
            endpoints: ["http://127.0.0.1:99999"]              | not of the form
            endpoints: [{ url: "http://h:1", weight: -1 }]     | from 0 to 1000000
            endpoints: [{ weight: 1 }]                         | needs url
            discover: { dns: "orders.svc:port" }               | not of the form host:port
            discover: { dnss: "orders.svc:1" }                 | Did you mean "dns"?
            {discover: {dns: "a:1"}, endpoints: ["http://a"]}  | not both
            discover: { dns: "a:1", file: a.yaml }             | names dns and file
            discover: { every: 10s }                           | does not say how to find the service
            discover: { kubernets: orders }                    | Did you mean "kubernetes"?
            discover: { consul: orders }                       | Add the dependency io.hauberk:hauberk-consul
            discover: { srv: _http._tcp.orders }               | Add the dependency io.hauberk:hauberk-dns
            discover: { dns: "a:1", minTtl: 1s }               | Add io.hauberk:hauberk-dns
            discover: { dns: "a:1", snapshot: { maxAge: 1d } } | needs a path
            discover: { dns: "a:1", snapshot: [a, b] }         | One snapshot is enough
            endpoints: [{ url: "http://h:1", priority: 128 }]  | from 0 to 127
            balance: fastest                                   | none of
            timeout: 0s                                        | no time at all
            retry: { retries: 11 }                             | from 0 to 10
            retry: { on: [sometimes] }                         | nothing to retry on
            retry: { on: [200] }                               | nothing to retry on
            retry: { backoff: { base: 1s, max: 100ms } }       | shorter than its base
            retry: { budget: { ratio: 20 } }                   | from 0.0 to 1.0
            retry: [1, 2]                                      | one retry
            outlierDetection: { maxEjectionPercent: 0.5 }      | percentage
            outlierDetection: { consecutiveFailures: 0 }       | from 1
            outlierDetection: { maxEjection: 1s }              | shorter than baseEjection
            tls: { mode: mtls }                                | none of mutual, off, server
            tls: { mode: server, peers: [a] }                  | mutual TLS only
            tls: { mode: off, serverName: a }                  | TLS is off
            panicThreshold: 0.5                                | percentage
            """)
    void brokenEntriesAreToldInASentence(String yaml, String fault) {
        assertThat(Yaml.faults(yaml, reader()).toString()).contains(fault).contains("hauberk.yaml:1");
    }

    @Test
    void contradictionsAreTold() {
        assertThat(Service.named("orders").faults().toString()).contains("no endpoints");
        assertThat(PLAIN.endpoints(List.of()).faults().toString()).contains("empty list");
        assertThat(PLAIN.endpoints(List.of(Endpoint.of("http", "h", 1).weighing(0)))
                        .faults()
                        .toString())
                .contains("weight 0 only");
        assertThat(PLAIN.tls(Tls.mutual()).faults().toString()).contains("mutual TLS at an http endpoint");
        assertThat(PLAIN.tls(Tls.server()).faults().toString()).contains("TLS at an http endpoint");
        assertThat(SECURE.tls(Tls.off()).faults().toString()).contains("TLS off for an https endpoint");
        assertThat(SECURE.tls(Tls.server().peers("spiffe://shop/a")).faults().toString())
                .contains("mutual TLS only");
        assertThat(Service.named("orders")
                        .endpoints("http://a:1", "https://a:2")
                        .faults()
                        .toString())
                .contains("mixes http and https");
        assertThat(PLAIN.attemptTimeout(Duration.ofSeconds(20)).faults().toString())
                .contains("more than the whole call");
        assertThat(PLAIN.faults()).isEmpty();
        assertThat(SECURE.tls(Tls.mutual().peers("spiffe://shop/a")).faults()).isEmpty();
    }

    @Test
    void retriesThatCouldNotBeginInTimeAreWarnedAbout() {
        Service service = PLAIN.timeout(Duration.ofSeconds(1)).attemptTimeout(Duration.ofMillis(400));
        assertThat(service.warnings()).isEmpty();
        assertThat(service.retry(Retry.idempotent().retries(2)).warnings()).isEmpty();
        assertThat(service.retry(Retry.idempotent().retries(3)).warnings().toString())
                .contains("3 retries")
                .contains("400ms");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Orders", "orders.shop", "-orders", "orders-", "a_b", "ordérs"})
    void aNameIsADnsLabel(String name) {
        assertThatThrownBy(() -> Service.named(name)).hasMessageContaining("cannot name a service");
    }

    @Test
    void endpointsAreParsed() {
        assertThat(Endpoint.parse("https://orders").port()).isEqualTo(443);
        assertThat(Endpoint.parse("HTTP://orders/").port()).isEqualTo(80);
        assertThat(Endpoint.parse("http://[::1]:8080").host()).isEqualTo("::1");
        assertThat(Endpoint.parse("http://[::1]:8080")).hasToString("[::1]:8080");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://",
                "http://h:",
                "http://h:0",
                "http://h:+1",
                "http://[h]:1",
                "http://::1:80",
                "http://a b"
            })
    void whatIsNoEndpointIsRefused(String url) {
        assertThatThrownBy(() -> Endpoint.parse(url)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void valuesOutOfRangeAreRefused() {
        assertThatThrownBy(() -> PLAIN.timeout(Duration.ZERO)).hasMessageContaining("timeout");
        assertThatThrownBy(() -> PLAIN.panicThreshold(0.5)).hasMessageContaining("0.5");
        assertThatThrownBy(() -> Retry.idempotent().retries(-1)).hasMessageContaining("-1");
        assertThatThrownBy(() -> Retry.idempotent().budget(1.5)).hasMessageContaining("1.5");
        assertThatThrownBy(() -> Retry.idempotent().backoff(Duration.ofSeconds(2), Duration.ofSeconds(1)))
                .hasMessageContaining("PT2S");
        assertThatThrownBy(() -> Condition.status(200)).hasMessageContaining("200");
        assertThatThrownBy(() -> Discovery.dns("a:b")).hasMessageContaining("host:port");
        assertThatThrownBy(() -> Tls.server().trust(Tls.Trust.FILE)).hasMessageContaining("file");
    }
}
