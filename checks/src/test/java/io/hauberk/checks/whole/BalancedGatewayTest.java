package io.hauberk.checks.whole;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Filter;
import io.hauberk.Response;
import io.hauberk.Sleeper;
import io.hauberk.config.Hauberk;
import io.hauberk.servlet.HauberkFilter;
import io.hauberk.testkit.RawHttp;
import io.hauberk.testkit.RawMessage;
import io.hauberk.testkit.RawServer;
import io.hauberk.testkit.Script;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which of several servers behind a gateway gets a request, as the file says, while some fail or are busy. */
class BalancedGatewayTest {
    private static final String EJECTING =
            "outlierDetection: { consecutiveFailures: 1, maxEjectionPercent: 100, baseEjection: 300s }";

    @TempDir
    Path folder;

    private final Set<String> failing = ConcurrentHashMap.newKeySet();
    private final List<RawServer> servers = new ArrayList<>();
    private final BlockingQueue<String> records = new LinkedBlockingQueue<>();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @AfterEach
    void stop() throws IOException {
        for (RawServer server : servers) {
            server.close();
        }
    }

    /** A server that answers with its name, or with 500 as long as it is to fail. */
    private String server(String name) throws IOException {
        RawServer server = RawServer.start(scene -> {
            while (true) {
                scene.readRequest();
                scene.connection()
                        .send(
                                failing.contains(name)
                                        ? "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n"
                                        : Script.response(name));
            }
        });
        servers.add(server);
        return "http://127.0.0.1:" + server.port();
    }

    /** A gateway before one service; keeps what it has recorded of each request, before that is answered. */
    private final class Whole implements AutoCloseable {
        private final Path file = folder.resolve("hauberk.yaml");
        private final Hauberk hauberk;
        private final Container.Running container;

        Whole(Container kind, String service) throws Exception {
            write(service);
            hauberk = Hauberk.loader(file).metrics(meters).unwatched().load();
            Filter recorded = (request, next) -> {
                Response response = hauberk.gateway().handle(request, next);
                records.add(request.exchange().decisions().toString());
                return response;
            };
            container = kind.start(context -> {
                HauberkFilter.install(context, recorded);
                context.addServlet("nobody", new HttpServlet() {}).addMapping("/*");
            });
        }

        void write(String service) throws IOException {
            Files.writeString(file, """
                    hauberk: 1
                    routes: [ { name: all, match: [ { path: "/**" } ], to: backend } ]
                    services:
                      backend: { connectTimeout: 60s, timeout: 60s, retry: off, %s }
                    """.formatted(service));
        }

        RawHttp connect() throws IOException {
            return RawHttp.connect(container.port());
        }

        /** On a connection of its own: Tomcat ends those on which it has answered 500. */
        RawMessage get(String... fields) throws IOException {
            try (RawHttp http = connect()) {
                return http.get("/", fields);
            }
        }

        /** How many of so many requests each server answered; empty for those that failed. */
        Map<String, Integer> answers(int requests) throws IOException {
            Map<String, Integer> answers = new HashMap<>();
            for (int i = 0; i < requests; i++) {
                answers.merge(get().text(), 1, Integer::sum);
            }
            return answers;
        }

        /** Has these fail until the gateway has seen that. What a gauge shows may be an instant behind. */
        void eject(String... names) throws IOException {
            Collections.addAll(failing, names);
            for (int i = 0; shown("hauberk.mesh.endpoints", "state", "ejected") != failing.size(); i++) {
                assertThat(i).as("requests until all are out").isLessThan(2_000);
                get();
            }
        }

        double shown(String meter, String... tags) {
            return meters.get(meter)
                    .tag("service", "backend")
                    .tags(tags)
                    .gauge()
                    .value();
        }

        @Override
        public void close() throws Exception {
            container.close();
            hauberk.close();
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void whereMostAreOutAllAreCalledAndTheRecordSaysWhy(Container kind) throws Exception {
        String service = "endpoints: [ \"%s\", \"%s\", \"%s\", \"%s\" ], balance: roundRobin, "
                .formatted(server("one"), server("two"), server("three"), server("four"));
        try (Whole whole = new Whole(kind, service + EJECTING)) {
            whole.eject("one", "two");
            assertThat(whole.shown("hauberk.mesh.panic")).as("half are well").isZero();
            assertThat(whole.answers(20)).containsOnlyKeys("three", "four");
            assertThat(records).noneMatch(record -> record.contains("too few are healthy"));

            whole.eject("three");
            assertThat(whole.shown("hauberk.mesh.panic")).isEqualTo(1);
            records.clear();
            failing.clear();
            Map<String, Integer> answers = whole.answers(40);
            assertThat(answers).containsOnlyKeys("one", "two", "three", "four");
            assertThat(answers.values()).as("all alike").allMatch(count -> count == 10);
            assertThat(records)
                    .hasSize(40)
                    .allMatch(record -> record.contains(", though too few are healthy to choose by health: 200"));
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void withoutAThresholdNobodyWhoIsOutIsCalled(Container kind) throws Exception {
        String service = "panicThreshold: 0, endpoints: [ \"%s\", \"%s\", \"%s\" ], "
                .formatted(server("one"), server("two"), server("three"));
        try (Whole whole = new Whole(kind, service + EJECTING)) {
            whole.eject("one", "two");
            assertThat(whole.shown("hauberk.mesh.panic")).isZero();
            failing.clear();
            assertThat(whole.answers(30)).containsOnlyKeys("three");
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void aHotKeySpillsOverWhileItsServerIsBusyAndComesBack(Container kind) throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        BlockingQueue<String> arrived = new LinkedBlockingQueue<>();
        StringBuilder endpoints = new StringBuilder();
        for (String name : List.of("one", "two", "three")) {
            RawServer server = RawServer.start(scene -> {
                while (true) {
                    scene.readRequest();
                    arrived.add(name);
                    await(over);
                    scene.connection().send(Script.response(name));
                }
            });
            servers.add(server);
            endpoints.append("\"http://127.0.0.1:").append(server.port()).append("\", ");
        }
        String service = "endpoints: [ " + endpoints + " ], balance: { ringHash: { header: x-user } }";
        List<RawHttp> callers = new ArrayList<>();
        try (Whole whole = new Whole(kind, service)) {
            List<String> before = new ArrayList<>();
            for (int i = 1; i <= 12; i++) {
                RawHttp caller = whole.connect();
                callers.add(caller);
                caller.send(RawHttp.head("GET / HTTP/1.1", "x-user: hot"));
                before.add(arrived.poll(60, TimeUnit.SECONDS));
                // One is never more than a quarter above its share of those that are under way.
                int most = (int) Math.ceil(1.25 * i / 3);
                for (String name : new TreeSet<>(before)) {
                    assertThat(Collections.frequency(before, name))
                            .as("%s of %s", name, before)
                            .isLessThanOrEqualTo(most);
                }
            }
            assertThat(before).contains("one", "two", "three");
            over.countDown();
            for (RawHttp caller : callers) {
                assertThat(caller.readResponse().status()).isEqualTo(200);
            }
            assertThat(records).hasSize(12).allMatch(record -> record.contains("by hash of "));
            for (int i = 0; i < 6; i++) {
                // The one that is read has ended for the gateway a moment after its last byte.
                awaitNobody(whole);
                assertThat(whole.get("x-user: hot").text()).isEqualTo(before.get(0));
            }
        } finally {
            over.countDown();
            for (RawHttp caller : callers) {
                caller.close();
            }
        }
    }

    private static void awaitNobody(Whole whole) throws IOException {
        for (int i = 0; whole.shown("hauberk.mesh.active") != 0; i++) {
            assertThat(i).as("polls of 10 ms").isLessThan(6_000);
            Sleeper.system().sleep(Duration.ofMillis(10));
        }
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            if (!latch.await(60, TimeUnit.SECONDS)) {
                throw new IOException("nobody let it go");
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void callsStayInOurZoneAndJustWhatItCannotBearLeavesIt(Container kind) throws Exception {
        String service = ("endpoints: [ { url: \"%s\", zone: a }, { url: \"%s\", zone: a }, { url: \"%s\", zone: b },"
                        + " { url: \"%s\", zone: b } ], zone: { own: a, minEndpoints: 4 }, balance: roundRobin, ")
                .formatted(server("a1"), server("a2"), server("b1"), server("b2"));
        try (Whole whole = new Whole(kind, service + EJECTING)) {
            assertThat(whole.answers(20)).containsOnlyKeys("a1", "a2");
            assertThat(whole.shown("hauberk.mesh.zone.spill")).isZero();
            assertThat(records).allMatch(record -> record.contains("in our own zone a (of 4)"));

            whole.eject("a1");
            // A third of who is well, for half of the callers: two thirds of ours stay.
            assertThat(whole.shown("hauberk.mesh.zone.spill")).isBetween(33.0, 34.0);
            Map<String, Integer> answers = whole.answers(120);
            assertThat(answers).containsOnlyKeys("a2", "b1", "b2");
            assertThat(answers.get("a2")).as("of 120, 80 expected").isBetween(45, 115);
            assertThat(records).anyMatch(record -> record.contains("in zone b (of 4)"));
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void whatTheFirstPriorityCannotBearGoesToTheSecond(Container kind) throws Exception {
        String service =
                ("endpoints: [ \"%s\", \"%s\", \"%s\", { url: \"%s\", priority: 1 }, { url: \"%s\", priority: 1 } ],"
                                + " balance: roundRobin, ")
                        .formatted(server("a1"), server("a2"), server("a3"), server("b1"), server("b2"));
        try (Whole whole = new Whole(kind, service + EJECTING)) {
            assertThat(whole.answers(30)).containsOnlyKeys("a1", "a2", "a3");
            assertThat(whole.shown("hauberk.mesh.priority")).isZero();

            whole.eject("a1", "a2");
            assertThat(whole.shown("hauberk.mesh.priority")).isEqualTo(1);
            assertThat(whole.shown("hauberk.mesh.panic"))
                    .as("the second bears it")
                    .isZero();
            Map<String, Integer> answers = whole.answers(120);
            assertThat(answers).containsOnlyKeys("a3", "b1", "b2");
            assertThat(answers.get("a3")).as("of 120: 1.4 thirds, which are 56").isBetween(20, 95);

            whole.eject("a3");
            assertThat(whole.answers(30)).containsOnlyKeys("b1", "b2");
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void aStickyCookieLeadsToTheSameServerOverReloadsUntilThatIsGone(Container kind) throws Exception {
        String one = server("one");
        String two = server("two");
        String sticky = "balance: { sticky: { cookie: shop, secret: s, balance: roundRobin } }";
        try (Whole whole = new Whole(kind, "endpoints: [ \"" + one + "\", \"" + two + "\" ], " + sticky)) {
            RawMessage first = whole.get();
            String set = first.header("Set-Cookie");
            String cookie = "Cookie: " + set.substring(0, set.indexOf(';'));
            String home = first.text().equals("one") ? one : two;
            follows(whole, cookie, first.text());

            // Another one comes, and another order.
            String three = server("three");
            String others = home.equals(one) ? two : one;
            whole.write("endpoints: [ \"" + three + "\", \"" + others + "\", \"" + home + "\" ], " + sticky);
            assertThat(whole.hauberk.reload()).isEmpty();
            assertThat(whole.hauberk.generation()).isEqualTo(2);
            follows(whole, cookie, first.text());

            whole.write("endpoints: [ \"" + three + "\", \"" + others + "\" ], " + sticky);
            assertThat(whole.hauberk.reload()).isEmpty();
            RawMessage moved = whole.get(cookie);
            assertThat(moved.status()).isEqualTo(200);
            assertThat(moved.text()).isNotEqualTo(first.text());
            String next = moved.header("Set-Cookie");
            assertThat(next).startsWith("shop=").doesNotStartWith(set.substring(0, set.indexOf(';')));
            follows(whole, "Cookie: " + next.substring(0, next.indexOf(';')), moved.text());
        }
    }

    private static void follows(Whole whole, String cookie, String name) throws IOException {
        for (int i = 0; i < 10; i++) {
            RawMessage answer = whole.get(cookie);
            assertThat(answer.text()).isEqualTo(name);
            assertThat(answer.header("Set-Cookie")).isNull();
        }
    }
}
