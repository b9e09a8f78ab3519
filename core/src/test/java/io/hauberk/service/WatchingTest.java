package io.hauberk.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.discovery.Discovery;
import io.hauberk.discovery.Endpoint;
import io.hauberk.discovery.Watcher;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WatchingTest {
    private final Bench bench = new Bench();
    private final Watcher[] watcher = new Watcher[1];
    private final Discovery discovery = told -> {
        watcher[0] = told;
        return () -> {};
    };

    @Test
    void ageAndStalenessAreShown() {
        bench.only(Service.named("orders").discover(discovery));
        assertThat(bench.shown("hauberk.discovery.age")).isNaN();
        watcher[0].found(Bench.endpoints(3));
        bench.time.advance(Duration.ofSeconds(7));
        assertThat(bench.shown("hauberk.discovery.age")).isEqualTo(7);
        assertThat(bench.shown("hauberk.discovery.endpoints")).isEqualTo(3);
        assertThat(bench.shown("hauberk.discovery.stale")).isZero();
        watcher[0].failed(new IOException("down"));
        watcher[0].found(List.of());
        assertThat(bench.shown("hauberk.discovery.stale")).isEqualTo(1);
        assertThat(bench.counted("hauberk.discovery.failures", "service", "orders"))
                .isEqualTo(2);
        assertThat(bench.shown("hauberk.discovery.endpoints")).isEqualTo(3);
        watcher[0].found(Bench.endpoints(2));
        assertThat(bench.shown("hauberk.discovery.stale")).isZero();
    }

    @Test
    void whatIsRecalledIsUsedAndShownAsStaleUntilSomethingIsFound() throws IOException {
        ServiceHandler orders = bench.only(Service.named("orders").discover(discovery));
        watcher[0].recalled(Bench.endpoints(2), bench.time.instant().minusSeconds(60));
        assertThat(bench.get(orders)).isEqualTo(200);
        assertThat(bench.shown("hauberk.discovery.stale")).isEqualTo(1);
        assertThat(bench.shown("hauberk.discovery.age")).isEqualTo(60);
        watcher[0].found(Bench.endpoints(3));
        assertThat(bench.shown("hauberk.discovery.stale")).isZero();
        watcher[0].recalled(Bench.endpoints(1), bench.time.instant());
        assertThat(bench.shown("hauberk.discovery.endpoints")).isEqualTo(3);
    }

    @Test
    void connectionsAreGivenUpOnceWhereAnEndpointLeavesForAWhile() {
        bench.only(Service.named("orders").discover(discovery));
        List<Endpoint> all = Bench.endpoints(3);
        watcher[0].found(all);
        List<Endpoint> draining =
                all.stream().map(e -> e.leaving(e.port() == 9002)).toList();
        for (int answer = 0; answer < 5; answer++) {
            watcher[0].found(draining);
        }
        assertThat(bench.transport.forgotten()).containsExactly(9002);
        watcher[0].found(List.of(all.get(0), all.get(2)));
        assertThat(bench.transport.forgotten()).containsExactly(9002, 9002);
    }

    @Test
    void ofTooManyEndpointsTheFirstAreUsed() {
        bench.only(Service.named("orders").discover(discovery));
        watcher[0].found(IntStream.range(0, 10_050)
                .mapToObj(i -> Endpoint.of("http", "10.1." + i / 250 + "." + i % 250, 80))
                .toList());
        assertThat(bench.shown("hauberk.discovery.endpoints")).isEqualTo(10_000);
        assertThat(bench.shown("hauberk.mesh.endpoints", "state", "healthy")).isEqualTo(10_000);
    }
}
