package io.hauberk.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Deadline;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.Ticker;
import io.hauberk.discovery.Discovery;
import io.hauberk.discovery.Dns;
import io.hauberk.identity.Tls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class DnsTest {
    private final Bench bench = new Bench();
    private final List<String> asked = new ArrayList<>();
    private List<String> addresses = List.of("10.0.0.1", "10.0.0.2");
    private boolean down;

    private final Dns dns = Discovery.dns("orders.svc:8443").resolver(this::resolve);
    private final Service service = Service.named("orders")
            .discover(dns)
            .tls(Tls.server())
            .balance(Balancer.roundRobin())
            .retry(Retry.never());

    private List<InetAddress> resolve(String name) throws UnknownHostException {
        asked.add(name);
        if (down) {
            throw new UnknownHostException(name);
        }
        List<InetAddress> found = new ArrayList<>();
        for (String address : addresses) {
            found.add(InetAddress.getByName(address));
        }
        return found;
    }

    private Set<String> reached(ServiceHandler orders) throws IOException {
        bench.transport.forget();
        bench.gets(orders, 10);
        return bench.transport.seen().stream()
                .map(seen -> seen.attempt().endpoint().toString())
                .collect(Collectors.toSet());
    }

    @Test
    void allAddressesOfTheNameAreEndpoints() throws IOException {
        ServiceHandler orders = bench.only(service);
        bench.later.run();
        assertThat(reached(orders)).containsExactlyInAnyOrder("10.0.0.1:8443", "10.0.0.2:8443");
        assertThat(bench.transport.last().attempt().endpoint().scheme()).isEqualTo("https");
        assertThat(bench.transport.last().attempt().endpoint().host()).isEqualTo("orders.svc");
        assertThat(asked).containsExactly("orders.svc");
    }

    @Test
    void theyAreLookedUpAgainAboutEveryThirtySeconds() throws IOException {
        ServiceHandler orders = bench.only(service);
        bench.later.run();
        assertThat(bench.later.tasks()).hasSize(1);
        assertThat(bench.later.tasks().get(0).delay()).isBetween(Duration.ofSeconds(27), Duration.ofSeconds(33));
        addresses = List.of("10.0.0.2", "10.0.0.3", "fd00::3");
        bench.later.run();
        assertThat(reached(orders))
                .containsExactlyInAnyOrder("10.0.0.2:8443", "10.0.0.3:8443", "[fd00:0:0:0:0:0:0:3]:8443");
    }

    @Test
    void aNameServerThatFailsOrFindsNothingEmptiesNothing() throws IOException {
        ServiceHandler orders = bench.only(service);
        bench.later.run();
        down = true;
        bench.later.run();
        assertThat(bench.later.tasks().get(0).delay())
                .as("after a failure it is asked again sooner")
                .isLessThan(Duration.ofSeconds(6));
        assertThat(reached(orders)).hasSize(2);
        down = false;
        addresses = List.of();
        bench.later.run();
        assertThat(reached(orders)).hasSize(2);
        addresses = List.of("10.0.0.9");
        bench.later.run();
        assertThat(reached(orders)).containsExactly("10.0.0.9:8443");
    }

    @Test
    void addressesThatStayKeepTheirState() {
        ServiceHandler orders = bench.only(service);
        bench.later.run();
        bench.transport.all(
                (request, attempt) -> Response.of(attempt.endpoint().toString().startsWith("10.0.0.1:") ? 500 : 200));
        bench.tries(orders, 10);
        assertThat(bench.shown("hauberk.mesh.endpoints", "state", "ejected")).isEqualTo(1);
        addresses = List.of("10.0.0.3", "10.0.0.2", "10.0.0.1");
        bench.later.run();
        assertThat(bench.shown("hauberk.mesh.endpoints", "state", "ejected")).isEqualTo(1);
        assertThat(bench.shown("hauberk.mesh.endpoints", "state", "healthy")).isEqualTo(2);
    }

    @Test
    void whileNothingWasEverFoundCallsAreRefusedAndDoNotWaitForLong() throws IOException {
        down = true;
        ServiceHandler orders = bench.only(service);
        bench.later.run();
        Response response = orders.handle(bench.request("GET"));
        assertThat(response.rejection()).isNotNull();
        assertThat(response.rejection().reason()).isEqualTo("no-endpoint");
        down = false;
        bench.later.run();
        assertThat(bench.get(orders)).isEqualTo(200);
    }

    @Test
    void theFirstCallWaitsForTheFirstAnswerAndNotBeyondItsDeadline() throws Exception {
        ServiceHandler orders = bench.only(service);
        // Nobody has looked up anything yet, so this waits for real, for its 20 ms.
        Request impatient = bench.request("GET");
        impatient.exchange().shrink(Deadline.after(Duration.ofMillis(20), Ticker.system()));
        assertThat(orders.handle(impatient).status()).isIn(503, 504);

        int status = 503;
        // Each waits for five seconds, and a busy machine may hold up whoever is to look up meanwhile.
        for (int i = 0; status == 503 && i < 5; i++) {
            status = statusOfOneThatWaits();
        }
        assertThat(status).isEqualTo(200);
    }

    private static int statusOfOneThatWaits() throws InterruptedException {
        DnsTest fresh = new DnsTest();
        ServiceHandler orders = fresh.bench.only(fresh.service);
        int[] status = new int[1];
        Thread caller = new Thread(() -> {
            try {
                status[0] = fresh.bench.get(orders);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        caller.start();
        while (caller.getState() != Thread.State.TIMED_WAITING && caller.isAlive()) {
            Thread.onSpinWait();
        }
        fresh.bench.later.run();
        caller.join();
        return status[0];
    }

    @Test
    void aReloadKeepsAWatchThatIsUnderWay() throws IOException {
        ServiceHandler orders = bench.only(service);
        bench.later.run();
        bench.only(service.timeout(Duration.ofSeconds(1)));
        assertThat(asked).hasSize(1);
        assertThat(bench.later.tasks()).hasSize(1);
        assertThat(reached(orders)).hasSize(2);
    }

    @Test
    void anotherNameTakesOverWhenItHasFoundSomethingAndTheOldOneIsAskedNoMore() throws IOException {
        ServiceHandler orders = bench.only(service);
        bench.later.run();
        bench.only(service.discover(Discovery.dns("other.svc:8443").resolver(this::resolve)));
        assertThat(reached(orders)).as("until then").contains("10.0.0.1:8443");
        addresses = List.of("10.0.0.7");
        bench.later.run();
        bench.later.run();
        assertThat(asked).containsExactly("orders.svc", "other.svc");
        assertThat(reached(orders)).containsExactly("10.0.0.7:8443");
        assertThat(bench.later.tasks())
                .as("the next look, and when the old ones are forgotten")
                .hasSize(2);
    }

    @Test
    void itIsAskedNoMoreOnceTheServiceIsGone() {
        bench.only(service);
        bench.later.run();
        bench.services.replace(List.of());
        bench.later.run();
        assertThat(asked).hasSize(1);
        assertThat(bench.later.tasks()).isEmpty();
    }

    @Test
    void aPortThatIsNotGivenIsTheSchemes() throws IOException {
        Dns plain = Discovery.dns("orders.svc").resolver(this::resolve);
        ServiceHandler orders = bench.only(Service.named("orders").discover(plain));
        bench.later.run();
        bench.get(orders);
        assertThat(bench.transport.last().attempt().endpoint()).hasToString("10.0.0.1:80");
    }

    @Test
    void namesAreLookedUpForRealOnDaemonThreads() throws Exception {
        try (Services real = Services.builder(s -> bench.transport).build()) {
            real.replace(List.of(Service.named("orders").discover(Discovery.dns("localhost:8080"))));
            // Who waits for the first answer gives up after a while, and a busy machine may take longer.
            int status = 503;
            for (int i = 0; status == 503 && i < 10; i++) {
                status = real.handler("orders").handle(Request.get("/")).status();
            }
            assertThat(status).isEqualTo(200);
            assertThat(Thread.getAllStackTraces().keySet())
                    .filteredOn(thread -> thread.getName().startsWith("hauberk-discovery"))
                    .isNotEmpty()
                    .allMatch(Thread::isDaemon);
        }
    }
}
