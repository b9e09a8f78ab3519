package io.hauberk.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.Body;
import io.hauberk.Caller;
import io.hauberk.Exchange;
import io.hauberk.Headers;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.Ticker;
import io.hauberk.gateway.Gateway;
import io.hauberk.service.Service;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReloadTest {
    private static final String LIMITED = """
            hauberk: 1
            policies:
              two-only: { rateLimit: { limit: 2, per: 1h, by: address } }
            routes:
              - name: a
                match: [ { path: /a } ]
                filters: [ two-only ]
              - name: b
                match: [ { path: /b } ]
                filters: [ { rateLimit: { limit: 1, per: 1h, by: address } } ]
            """;

    @TempDir
    Path folder;

    @Test
    void aFileWithFaultsIsNotLoadedAndAllItsFaultsAreTold() {
        Written written = new Written(folder).write("hauberk: 1\nroutse: []\nunmatched: maybe\n");

        assertThatThrownBy(() -> written.loader().load())
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("hauberk.yaml:2:1: Unknown key \"routse\"")
                .hasMessageContaining("hauberk.yaml:3:1: unmatched \"maybe\"");
    }

    @Test
    void theGatewayStaysTheSameObjectAndDoesSomethingElse() throws Exception {
        Written written = new Written(folder).write(passing("/a"));
        try (Hauberk hauberk = written.loader().load()) {
            Gateway gateway = hauberk.gateway();
            assertThat(status(gateway, "/a")).isEqualTo(200);
            assertThat(status(gateway, "/b")).isEqualTo(404);

            written.write(passing("/b"));
            assertThat(hauberk.reload()).isEmpty();

            assertThat(hauberk.gateway()).isSameAs(gateway);
            assertThat(hauberk.generation()).isEqualTo(2);
            assertThat(status(gateway, "/a")).isEqualTo(404);
            assertThat(status(gateway, "/b")).isEqualTo(200);
        }
    }

    @Test
    void aBrokenFileChangesNothingAndIsReported() throws Exception {
        SimpleMeterRegistry metrics = new SimpleMeterRegistry();
        Written written = new Written(folder).write(passing("/a"));
        try (Hauberk hauberk = written.loader().metrics(metrics).load()) {
            written.write(passing("/b") + "nonsense: 1\n");

            assertThat(hauberk.reload()).singleElement().asString().contains("Unknown key \"nonsense\"");
            assertThat(hauberk.faults()).hasSize(1);
            assertThat(hauberk.generation()).isEqualTo(1);
            assertThat(status(hauberk.gateway(), "/a")).isEqualTo(200);
            assertThat(metrics.get("hauberk.config.reload")
                            .tag("outcome", "refused")
                            .counter()
                            .count())
                    .isEqualTo(1);

            written.write(passing("/b"));
            assertThat(hauberk.reload()).isEmpty();
            assertThat(hauberk.faults()).isEmpty();
            assertThat(metrics.get("hauberk.config.generation").gauge().value()).isEqualTo(2);
            assertThat(metrics.get("hauberk.config.reload")
                            .tag("outcome", "accepted")
                            .counter()
                            .count())
                    .isEqualTo(1);
        }
    }

    @Test
    void limitsOfWhatIsEqualCountOnAndThoseOfWhatChangedBeginAnew() throws Exception {
        Written written = new Written(folder).write(LIMITED);
        try (Hauberk hauberk = written.loader().load()) {
            Gateway gateway = hauberk.gateway();
            assertThat(statuses(gateway, "/a", 3)).containsExactly(200, 200, 429);
            assertThat(statuses(gateway, "/b", 2)).containsExactly(200, 429);

            written.write(LIMITED.replace("limit: 1,", "limit: 3,")
                    .replace("routes:", "routes:\n  - { name: more, match: [ { path: /c } ], filters: [ two-only ] }"));
            assertThat(hauberk.reload()).isEmpty();

            assertThat(statuses(gateway, "/a", 1)).containsExactly(429);
            assertThat(statuses(gateway, "/c", 1)).containsExactly(429);
            assertThat(statuses(gateway, "/b", 4)).containsExactly(200, 200, 200, 429);
        }
    }

    @Test
    void aFilterThatMovesAmongItsEqualsKeepsItsState() throws Exception {
        String two = LIMITED.replace(
                "filters: [ { rateLimit: { limit: 1, per: 1h, by: address } } ]",
                "filters: [ { rateLimit: { limit: 9, per: 1h, by: address } }, { rateLimit: { limit: 1, per: 1h, by:"
                        + " address } } ]");
        Written written = new Written(folder).write(two);
        try (Hauberk hauberk = written.loader().load()) {
            assertThat(statuses(hauberk.gateway(), "/b", 2)).containsExactly(200, 429);

            written.write(LIMITED);
            hauberk.reload();

            assertThat(statuses(hauberk.gateway(), "/b", 1)).containsExactly(429);
        }
    }

    @Test
    void fromShadowToEnforceALimitCountsOn() throws Exception {
        Written written =
                new Written(folder).write(LIMITED.replace("by: address } } ]", "by: address, mode: shadow } } ]"));
        try (Hauberk hauberk = written.loader().load()) {
            assertThat(statuses(hauberk.gateway(), "/b", 3)).containsExactly(200, 200, 200);

            written.write(LIMITED);
            hauberk.reload();

            assertThat(statuses(hauberk.gateway(), "/b", 1)).containsExactly(429);
        }
    }

    @Test
    void servicesThatDidNotChangeGoOnWithTheirConnectionsAndCounters() throws Exception {
        String filtered = """
                  shadowed:
                    endpoints: [ "http://127.0.0.1:1" ]
                    filters:
                      - rateLimit: { limit: 1, per: 1h, by: address, mode: shadow }
                """;
        Written written = new Written(folder).withCertificates();
        written.write(Written.full().replaceFirst("\nservices:.*\n", "$0" + filtered));
        Hauberk.Loader loader = written.loader();
        loader = loader.with(
                loader.setup().transports(() -> (service, around) -> (request, attempt) -> Response.of(200)));
        try (Hauberk hauberk = loader.load()) {
            Map<String, Service> before = running(hauberk);
            assertThat(before).containsKey("shadowed");

            written.write(Files.readString(written.file()) + "# nothing else\n");
            hauberk.reload();

            assertThat(hauberk.generation()).isEqualTo(2);
            assertThat(running(hauberk))
                    .allSatisfy((name, service) -> assertThat(service).as(name).isSameAs(before.get(name)));
        }
    }

    private static Map<String, Service> running(Hauberk hauberk) {
        Map<String, Service> running = new TreeMap<>();
        hauberk.services()
                .names()
                .forEach(name ->
                        running.put(name, hauberk.services().handler(name).service()));
        return running;
    }

    @Test
    void aWatchedFileIsTakenOverOnceItHasSettled() throws Exception {
        Written written = new Written(folder).write(passing("/a"));
        Hauberk.Loader loader = written.loader();
        Live live = Live.load(written.file(), loader.setup());
        try (live) {
            assertThat(live.changed()).isFalse();
            written.write(passing("/b"));
            assertThat(live.changed()).isFalse();
            assertThat(live.changed()).isTrue();
            live.reload();
            assertThat(live.changed()).isFalse();
            assertThat(status(live.gateway(), "/b")).isEqualTo(200);

            written.write("broken: 1\n");
            live.changed();
            assertThat(live.changed()).isTrue();
            live.reload();
            assertThat(live.changed()).isFalse();
            assertThat(live.changed()).isFalse();
            assertThat(live.generation()).isEqualTo(2);
        }
    }

    @Test
    void oneChangeThatIsNoticedTwiceIsTakenOverOnce() throws Exception {
        Written written = new Written(folder).write(passing("/a"));
        try (Live live = Live.load(written.file(), written.loader().setup())) {
            written.write(passing("/b"));
            live.changed();
            assertThat(live.changed()).isTrue();
            // The thread that is to reload has not begun.
            assertThat(live.changed()).isTrue();
            live.reloadChanged();
            live.reloadChanged();
            assertThat(live.generation()).isEqualTo(2);
            assertThat(status(live.gateway(), "/b")).isEqualTo(200);
            written.write("broken: 1\n");
            live.reloadChanged();
            assertThat(live.faults()).isNotEmpty();
            live.reloadChanged();
            assertThat(live.generation()).isEqualTo(2);
        }
    }

    @Test
    void theSwapOfAKubernetesVolumeIsNoticed() throws Exception {
        Path first = Files.createDirectory(folder.resolve("..2026_01"));
        Path second = Files.createDirectory(folder.resolve("..2026_02"));
        Files.writeString(first.resolve("hauberk.yaml"), passing("/a"));
        Files.writeString(second.resolve("hauberk.yaml"), passing("/b"));
        Path data = Files.createSymbolicLink(folder.resolve("..data"), first.getFileName());
        Files.createSymbolicLink(folder.resolve("hauberk.yaml"), Path.of("..data/hauberk.yaml"));
        try (Live live = Live.load(
                folder.resolve("hauberk.yaml"), new Written(folder).loader().setup())) {
            Files.createSymbolicLink(folder.resolve("..data_tmp"), second.getFileName());
            Files.move(folder.resolve("..data_tmp"), data, java.nio.file.StandardCopyOption.ATOMIC_MOVE);

            live.changed();
            assertThat(live.changed()).isTrue();
            live.reload();
            assertThat(status(live.gateway(), "/b")).isEqualTo(200);
        }
    }

    @Test
    void includesAndReferencedFilesAreWatchedToo() throws Exception {
        Written written = new Written(folder)
                .write("hauberk: 1\ninclude: [routes/*.yaml]\nservice: ${file:name}\n")
                .write("name", "edge\n")
                .write("routes/a.yaml", "routes:\n  - { name: a, match: [ { path: /a } ] }\n");
        try (Live live = Live.load(written.file(), written.loader().setup())) {
            assertThat(status(live.gateway(), "/a")).isEqualTo(200);

            written.write("routes/b.yaml", "routes:\n  - { name: b, match: [ { path: /b } ] }\n");
            live.changed();
            assertThat(live.changed()).isTrue();
            live.reload();
            assertThat(status(live.gateway(), "/b")).isEqualTo(200);

            written.write("name", "rim\n");
            live.changed();
            assertThat(live.changed()).isTrue();
        }
    }

    @Test
    void noRequestFailsOrMixesConfigurationsWhileTheyAreSwapped() throws Exception {
        Written written = new Written(folder).write(swapping(1));
        try (Hauberk hauberk = written.loader().load()) {
            AtomicBoolean done = new AtomicBoolean();
            AtomicInteger wrong = new AtomicInteger();
            AtomicInteger served = new AtomicInteger();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                Thread thread = new Thread(() -> {
                    while (!done.get()) {
                        wrong.addAndGet(consistent(hauberk.gateway()) ? 0 : 1);
                        served.incrementAndGet();
                    }
                });
                thread.start();
                threads.add(thread);
            }
            for (int i = 2; i < 40; i++) {
                written.write(swapping(i));
                assertThat(hauberk.reload()).isEmpty();
            }
            while (served.get() <= 100) {
                Thread.onSpinWait();
            }
            done.set(true);
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(wrong).hasValue(0);
        }
    }

    /** Every configuration sets two headers to its number, one before the route is found and one on the route. */
    private static String swapping(int number) {
        return """
                hauberk: 1
                filters: [ { requestHeaders: { set: { x-first: "%1$d" } } } ]
                routes:
                  - name: all
                    match: [ { path: "/**" } ]
                    filters: [ { requestHeaders: { set: { x-second: "%1$d" } } } ]
                """.formatted(number);
    }

    private static boolean consistent(Gateway gateway) {
        AtomicBoolean equal = new AtomicBoolean();
        try (Response response = gateway.handle(request("/x"), request -> {
            String first = request.header("x-first");
            equal.set(first != null && first.equals(request.header("x-second")));
            return Response.of(200);
        })) {
            return response.status() == 200 && equal.get();
        } catch (IOException e) {
            return false;
        }
    }

    private static String passing(String path) {
        return "hauberk: 1\nroutes:\n  - { name: r, match: [ { path: " + path + " } ] }\n";
    }

    private static List<Integer> statuses(Gateway gateway, String path, int times) throws IOException {
        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            statuses.add(status(gateway, path));
        }
        return statuses;
    }

    private static int status(Gateway gateway, String path) throws IOException {
        try (Response response = gateway.handle(request(path), request -> Response.of(200))) {
            return response.status();
        }
    }

    private static Request request(String path) {
        Exchange exchange = Exchange.begin(Ticker.system());
        exchange.attach(Caller.unknown().withAddress("192.0.2.1"));
        return Request.of(
                exchange, "GET", "http", "localhost", path, null, Headers.of("Host", "localhost"), Body.empty());
    }
}
