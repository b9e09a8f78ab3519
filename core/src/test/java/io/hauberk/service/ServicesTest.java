package io.hauberk.service;

import static io.hauberk.service.FakeTransport.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.Response;
import io.hauberk.discovery.Endpoint;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServicesTest {
    private final Bench bench = new Bench();
    private final Map<String, List<FakeTransport>> opened = new LinkedHashMap<>();
    private final Services services = Services.builder(this::open)
            .metrics(bench.metrics)
            .ticker(bench.time)
            .sleeper(bench.time)
            .timer(bench.later)
            .build();

    private Transport open(Service service) {
        if (service.name().equals("broken")) {
            throw new IllegalStateException("no certificate");
        }
        FakeTransport transport = new FakeTransport();
        opened.computeIfAbsent(service.name(), name -> new ArrayList<>()).add(transport);
        return transport;
    }

    private static Service service(String name, int endpoints) {
        return Service.named(name)
                .endpoints(Bench.endpoints(endpoints))
                .balance(Balancer.roundRobin())
                .retry(Retry.never());
    }

    private FakeTransport transport(String name) {
        List<FakeTransport> all = opened.get(name);
        return all.get(all.size() - 1);
    }

    @Test
    void whatIsEqualStaysAsItIs() throws IOException {
        services.replace(List.of(service("a", 2), service("b", 2)));
        ServiceHandler a = services.handler("a");
        ServiceHandler.Running running = a.running();

        services.replace(List.of(service("a", 2), service("b", 3)));

        assertThat(services.handler("a")).isSameAs(a);
        assertThat(a.running()).isSameAs(running);
        assertThat(opened.get("a")).hasSize(1);
        assertThat(opened.get("b")).hasSize(2);
        assertThat(opened.get("b").get(0).closed()).isTrue();
        assertThat(opened.get("b").get(1).closed()).isFalse();
    }

    @Test
    void endpointsThatStayKeepTheirState() {
        services.replace(List.of(service("a", 3)));
        ServiceHandler a = services.handler("a");
        transport("a").at(9002, status(500));
        bench.tries(a, 15);
        assertThat(bench.shown("hauberk.mesh.endpoints", "state", "ejected")).isEqualTo(1);

        services.replace(List.of(service("a", 4)));

        assertThat(bench.shown("hauberk.mesh.endpoints", "state", "ejected")).isEqualTo(1);
        assertThat(bench.shown("hauberk.mesh.endpoints", "state", "healthy")).isEqualTo(3);
        bench.tries(a, 40);
        assertThat(transport("a").ports()).doesNotContain(9002).contains(9004);
    }

    @Test
    void whoIsRemovedAndComesBackBeginsAnew() {
        services.replace(List.of(service("a", 3)));
        transport("a").at(9002, status(500));
        bench.tries(services.handler("a"), 15);
        services.replace(List.of(service("a", 1)));
        services.replace(List.of(service("a", 3)));
        assertThat(bench.shown("hauberk.mesh.endpoints", "state", "healthy")).isEqualTo(3);
    }

    @Test
    void weightsChangeAndTheStateStays() throws IOException {
        services.replace(List.of(service("a", 2)));
        ServiceHandler a = services.handler("a");
        Response open = a.handle(bench.request("GET"));
        Endpoint first = Bench.endpoints(2).get(0);
        Endpoint second = Bench.endpoints(2).get(1);
        services.replace(List.of(service("a", 2).endpoints(List.of(first.weighing(0), second))));
        bench.gets(a, 10);
        assertThat(transport("a").ports()).containsOnly(9002);
        open.close();
        services.replace(List.of(service("a", 2).endpoints(List.of(first.weighing(3), second))));
        bench.gets(a, 400);
        assertThat(transport("a").ports().stream().filter(p -> p == 9001).count())
                .isBetween(290L, 310L);
        assertThat(Bench.active(a)).isZero();
    }

    @Test
    void aBadSetChangesNothing() {
        services.replace(List.of(service("a", 2)));
        ServiceHandler.Running running = services.handler("a").running();
        assertThatThrownBy(() -> services.replace(List.of(service("a", 3), service("b", 1), service("broken", 1))))
                .hasMessage("no certificate");
        assertThat(transport("b").closed()).isTrue();
        assertThatThrownBy(() -> services.replace(List.of(service("a", 3), Service.named("empty"))))
                .hasMessageContaining("Service empty has no endpoints");
        assertThatThrownBy(() -> services.replace(List.of(service("a", 3), service("a", 4))))
                .hasMessageContaining("two services of the name a");
        assertThat(services.handler("a").running()).isSameAs(running);
        assertThat(services.names()).containsExactly("a");
    }

    @Test
    void aServiceThatWentRefusesAndMayComeBack() throws IOException {
        services.replace(List.of(service("a", 2)));
        ServiceHandler a = services.handler("a");
        services.replace(List.of());
        assertThat(services.find("a")).isNull();
        assertThat(bench.get(a)).isEqualTo(503);
        assertThat(transport("a").closed()).isTrue();
        assertThat(bench.metrics.find("hauberk.mesh.endpoints").gauges()).isEmpty();

        services.replace(List.of(service("a", 2)));
        assertThat(services.handler("a")).isSameAs(a);
        assertThat(bench.get(a)).isEqualTo(200);
    }

    @Test
    void anUnknownNameIsToldWithThoseThereAre() {
        assertThatThrownBy(() -> services.handler("x")).hasMessageContaining("nor any other");
        services.replace(List.of(service("b", 1), service("a", 1)));
        assertThatThrownBy(() -> services.handler("x")).hasMessage("There is no service \"x\". There are a, b.");
    }

    @Test
    void closedServicesRefuse() throws IOException {
        services.replace(List.of(service("a", 1)));
        ServiceHandler a = services.handler("a");
        services.close();
        services.close();
        assertThat(bench.get(a)).isEqualTo(503);
        assertThat(transport("a").closed()).isTrue();
        assertThatThrownBy(() -> services.replace(List.of())).hasMessageContaining("closed");
    }

    @Test
    void withoutAClientItIsSaidWhatToAdd() {
        assertThatThrownBy(TransportProvider::find).hasMessageContaining("io.hauberk:hauberk-client-interceptors");
    }

    @Test
    void weightedHandlersShareByWeight() throws IOException {
        int[] counts = new int[3];
        Weighted weighted = Weighted.of(
                        request -> {
                            counts[0]++;
                            return Response.of(200);
                        },
                        9)
                .and(
                        request -> {
                            counts[1]++;
                            return Response.of(200);
                        },
                        1)
                .and(
                        request -> {
                            counts[2]++;
                            return Response.of(200);
                        },
                        0);
        for (int i = 0; i < 10_000; i++) {
            weighted.handle(bench.request("GET"));
        }
        assertThat(counts[0]).isBetween(8800, 9200);
        assertThat(counts[2]).isZero();
        assertThatThrownBy(() -> weighted.and(request -> Response.of(200), -1)).hasMessageContaining("-1");
    }
}
